// Package cose reads and verifies signed messages of the form COSE_Sign1 (RFC
// 9052) whose issuer is a did:x509: as which endorsements of launch measurements
// come (E6.11). A message is verified against one issuer, given by the caller:
// the chain that it carries is compared with that, never trusted.
package cose
