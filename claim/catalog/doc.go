// Package catalog holds two tables. One has the claims that evidence gives, tokens
// hold and properties set: names, kinds, meanings, deprecated twins, and which names
// a policy can't issue (L6.6). The other has the attestation types: the words for
// each, what its tokens call it, how the names of its evidence begin, its debug claim
// and its default policy. Checker, tokens, evidence, editor and documentation read the
// same tables, so that they can't disagree.
package catalog
