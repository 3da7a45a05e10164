package dcaptest

import (
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Platform is a machine with all that there is about it. Everything in it may be
// changed before Chain, Quote.Sign, Collateral or Input, which sign what is there
// then.
type Platform struct {
	Intel *Intel
	TEE   dcap.TEE

	CA   *Authority        // signs the PCK certificate
	Cert *x509.Certificate // template, without Intel's extension
	Key  *ecdsa.PrivateKey // the PCK
	PCK  dcap.PCK          // what the extension says
	// Extension is the value of the extension, in place of PCK, if it is not nil.
	Extension []byte

	Signing    *Authority // signs the documents
	TCBInfo    TCBInfo
	QEIdentity QEIdentity
	// RevokedPCK and RevokedByRoot are the serial numbers in the revocation lists.
	RevokedPCK, RevokedByRoot []*big.Int
}

// NewPlatform makes a platform of a technology that is up to date: one of a single
// package for SGX, of several for TDX.
func (i *Intel) NewPlatform(t testing.TB, tee dcap.TEE) *Platform {
	t.Helper()
	p := &Platform{
		Intel:   i,
		TEE:     tee,
		CA:      i.Processor,
		Signing: i.Signing,
		Key:     NewKey(t),
		Cert: &x509.Certificate{
			SerialNumber:          big.NewInt(0x1234),
			Subject:               Name("Intel SGX PCK Certificate"),
			NotBefore:             Now.AddDate(-1, 0, 0),
			NotAfter:              Now.AddDate(6, 0, 0),
			SignatureAlgorithm:    x509.ECDSAWithSHA256,
			KeyUsage:              x509.KeyUsageDigitalSignature,
			BasicConstraintsValid: true,
		},
		PCK: dcap.PCK{
			FMSPC:      dcap.FMSPC{0x00, 0xA0, 0x67, 0x11, 0x00, 0x01},
			Components: [16]uint8{11, 11, 2, 2, 255, 1, 12, 5},
			PCESVN:     13,
			PPID:       [16]byte{1, 2, 3},
		},
		TCBInfo:    newTCBInfo(tee),
		QEIdentity: newQEIdentity(tee),
	}
	copy(p.PCK.CPUSVN[:], p.PCK.Components[:])
	if tee == dcap.TDX {
		p.CA = i.Platform
		p.PCK.PlatformInstance = make([]byte, 16)
		p.PCK.Configuration = &dcap.Configuration{Dynamic: true, SMT: true}
		p.PCK.Type = 1
	}
	return p
}

// pckArc is the OID of Intel's extension.
var pckArc = asn1.ObjectIdentifier{1, 2, 840, 113741, 1, 13, 1}

// item is a member of the extension.
type item struct {
	ID    asn1.ObjectIdentifier
	Value any
}

// Item makes a member of the extension, below its OID.
func Item(t testing.TB, value any, numbers ...int) []byte {
	t.Helper()
	der, err := asn1.Marshal(item{append(append(asn1.ObjectIdentifier{}, pckArc...), numbers...), value})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Sequence makes a sequence of members.
func Sequence(t testing.TB, items ...[]byte) []byte {
	t.Helper()
	var content []byte
	for _, i := range items {
		content = append(content, i...)
	}
	der, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSequence, IsCompound: true, Bytes: content})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Items returns the members of the extension that says what a PCK does, in their
// order.
func Items(t testing.TB, p dcap.PCK) [][]byte {
	t.Helper()
	var tcb [][]byte
	for i, svn := range p.Components {
		tcb = append(tcb, Item(t, int(svn), 2, i+1))
	}
	tcb = append(tcb, Item(t, int(p.PCESVN), 2, 17), Item(t, p.CPUSVN[:], 2, 18))
	items := [][]byte{
		Item(t, p.PPID[:], 1),
		Item(t, asn1.RawValue{FullBytes: Sequence(t, tcb...)}, 2),
		Item(t, p.PCEID[:], 3),
		Item(t, p.FMSPC[:], 4),
		Item(t, asn1.Enumerated(p.Type), 5),
	}
	if p.PlatformInstance != nil {
		items = append(items, Item(t, p.PlatformInstance, 6))
	}
	if c := p.Configuration; c != nil {
		items = append(items, Item(t, asn1.RawValue{FullBytes: Sequence(t,
			Item(t, c.Dynamic, 7, 1), Item(t, c.CachedKeys, 7, 2), Item(t, c.SMT, 7, 3))}, 7))
	}
	return items
}

// PCKCert signs the PCK certificate.
func (p *Platform) PCKCert(t testing.TB) *x509.Certificate {
	t.Helper()
	template := *p.Cert
	value := p.Extension
	if value == nil {
		value = Sequence(t, Items(t, p.PCK)...)
	}
	template.ExtraExtensions = append(template.ExtraExtensions, pkix.Extension{Id: pckArc, Value: value})
	return WithKey(t, p.Key, &template, p.CA).Cert
}

// Chain signs the PCK certificate and returns it with those of its authority and
// of the root, in PEM.
func (p *Platform) Chain(t testing.TB) []byte {
	t.Helper()
	return PEM(p.PCKCert(t), p.CA.Cert, p.Intel.Root.Cert)
}

// Collateral signs the documents and lists.
func (p *Platform) Collateral(t testing.TB) dcap.Collateral {
	t.Helper()
	return dcap.Collateral{
		TCBInfo:      p.Signing.Envelope(t, "tcbInfo", p.TCBInfo.JSON(t)),
		QEIdentity:   p.Signing.Envelope(t, "enclaveIdentity", p.QEIdentity.JSON(t)),
		SigningChain: PEM(p.Signing.Cert, p.Intel.Root.Cert),
		PCKCRL:       p.CA.CRL(t, p.RevokedPCK...),
		RootCRL:      p.Intel.Root.CRL(t, p.RevokedByRoot...),
	}
}

// Input signs a quote and all of its collateral: what a verifier needs to accept it
// at Now.
func (p *Platform) Input(t testing.TB, q *Quote) dcap.Input {
	t.Helper()
	return dcap.Input{Quote: q.Sign(t), Collateral: p.Collateral(t)}
}
