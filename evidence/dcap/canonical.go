package dcap

import (
	"encoding/pem"
	"fmt"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Canonical returns the collateral with each part in one form, whatever the form it
// came in, so that its hash says which part it is: documents in their envelope,
// without what carriers put after it, chains in PEM, lists in DER. Both chains are
// there, also if they are the same. No signature is checked.
func (c Collateral) Canonical(limits Limits) (Collateral, error) {
	c.IdentityChain = c.identityChain()
	for _, p := range [...]struct {
		part  Part
		field *[]byte
		form  func([]byte, Limits) ([]byte, error)
	}{
		{PartSigningChain, &c.SigningChain, pemChain},
		{PartIdentityChain, &c.IdentityChain, pemChain},
		{PartPCKChain, &c.PCKChain, pemChain},
		{PartPCKCRL, &c.PCKCRL, bareList},
		{PartRootCRL, &c.RootCRL, bareList},
	} {
		if *p.field == nil {
			continue
		}
		data, err := p.form(*p.field, limits)
		if err != nil {
			return Collateral{}, frame.Wrap(Kind, StepCollateral, "E3.12", fmt.Errorf("%s: %w", p.part, err))
		}
		*p.field = data
	}
	c.TCBInfo = trimText(tcbInfoDocument.enclose(c.TCBInfo, c.TCBInfoSignature))
	c.QEIdentity = trimText(qeIdentityDocument.enclose(c.QEIdentity, c.QEIdentitySignature))
	c.TCBInfoSignature, c.QEIdentitySignature = nil, nil
	return c, nil
}

// pemChain writes a chain in PEM: 64 columns, and a line feed after each line.
func pemChain(data []byte, limits Limits) (text []byte, err error) {
	ders, err := splitChain(data, limits)
	for _, der := range ders {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return text, err
}

// bareList returns the DER of a revocation list.
func bareList(data []byte, limits Limits) ([]byte, error) {
	data, err := derList(data, limits)
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(data); block != nil {
		return block.Bytes, nil
	}
	return data, nil
}
