package collateral

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/hcl"
	"github.com/assay-policy/assay/evidence/snp"
)

// Told is what evidence may leave out.
type Told struct {
	// Product of AMD's, for reports of version 2: they don't name it.
	Product snp.Product
	// PCKChain is the chain of Intel's PCK certificate, in PEM, for quotes without one.
	PCKChain []byte
}

// NeedOf reads what evidence needs: an SGX or TDX quote, an Open Enclave report with
// one, or an SEV-SNP report, raw, as a request to the service, or in an Azure HCL
// report. Nothing is verified.
func NeedOf(evidence []byte, told Told) (Need, error) {
	if quote, ok := quoteIn(evidence); ok {
		return platformOf(quote, told.PCKChain)
	}
	if report, err := hcl.Parse(evidence, hcl.Limits{}); err == nil && report.Hardware == hcl.TDX {
		return nil, errors.New("found an HCL report of TDX, which nobody but its machine can verify: expected the TD quote for it")
	}
	got, err := snp.Decode(evidence, snp.Limits{})
	if err != nil {
		return nil, fmt.Errorf("the evidence can't be read: %w", err)
	}
	return chipOf(got, told.Product)
}

// openEnclave is how an Open Enclave report begins: version 1, type 2 (remote). The
// size of the quote follows, in eight bytes (E4.1).
var openEnclave = []byte{1, 0, 0, 0, 2, 0, 0, 0}

// quoteIn finds a quote, which may be in an Open Enclave report: no other evidence
// begins with those versions and that type of key (E3.1).
func quoteIn(data []byte) ([]byte, bool) {
	if rest, ok := bytes.CutPrefix(data, openEnclave); ok && len(rest) > 8 {
		if size := binary.LittleEndian.Uint64(rest); size <= uint64(len(rest)-8) {
			data = rest[8 : 8+size]
		}
	}
	if len(data) < 4 {
		return nil, false
	}
	version, key := binary.LittleEndian.Uint16(data), binary.LittleEndian.Uint16(data[2:])
	return data, version >= 3 && version <= 5 && key == 2
}

// pckChainType is the certification data that is a chain of certificates (E3.3).
const pckChainType = 5

// ErrNoPCKChain is why nothing can be fetched for a quote without certificates, unless
// Told has them.
var ErrNoPCKChain = errors.New("expected to be told the chain of its PCK certificate")

// platformOf reads what is needed from a quote.
func platformOf(data, chain []byte) (*Platform, error) {
	quote, err := dcap.ParseQuote(data, dcap.Limits{})
	if err != nil {
		return nil, fmt.Errorf("the evidence can't be read: %w", err)
	}
	own := quote.CertificationType == pckChainType
	if own {
		chain = quote.CertificationData
	}
	if len(chain) == 0 {
		return nil, fmt.Errorf("found a quote without certificates (certification data of type %d): %w", quote.CertificationType, ErrNoPCKChain)
	}
	pck, err := dcap.ReadPCK(chain, dcap.Limits{})
	if err != nil {
		return nil, err
	}
	p := &Platform{TEE: quote.TEE, FMSPC: pck.FMSPC, CA: pck.CA}
	if !own {
		p.PCKChain = chain
	}
	return p, nil
}
