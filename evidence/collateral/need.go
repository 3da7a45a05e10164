package collateral

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/evidence/snp"
)

// Need is what has to be fetched for a piece of evidence: a *Chip or a *Platform.
type Need interface {
	fmt.Stringer
	// fetch gets the files for it.
	fetch(ctx context.Context, f *fetch) (Files, error)
}

// Chip is whose certificates AMD's service is asked for.
type Chip struct {
	Product snp.Product
	Signer  snp.Signer
	HWID    []byte  // 64 bytes, 8 for Turin; not used for a VLEK
	TCB     snp.TCB // as reported
	// HasCertificate says that the certificate of the key which signed is at hand: it
	// isn't fetched.
	HasCertificate bool
}

// String names the chip for people.
func (c *Chip) String() string {
	if c.Signer == snp.VLEK {
		return fmt.Sprintf("AMD %s, VLEK of the cloud provider", c.Product)
	}
	return fmt.Sprintf("AMD %s, chip %s", c.Product, shortID(c.HWID))
}

// shortID is how people are told of a chip.
func shortID(id []byte) string {
	if len(id) <= 8 {
		return hex.EncodeToString(id)
	}
	return hex.EncodeToString(id[:8]) + "…"
}

// ErrNoProduct is why nothing can be fetched for a report of version 2, unless Told
// has the product.
var ErrNoProduct = errors.New("found a report of version 2, which names no processor: expected to be told the product, Milan or Genoa")

// chipOf reads what is needed from a report.
func chipOf(got *snp.Decoded, told snp.Product) (*Chip, error) {
	r := got.Report
	product, err := productOf(r, told)
	if err != nil {
		return nil, err
	}
	chip := &Chip{Product: product, Signer: r.SigningKey, TCB: r.ReportedTCB, HasCertificate: len(got.Chain) > 0}
	switch {
	case chip.HasCertificate:
		return chip, nil
	case r.MaskChipKey:
		return nil, errors.New("found a report that hides the key which signed it (MASK_CHIP_KEY), expected a VCEK or VLEK")
	case r.SigningKey != snp.VCEK && r.SigningKey != snp.VLEK:
		return nil, fmt.Errorf("found a report signed by key %q, expected VCEK or VLEK", r.SigningKey)
	case r.SigningKey == snp.VLEK:
		return chip, nil
	case len(bytes.Trim(r.ChipID, "\x00")) == 0:
		return nil, errors.New("found a report that hides its chip: its host may have the certificate")
	}
	chip.HWID = r.ChipID
	if chip.Product == snp.Turin {
		chip.HWID = r.ChipID[:8]
	}
	return chip, nil
}

// productOf returns the product that a report names. One of version 2 names none, so
// it has to be told; for others "" will do (E6.2, E6.5).
func productOf(r *snp.Report, told snp.Product) (snp.Product, error) {
	if r.Version < 3 {
		switch told {
		case snp.Milan, snp.Genoa:
			return told, nil
		case "":
			return "", ErrNoProduct
		}
		return "", fmt.Errorf("found a report of version 2 and the product %q, expected Milan or Genoa", clip(string(told)))
	}
	product := r.CPUID.Product()
	switch {
	case product == "":
		return "", fmt.Errorf("found a report of family 0x%02x model 0x%02x, expected Milan, Genoa or Turin", r.CPUID.Family, r.CPUID.Model)
	case told != "" && told != product:
		return "", fmt.Errorf("found a report of %s, expected one of %s", product, clip(string(told)))
	}
	return product, nil
}
