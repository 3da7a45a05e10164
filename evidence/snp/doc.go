// Package snp verifies AMD SEV-SNP attestation reports (E6): the report's bytes,
// the chain of the key that signed it to AMD's root, revocation, the firmware
// and the chip that both name, the signature, and the data bound by it. Evidence
// is a report, the service's request form, or an Azure HCL report.
package snp
