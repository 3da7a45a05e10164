package snptest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/pem"
	"math/big"
	"slices"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
)

// Guest is a virtual machine with the chip that it runs on. Everything in it may
// be changed before Sign, Chain or Input, which sign what is there then.
type Guest struct {
	Vendor *Vendor
	Issuer *Authority           // signs the certificate
	Cert   *x509.Certificate    // template; AMD's extensions are in ExtraExtensions
	Key    *ecdsa.PrivateKey    // the VCEK or VLEK
	Report [snp.ReportSize]byte // the signature's place is zero
}

// Guest makes a guest whose reports are signed by a key of that kind: report
// version 3, with the SVNs 3, 1, 8, 115 (FMC 2 on Turin).
func (v *Vendor) Guest(t testing.TB, signer snp.Signer) *Guest {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	g := &Guest{Vendor: v, Issuer: v.ASK, Key: key, Report: v.report(signer)}
	g.Cert = &x509.Certificate{
		SerialNumber:       new(big.Int),
		Subject:            Name("SEV-VCEK"),
		NotBefore:          Now.AddDate(-1, 0, 0),
		NotAfter:           Now.AddDate(6, 0, 0),
		SignatureAlgorithm: x509.SHA384WithRSAPSS,
		ExtraExtensions:    v.extensions(),
	}
	if signer == snp.VLEK {
		g.Issuer, g.Cert.Subject = v.ASVK, Name("SEV-VLEK")
		g.Extend(ia5("virtual-csp"), 5)
		return g
	}
	g.Extend(slices.Clone(g.Report[0x1A0:0x1A0+v.hwidSize()]), 4)
	return g
}

// hwidSize is how long the vendor's HWIDs are.
func (v *Vendor) hwidSize() int {
	if v.Product == snp.Turin {
		return 8
	}
	return 64
}

// report fills in a report of version 3 by the layout of E6.2.
func (v *Vendor) report(signer snp.Signer) (r [snp.ReportSize]byte) {
	binary.LittleEndian.PutUint32(r[0x00:], 3)
	binary.LittleEndian.PutUint32(r[0x04:], 7)           // GUEST_SVN
	binary.LittleEndian.PutUint64(r[0x08:], 3<<16)       // POLICY: SMT allowed, bit 17
	binary.LittleEndian.PutUint32(r[0x34:], 1)           // SIGNATURE_ALGO
	r[0x48] = byte(signer) << 2                          // SIGNING_KEY
	copy(r[0x90:0xC0], bytes.Repeat([]byte{0xA1}, 48))   // MEASUREMENT
	copy(r[0xE0:0x110], bytes.Repeat([]byte{0xB2}, 48))  // ID_KEY_DIGEST
	copy(r[0x140:0x160], bytes.Repeat([]byte{0xC3}, 32)) // REPORT_ID
	tcb := []byte{3, 1, 0, 0, 0, 0, 8, 115}
	if v.Product == snp.Turin {
		tcb = []byte{2, 3, 1, 8, 0, 0, 0, 115}
	}
	copy(r[0x188:], v.cpuid())
	for _, at := range []int{0x38, 0x180, 0x1E0, 0x1F0} { // CURRENT_, REPORTED_, COMMITTED_, LAUNCH_TCB
		copy(r[at:], tcb)
	}
	if signer == snp.VCEK {
		for i := range v.hwidSize() {
			r[0x1A0+i] = byte(i + 1)
		}
	}
	return r
}

// cpuid returns family, model and stepping of the vendor's processors.
func (v *Vendor) cpuid() []byte {
	switch v.Product {
	case snp.Genoa:
		return []byte{0x19, 0x11, 1}
	case snp.Turin:
		return []byte{0x1A, 0x02, 1}
	}
	return []byte{0x19, 0x01, 1}
}

// extensions returns what VCEK and VLEK of a product have in common (E6.5), in
// an order that no reader may rely on.
func (v *Vendor) extensions() []pkix.Extension {
	structure, name := 0, string(v.Product)
	spls := map[int]int{1: 3, 2: 1, 3: 8, 4: 0, 5: 0, 6: 0, 7: 0, 8: 115}
	switch v.Product {
	case snp.Milan:
		name = "Milan-B0"
	case snp.Turin:
		structure = 1
		delete(spls, 4)
		spls[9] = 2
	}
	list := []pkix.Extension{Extension(integer(structure), 1), Extension(ia5(name), 2)}
	for n := 9; n > 0; n-- {
		if spl, ok := spls[n]; ok {
			list = append(list, Extension(integer(spl), 3, n))
		}
	}
	return list
}

// Extension makes an extension below AMD's OID 1.3.6.1.4.1.3704.1.
func Extension(value []byte, numbers ...int) pkix.Extension {
	return pkix.Extension{Id: append(asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 3704, 1}, numbers...), Value: value}
}

// Extend gives the certificate an extension of AMD's, in place of one with the
// same numbers.
func (g *Guest) Extend(value []byte, numbers ...int) {
	g.Drop(numbers...)
	g.Cert.ExtraExtensions = append(g.Cert.ExtraExtensions, Extension(value, numbers...))
}

// SetByte gives the certificate an extension of AMD's that is an INTEGER.
func (g *Guest) SetByte(n int, numbers ...int) { g.Extend(integer(n), numbers...) }

// SetText gives the certificate an extension of AMD's that is an IA5String.
func (g *Guest) SetText(text string, numbers ...int) { g.Extend(ia5(text), numbers...) }

// Drop takes an extension of AMD's from the certificate.
func (g *Guest) Drop(numbers ...int) {
	id := Extension(nil, numbers...).Id
	g.Cert.ExtraExtensions = slices.DeleteFunc(g.Cert.ExtraExtensions, func(e pkix.Extension) bool { return e.Id.Equal(id) })
}

// VEK signs the certificate, in DER.
func (g *Guest) VEK(t testing.TB) []byte {
	t.Helper()
	issuer := *g.Issuer.Cert
	issuer.PublicKey = &g.Issuer.Key.PublicKey // a test may have put another key there
	der, err := x509.CreateCertificate(rand.Reader, g.Cert, &issuer, &g.Key.PublicKey, g.Issuer.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Chain signs the certificate and returns it with those of its issuer and of the
// root, in PEM.
func (g *Guest) Chain(t testing.TB) []byte {
	t.Helper()
	return PEM(g.VEK(t), g.Issuer.Cert.Raw, g.Vendor.ARK.Cert.Raw)
}

// PEM writes certificates in PEM.
func PEM(ders ...[]byte) []byte {
	var out []byte
	for _, der := range ders {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return out
}

// SetVersion gives the report another version, 2 to 5, with what that version has.
func (g *Guest) SetVersion(n byte) {
	g.Report[0] = n
	clear(g.Report[0x188:0x18B]) // CPUID
	clear(g.Report[0x1F8:0x208]) // mitigation vectors
	if n >= 3 {
		copy(g.Report[0x188:], g.Vendor.cpuid())
	}
	if n >= 5 {
		binary.LittleEndian.PutUint64(g.Report[0x1F8:], 0x0F) // at launch
		binary.LittleEndian.PutUint64(g.Report[0x200:], 0x1F) // now
	}
}

// Sign returns the report with a signature by the guest's key.
func (g *Guest) Sign(t testing.TB) []byte {
	t.Helper()
	signed := slices.Clone(g.Report[:])
	signLittleEndian(t, g.Key, signed[:0x2A0], signed[0x2A0:])
	return signed
}

// Input signs report and certificate and returns what a verifier needs to accept
// them at Now: both, and an empty revocation list.
func (g *Guest) Input(t testing.TB) snp.Input {
	t.Helper()
	return snp.Input{Report: g.Sign(t), Chain: g.Chain(t), CRL: g.Vendor.CRL(t)}
}

// integer and ia5 write values of extensions. Neither can fail for what tests
// give them, short of a text that is no ASCII.
func integer(n int) []byte {
	der, err := asn1.Marshal(n)
	if err != nil {
		panic(err)
	}
	return der
}

func ia5(text string) []byte {
	der, err := asn1.MarshalWithParams(text, "ia5")
	if err != nil {
		panic(err)
	}
	return der
}
