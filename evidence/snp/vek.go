package snp

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/internal/spell"
)

// amdArc is the OID under which AMD keeps its certificate extensions (E6.5).
var amdArc = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 3704, 1}

// Numbers below amdArc.
const (
	extStructure = 1
	extProduct   = 2
	extSPL       = 3 // .3.1 to .3.9, one part of the TCB each
	extHWID      = 4
	extCSPID     = 5
)

// vek is what the certificate of an endorsement key says (E6.5).
type vek struct {
	cert    *x509.Certificate
	key     *ecdsa.PublicKey
	signer  Signer
	name    string // of the product, like "Milan-B0"
	product Product
	tcb     TCB
	spls    [10]bool // which of .3.1 to .3.9 are there
	hwid    []byte   // of a VCEK
	cspID   string   // of a VLEK

	structure int // -1 without
}

// readVEK reads a certificate and checks that it is one of an endorsement key,
// consistent in itself (E6.5). Who signed it is another step.
func readVEK(der []byte) (*vek, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("the certificate is malformed: %w", err)
	}
	v := &vek{cert: cert, structure: -1}
	switch cn := cert.Subject.CommonName; cn {
	case "SEV-VCEK":
		v.signer = VCEK
	case "SEV-VLEK":
		v.signer = VLEK
	default:
		return nil, fmt.Errorf("subject is %q, expected \"SEV-VCEK\" or \"SEV-VLEK\"", clip(cn))
	}
	key, ok := cert.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P384() {
		return nil, errors.New("found a key that is not on P-384")
	}
	v.key = key
	if err := v.readExtensions(); err != nil {
		return nil, err
	}
	return v, v.check()
}

// readExtensions reads AMD's extensions, which come in any order; those with
// other numbers are passed over. x509 refuses repeated ones.
func (v *vek) readExtensions() error {
	// The product decides where the SPLs go, so it is read before them.
	for _, ext := range v.cert.Extensions {
		if n := amdNumbers(ext.Id); slices.Equal(n, []int{extProduct}) {
			name, err := readIA5String(ext.Value)
			if err != nil {
				return fmt.Errorf("extension of the product: %w", err)
			}
			v.name = name
		}
	}
	product, err := productOf(v.name)
	if err != nil {
		return err
	}
	v.product = product
	for _, ext := range v.cert.Extensions {
		if err := v.readExtension(amdNumbers(ext.Id), ext.Value); err != nil {
			return fmt.Errorf("extension %s: %w", clip(ext.Id.String()), err)
		}
	}
	return nil
}

// amdNumbers returns the numbers of an OID below AMD's arc, nil for another OID.
func amdNumbers(id asn1.ObjectIdentifier) []int {
	if len(id) <= len(amdArc) || !id[:len(amdArc)].Equal(amdArc) {
		return nil
	}
	return id[len(amdArc):]
}

// readExtension reads one of AMD's extensions.
func (v *vek) readExtension(n []int, value []byte) (err error) {
	switch {
	case len(n) == 1 && n[0] == extStructure:
		v.structure, err = readByte(value)
	case len(n) == 1 && n[0] == extHWID:
		v.hwid, err = readHWID(value, v.product.hwidSize())
	case len(n) == 1 && n[0] == extCSPID:
		v.cspID, err = readIA5String(value)
	case len(n) == 2 && n[0] == extSPL:
		place, ok := v.product.place(n[1])
		if !ok {
			return nil
		}
		var spl int
		spl, err = readByte(value)
		v.tcb[place], v.spls[n[1]] = byte(spl), true
	}
	return err
}

// hwidSize is how long the HWID of a product is, in bytes (E6.5).
func (p Product) hwidSize() int {
	if p == Turin {
		return 8
	}
	return 64
}

// check checks that the certificate is complete and of one product (E6.5).
func (v *vek) check() error {
	structure, fmc := 0, false
	if v.product == Turin {
		structure, fmc = 1, true
	}
	if v.structure != structure {
		return fmt.Errorf("structure version is %d, expected %d for %s", v.structure, structure, v.product)
	}
	for _, n := range []int{1, 2, 3, 8, 9} {
		if !v.spls[n] && (n != 9 || fmc) {
			return fmt.Errorf("no extension %v.%d.%d, expected a security patch level", amdArc, extSPL, n)
		}
	}
	if cn, want := v.cert.Issuer.CommonName, v.signer.issuer(v.product); cn != want {
		return fmt.Errorf("issuer is %q, expected %q for a %s of %s", clip(cn), want, v.signer, v.product)
	}
	switch {
	case v.signer == VCEK && (v.hwid == nil || v.cspID != ""):
		return errors.New("a VCEK has a HWID and no CSP_ID")
	case v.signer == VLEK && (v.hwid != nil || v.cspID == ""):
		return errors.New("a VLEK has a CSP_ID and no HWID")
	}
	return nil
}

// endorses checks that the certificate can be that of the key which signed the
// report (E6.5): the kind of key and, from version 3 on, the processor.
func (v *vek) endorses(r *Report) error {
	switch {
	case r.MaskChipKey:
		return errors.New("the report was made with MASK_CHIP_KEY: the key of the chip did not sign it")
	case r.SigningKey != VCEK && r.SigningKey != VLEK:
		return fmt.Errorf("the report was signed by key %q, expected VCEK or VLEK", r.SigningKey)
	case r.SigningKey != v.signer:
		return fmt.Errorf("found the certificate of a %s, expected that of a %s, which signed the report", v.signer, r.SigningKey)
	}
	if r.Version < 3 {
		return nil
	}
	if p := r.CPUID.Product(); p != v.product {
		return fmt.Errorf("found a certificate for %s, the report is of family 0x%02x model 0x%02x (%q)",
			v.product, r.CPUID.Family, r.CPUID.Model, p)
	}
	return nil
}

// String describes the key for people.
func (v *vek) String() string {
	of := "chip " + short(v.hwid)
	if v.signer == VLEK {
		of = fmt.Sprintf("provider %q", v.cspID)
	}
	return fmt.Sprintf("%s of %s, %s, issued by %s", v.signer, of, v.name, v.cert.Issuer.CommonName)
}

// short shortens a long identifier for messages.
func short(b []byte) string {
	if len(b) <= 8 {
		return fmt.Sprintf("%x", b)
	}
	return fmt.Sprintf("%x…", b[:8])
}

// clip cuts a text of the input that a message shows.
func clip(text string) string { return spell.Clip(text, 100) }

// clipDER is what messages show of an extension.
func clipDER(value []byte) string { return clip(fmt.Sprintf("% x", value)) }

// readByte reads an INTEGER of 0 to 255.
func readByte(value []byte) (int, error) {
	var n int
	rest, err := asn1.Unmarshal(value, &n)
	if err != nil || len(rest) > 0 || n < 0 || n > 255 {
		return 0, fmt.Errorf("found %s, expected an INTEGER of 0 to 255", clipDER(value))
	}
	return n, nil
}

// readIA5String reads an IA5String, no other kind of string.
func readIA5String(value []byte) (string, error) {
	var raw asn1.RawValue
	var text string
	rest, err := asn1.Unmarshal(value, &raw)
	if err == nil && len(rest) == 0 && raw.Class == asn1.ClassUniversal && raw.Tag == asn1.TagIA5String {
		_, err = asn1.UnmarshalWithParams(value, &text, "ia5")
	}
	if err != nil || text == "" {
		return "", fmt.Errorf("found %s, expected an IA5String", clipDER(value))
	}
	return text, nil
}

// readHWID reads a HWID, which is there raw or as an OCTET STRING (E6.5).
func readHWID(value []byte, size int) ([]byte, error) {
	if len(value) == size+2 {
		value = bytes.TrimPrefix(value, []byte{asn1.TagOctetString, byte(size)})
	}
	if len(value) != size {
		return nil, fmt.Errorf("found %s, expected a HWID of %d bytes", clipDER(value), size)
	}
	return value, nil
}
