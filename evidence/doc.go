// Package evidence holds what all kinds of attestation evidence share. The kinds
// themselves are packages below it, such as evidence/snp.
//
// A kind reads evidence in one step and verifies it in another: what was read
// refers to the input bytes and proves nothing. A verification is a list of
// steps. If all of them are passed, its result is a Verified value, which holds
// the claims that the evidence proves; the first step that fails is the Error.
package evidence
