package dcap

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// documents are a TCB info and a QE identity whose signatures hold.
type documents struct {
	tcbInfo    *TCBInfo
	qeIdentity *QEIdentity
	tcbChain   *chain // of the certificate that signed the TCB info
	qeChain    *chain // the same chain as a rule
	texts      documentTexts
}

// documentTexts are what steps that pass say of the documents, for people: the same for
// all quotes, so that it is put into words once.
type documentTexts struct{ found, period, issued, platform string }

func (d *documents) describe() documentTexts {
	info, identity := d.tcbInfo, d.qeIdentity
	return documentTexts{
		found: fmt.Sprintf("TCB info of evaluation %d and QE identity, signed by %q", info.EvaluationNumber,
			d.tcbChain.leaf().Subject.CommonName),
		period:   fmt.Sprintf("TCB info until %s, QE identity until %s", day(info.NextUpdate), day(identity.NextUpdate)),
		issued:   fmt.Sprintf("issued at %s; a baseline doesn't expire", day(info.IssueDate)),
		platform: fmt.Sprintf("for %s, FMSPC %s, PCEID %s", info.TEE, info.FMSPC, info.PCEID),
	}
}

// readDocuments reads both and checks their signatures, up to an anchor (E3.4).
// Nothing but the envelope is looked at before its signature was checked.
func readDocuments(c *Collateral, options *Options) (*documents, error) {
	d := &documents{}
	var err error
	if d.tcbChain, err = readSigningChain(c.SigningChain, options); err != nil {
		return nil, err
	}
	d.qeChain = d.tcbChain
	if c.IdentityChain != nil {
		if d.qeChain, err = readSigningChain(c.IdentityChain, options); err != nil {
			return nil, fmt.Errorf("the chain of the QE identity: %w", err)
		}
	}
	text, err := tcbInfoDocument.verify(c.TCBInfo, c.TCBInfoSignature, d.tcbChain, options.Limits)
	if err != nil {
		return nil, err
	}
	if d.tcbInfo, err = readTCBInfo(text, options.Limits); err != nil {
		return nil, err
	}
	text, err = qeIdentityDocument.verify(c.QEIdentity, c.QEIdentitySignature, d.qeChain, options.Limits)
	if err != nil {
		return nil, err
	}
	if d.qeIdentity, err = readQEIdentity(text, options.Limits); err != nil {
		return nil, err
	}
	d.texts = d.describe()
	return d, nil
}

// readSigningChain reads a chain of the certificate that signs documents and the
// root.
func readSigningChain(data []byte, options *Options) (*chain, error) {
	ders, err := splitChain(data, options.Limits)
	if err != nil {
		return nil, fmt.Errorf("the signing chain: %w", err)
	}
	c, err := readChain(ders, options.Anchors, []string{nameSigning}, []string{nameRoot})
	if err != nil {
		return nil, fmt.Errorf("the signing chain: %w", err)
	}
	return c, nil
}

// verify returns the bytes of a document, whose signature holds.
func (k documentKind) verify(data, signature []byte, c *chain, limits Limits) ([]byte, error) {
	d, err := k.open(data, signature, limits)
	switch {
	case err != nil:
		return nil, err
	case len(d.signature) == 0:
		return nil, fmt.Errorf("%s has no signature", k.name)
	case !signed(c.key, d.signed, d.signature):
		return nil, fmt.Errorf("signature of %s was not made by the key of %q", k.name, c.leaf().Subject.CommonName)
	}
	return d.signed, nil
}

// chainsInTime checks the chains at a time; those of a baseline when the documents
// were issued (E4.7).
func (d *documents) chainsInTime(at time.Time, baseline bool) error {
	ofInfo, ofIdentity := at, at
	if baseline {
		ofInfo, ofIdentity = d.tcbInfo.IssueDate, d.qeIdentity.IssueDate
	}
	if err := d.tcbChain.inTime(ofInfo); err != nil {
		return err
	}
	return d.qeChain.inTime(ofIdentity)
}

// checkRoot returns an error unless the signing chains end in the root of the PCK
// chain: where several roots are trusted, the list of one says nothing about the
// certificates of another (E1.10).
func (d *documents) checkRoot(root *x509.Certificate) error {
	for _, c := range []*chain{d.tcbChain, d.qeChain} {
		if !bytes.Equal(c.root().RawSubjectPublicKeyInfo, root.RawSubjectPublicKeyInfo) {
			return errors.New("the signing chain ends in another root than the PCK chain")
		}
	}
	return nil
}

// signers returns the certificates that signed the documents.
func (d *documents) signers() []*x509.Certificate {
	if d.qeChain == d.tcbChain {
		return []*x509.Certificate{d.tcbChain.leaf()}
	}
	return []*x509.Certificate{d.tcbChain.leaf(), d.qeChain.leaf()}
}
