// Package claim holds what policies are about: claims, each with a typed value and
// an issuer that says how far to trust it (L3). It reads and writes claims files
// (L10.1), makes claims of Go values, and gives claims the JSON shape that tokens and
// results have (L6.5). Evidence, evaluation and tokens share it; it knows none of
// them.
package claim
