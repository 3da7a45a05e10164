package dcap

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

// Collateral is what Intel publishes for a line of platforms, as it was received:
// what a quote is judged by (E3.12). Parts may be nil; those that a verification
// needs then are a MissingError.
type Collateral struct {
	// TCBInfo is the document with its signature as Intel serves it. A document
	// alone has its signature in TCBInfoSignature, 64 bytes.
	TCBInfo, TCBInfoSignature []byte
	// QEIdentity likewise.
	QEIdentity, QEIdentitySignature []byte
	// SigningChain holds the certificate that signed both documents, and the root,
	// in PEM, URL-encoded or not.
	SigningChain []byte
	// IdentityChain is that of the QE identity, if it isn't SigningChain.
	IdentityChain []byte
	// PCKCRL is the list of the authority that issued the PCK certificate, in DER,
	// PEM or hex.
	PCKCRL []byte
	// RootCRL is the list of the root, likewise.
	RootCRL []byte
	// PCKChain holds PCK certificate, its authority and the root, in PEM, for quotes
	// that don't carry them.
	PCKChain []byte
}

// Part names a part of collateral.
type Part string

// The parts.
const (
	PartTCBInfo       Part = "TCB info"
	PartQEIdentity    Part = "QE identity"
	PartSigningChain  Part = "signing chain"
	PartIdentityChain Part = "signing chain of the QE identity"
	PartPCKCRL        Part = "PCK CRL"
	PartRootCRL       Part = "root CRL"
	PartPCKChain      Part = "PCK chain"
)

// File is a part of collateral with its name in a directory (E3.13).
type File struct {
	Part Part
	Name string
	Data []byte
}

// parts holds a row for each part: the file in a directory, and the field.
var parts = [...]struct {
	part  Part
	file  string
	field func(*Collateral) *[]byte
}{
	{PartTCBInfo, "tcb_info.json", func(c *Collateral) *[]byte { return &c.TCBInfo }},
	{PartQEIdentity, "qe_identity.json", func(c *Collateral) *[]byte { return &c.QEIdentity }},
	{PartSigningChain, "signing_chain.pem", func(c *Collateral) *[]byte { return &c.SigningChain }},
	{PartIdentityChain, "identity_chain.pem", func(c *Collateral) *[]byte { return &c.IdentityChain }},
	{PartPCKCRL, "pck_crl.der", func(c *Collateral) *[]byte { return &c.PCKCRL }},
	{PartRootCRL, "root_crl.der", func(c *Collateral) *[]byte { return &c.RootCRL }},
	{PartPCKChain, "pck_chain.pem", func(c *Collateral) *[]byte { return &c.PCKChain }},
}

// Files returns the parts that are there as the files of a collateral directory
// (E3.13), which ReadCollateralDir reads.
func (c Collateral) Files() []File {
	c.TCBInfo = tcbInfoDocument.enclose(c.TCBInfo, c.TCBInfoSignature)
	c.QEIdentity = qeIdentityDocument.enclose(c.QEIdentity, c.QEIdentitySignature)
	var files []File
	for _, p := range parts {
		if data := *p.field(&c); data != nil {
			files = append(files, File{p.part, p.file, data})
		}
	}
	return files
}

// With returns the collateral with the parts that other has in place of its own.
func (c Collateral) With(other Collateral) Collateral {
	if other.TCBInfo != nil {
		c.TCBInfoSignature = other.TCBInfoSignature
	}
	if other.QEIdentity != nil {
		c.QEIdentitySignature = other.QEIdentitySignature
	}
	if other.SigningChain != nil {
		c.IdentityChain = nil // it was for both, and so is the new one
	}
	for _, p := range parts {
		if data := *p.field(&other); data != nil {
			*p.field(&c) = data
		}
	}
	return c
}

// enclose puts a document and its signature into the envelope in which Intel
// serves them; one that has its own stays as it is.
func (k documentKind) enclose(document, signature []byte) []byte {
	if len(signature) == 0 {
		return document
	}
	return fmt.Appendf(nil, `{%q:%s,"signature":%q}`, k.member, trimText(document), hex.EncodeToString(signature))
}

// identityChain returns the chain of the QE identity.
func (c *Collateral) identityChain() []byte {
	if c.IdentityChain == nil || bytes.Equal(c.IdentityChain, c.SigningChain) {
		return c.SigningChain
	}
	return c.IdentityChain
}

// missing returns which of those parts are not there.
func (c *Collateral) missing(of ...Part) (list []Part) {
	for _, p := range parts {
		for _, part := range of {
			if p.part == part && *p.field(c) == nil {
				list = append(list, part)
			}
		}
	}
	return list
}

// MissingError says which parts of the collateral a verification lacks, and what
// one has to know to fetch them.
type MissingError struct {
	Parts []Part
	TEE   TEE
	FMSPC FMSPC // zero if the PCK chain itself is missing
	CA    CA    // "" likewise
}

// Error lists what is missing.
func (e *MissingError) Error() string {
	names := make([]string, len(e.Parts))
	for i, p := range e.Parts {
		names[i] = string(p)
	}
	text := "found no " + strings.Join(names, ", no ")
	if e.CA == "" {
		return text
	}
	return fmt.Sprintf("%s; expected those for %s, FMSPC %s, %s CA", text, e.TEE, e.FMSPC, e.CA)
}
