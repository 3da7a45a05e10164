// Package pki checks certificates and revocation lists as the kinds of evidence
// need them: one spelling of PEM, listed algorithms (E1.9), periods (E1.3),
// revocation (E1.10).
package pki
