// Package dcap reads and verifies Intel quotes of SGX and TDX (E3): the quote's
// bytes, the chain of the key that certified it to Intel's root, the signatures
// of quoting enclave and quote, the collateral that says how good the platform
// is (TCB info, QE identity, revocation lists), and what it says. The result
// keeps all of that; it is no boolean, and has no claims: those are made by the
// kinds of evidence that a quote is in.
package dcap
