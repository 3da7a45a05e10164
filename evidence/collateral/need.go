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

// chipOf reads what is needed from a report. One of version 2 doesn't name its
// processor, so the product has to be told; for others "" will do (E6.2, E6.5).
func chipOf(got *snp.Decoded, told snp.Product) (*Chip, error) {
	r := got.Report
	chip := &Chip{Product: told, Signer: r.SigningKey, TCB: r.ReportedTCB, HasCertificate: len(got.Chain) > 0}
	if r.Version >= 3 {
		chip.Product = r.CPUID.Product()
	}
	switch {
	case chip.Product == "" && r.Version >= 3:
		return nil, fmt.Errorf("found a report of family 0x%02x model 0x%02x, expected Milan, Genoa or Turin", r.CPUID.Family, r.CPUID.Model)
	case chip.Product == "":
		return nil, errors.New("found a report of version 2, which names no processor: the product must be told, Milan or Genoa")
	case told != "" && told != chip.Product:
		return nil, fmt.Errorf("found a report of %s, expected one of %s", chip.Product, told)
	case chip.HasCertificate:
		return chip, nil
	case r.MaskChipKey || r.SigningKey != snp.VCEK && r.SigningKey != snp.VLEK:
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
