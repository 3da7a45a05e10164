// Package claim holds what policies are about: typed values, claims with their
// issuer, and the ordered set without duplicates that rules read and write (L3).
// It also reads and writes claims files (L10) and gives a set the JSON shape
// that tokens and results have (L6.5). It is the leaf that evidence, evaluation
// and tokens share, and knows none of them.
package claim
