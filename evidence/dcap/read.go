package dcap

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/assay-policy/assay/evidence/internal/frame"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// ReadCollateral reads a file that holds several parts of collateral, or one of
// the two documents as Intel serves it (E3.12): JSON with a member for each part,
// the endorsements of Open Enclave, or an envelope. No signature is checked.
func ReadCollateral(data []byte, limits Limits) (Collateral, error) {
	c, err := readCollateral(data, limits)
	return c, frame.Wrap(Kind, StepCollateral, "E3.12", err)
}

func readCollateral(data []byte, limits Limits) (Collateral, error) {
	if err := frame.CheckSize("the collateral", len(data), limits.collateral()); err != nil {
		return Collateral{}, err
	}
	if bytes.HasPrefix(data, endorsementsMagic) {
		return readEndorsements(data)
	}
	o, err := document("the collateral", trimText(data), frame.Limits(limits.Limits).JSONDepth)
	if err != nil {
		return Collateral{}, err
	}
	switch {
	case o.has(tcbInfoDocument.member):
		return Collateral{TCBInfo: bytes.Clone(data)}, nil
	case o.has(qeIdentityDocument.member):
		return Collateral{QEIdentity: bytes.Clone(data)}, nil
	}
	return readMembers(o)
}

// collateral is how large a file with all parts may be: each as long as its limit
// allows, in hex at worst. A limit that stands for none must not overflow.
func (l Limits) collateral() int {
	all := frame.Limits(l.Limits)
	part := func(limit int) int { return min(limit, 64<<20) }
	return 4*part(l.document()) + 4*part(all.CRL) + 8*part(all.Chain)
}

// members are those of the JSON form, each a string (corpus README).
var members = [...]struct {
	name  string
	hex   bool
	field func(*Collateral) *[]byte
}{
	{"tcb_info", false, func(c *Collateral) *[]byte { return &c.TCBInfo }},
	{"tcb_info_signature", true, func(c *Collateral) *[]byte { return &c.TCBInfoSignature }},
	{"tcb_info_issuer_chain", false, func(c *Collateral) *[]byte { return &c.SigningChain }},
	{"qe_identity", false, func(c *Collateral) *[]byte { return &c.QEIdentity }},
	{"qe_identity_signature", true, func(c *Collateral) *[]byte { return &c.QEIdentitySignature }},
	{"qe_identity_issuer_chain", false, func(c *Collateral) *[]byte { return &c.IdentityChain }},
	{"pck_crl", true, func(c *Collateral) *[]byte { return &c.PCKCRL }},
	{"root_ca_crl", true, func(c *Collateral) *[]byte { return &c.RootCRL }},
	{"pck_certificate_chain", false, func(c *Collateral) *[]byte { return &c.PCKChain }},
}

// readMembers reads the JSON form. Other members are passed over: the chain of the
// PCK CRL's issuer, which the PCK chain has too.
func readMembers(o *object) (c Collateral, err error) {
	found := false
	for _, m := range members {
		if v, ok := o.value.Member(m.name); !ok || v.Kind() == jsondoc.Null {
			continue
		}
		found = true
		data := []byte(o.text(m.name))
		if m.hex {
			if data, err = hex.DecodeString(string(data)); err != nil {
				o.fail("%q: expected hex: %w", m.name, err)
			}
		}
		*m.field(&c) = data
	}
	if !found {
		o.fail("found none of the members that hold collateral, like %q", members[0].name)
	}
	c.shareChain()
	return c, o.err
}

// shareChain drops a second chain that is the first, and makes a single one the
// chain of both documents.
func (c *Collateral) shareChain() {
	if c.SigningChain == nil || bytes.Equal(trimText(c.SigningChain), trimText(c.IdentityChain)) {
		if c.SigningChain == nil {
			c.SigningChain = c.IdentityChain
		}
		c.IdentityChain = nil
	}
}

// ReadCollateralDir reads a collateral directory (E3.13). Parts whose file isn't
// there stay nil; it is an error if all are.
func ReadCollateralDir(dir fs.FS, limits Limits) (c Collateral, err error) {
	found := false
	for _, p := range parts {
		data, err := readFile(dir, p.file, limits.collateral())
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Collateral{}, frame.Wrap(Kind, StepCollateral, "E3.13", err)
		}
		found = true
		*p.field(&c) = data
	}
	if !found {
		err = fmt.Errorf("found no file of collateral in the directory, expected some like %q", parts[0].file)
	}
	return c, frame.Wrap(Kind, StepCollateral, "E3.13", err)
}

// readFile reads a file of at most that many bytes.
func readFile(dir fs.FS, name string, limit int) ([]byte, error) {
	// A pipe has no end that comes, unless somebody writes into it (E1.6).
	if info, err := fs.Stat(dir, name); err == nil && info.Mode().Type()&^fs.ModeDir != 0 {
		return nil, fmt.Errorf("found %s with the mode %s, expected a file", name, info.Mode())
	}
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	return data, frame.CheckSize(name, len(data), limit)
}

// derList returns a revocation list in the form that package pki reads: hex is
// decoded, and the NULs that carriers put after DER are cut (E1.7). It shares no
// memory with data.
func derList(data []byte, limits Limits) ([]byte, error) {
	most := min(frame.Limits(limits.Limits).CRL, math.MaxInt/2)
	if err := frame.CheckSize("the CRL", len(data), 2*most+1); err != nil {
		return nil, err
	}
	data, err := fromHex(data)
	if err != nil {
		return nil, fmt.Errorf("the CRL: %w", err)
	}
	var list asn1.RawValue
	if rest, err := asn1.Unmarshal(data, &list); err == nil && len(bytes.TrimLeft(rest, "\x00")) == 0 {
		data = list.FullBytes
	}
	return bytes.Clone(data), nil
}
