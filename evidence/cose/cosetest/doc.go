// Package cosetest is a virtual issuer of COSE_Sign1 messages: a root, an
// authority and a leaf with keys of their own that really sign, and an encoder
// that also writes what no issuer would. It is for tests only.
package cosetest
