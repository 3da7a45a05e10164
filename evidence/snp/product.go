package snp

import (
	"fmt"
	"strings"
)

// Product is a line of processors, each with a root certificate of its own.
type Product string

// The lines that have SEV-SNP.
const (
	Milan Product = "Milan"
	Genoa Product = "Genoa"
	Turin Product = "Turin"
)

// Product returns the line of a processor, "" if it is none of those (E6.5).
func (c CPUID) Product() Product {
	switch {
	case c.Family == 0x19 && c.Model <= 0x0F:
		return Milan
	case c.Family == 0x19 && (c.Model>>4 == 0x1 || c.Model>>4 == 0xA):
		return Genoa
	case c.Family == 0x1A && c.Model <= 0x11:
		return Turin
	}
	return ""
}

// productOf returns the line of a certificate's product name: the name of the
// line, with or without a stepping ("Milan-B0").
func productOf(name string) (Product, error) {
	line, _, _ := strings.Cut(name, "-")
	switch p := Product(line); p {
	case Milan, Genoa, Turin:
		return p, nil
	}
	return "", fmt.Errorf("product is %q, expected Milan, Genoa or Turin", clip(name))
}

// Signer says which key signed a report, in the numbers of SIGNING_KEY (E6.2).
type Signer uint8

// The keys that endorse reports, together VEK.
const (
	VCEK     Signer = 0 // of a chip
	VLEK     Signer = 1 // of a cloud provider
	unsigned Signer = 7
)

// String returns the name of the key.
func (s Signer) String() string {
	switch s {
	case VCEK:
		return "VCEK"
	case VLEK:
		return "VLEK"
	case unsigned:
		return "none"
	}
	return fmt.Sprintf("reserved %d", uint8(s))
}

// issuer returns the common name of the certificate that issues such keys for a
// product (E6.4).
func (s Signer) issuer(p Product) string {
	if s == VLEK {
		return "SEV-VLEK-" + string(p)
	}
	return "SEV-" + string(p)
}
