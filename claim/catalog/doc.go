// Package catalog is the table of the claims that evidence gives, tokens hold and
// properties set, for each attestation type: names, kinds, meanings, deprecated
// twins, and which names the service keeps for itself (L6.6). Checker, editor
// and documentation read the same table, so that they can't disagree. One file
// holds the claims of one attestation type.
package catalog

//go:generate go run ./gen ../../docs/claims.md
