package snp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/pki"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// TestE6_4 gives a guest chains of every shape.
func TestE6_4(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	vek, ask, ark, asvk := g.VEK(t), g.Vendor.ASK.Cert.Raw, g.Vendor.ARK.Cert.Raw, g.Vendor.ASVK.Cert.Raw
	pem := snptest.PEM
	amd, err := snp.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		chain []byte
		step  string
	}{
		{"VCEK in DER", vek, ""},
		{"VCEK in PEM", pem(vek), ""},
		{"VCEK, ASK", pem(vek, ask), ""},
		{"VCEK, ARK, ASK", pem(vek, ark, ask), ""},
		{"with CRLF", bytes.ReplaceAll(pem(vek, ask, ark), []byte("\n"), []byte("\r\n")), ""},
		{"NUL and white space after it", append(pem(vek, ask, ark), "\n \t\r\n\x00"...), ""},
		{"white space before", append([]byte("\n"), pem(vek)...), ""},
		{"nothing", nil, snp.StepCertificate},
		{"white space", []byte("\n"), snp.StepCertificate},
		{"ASK first", pem(ask, vek, ark), snp.StepCertificate},
		{"DER with a byte after it", append(bytes.Clone(vek), 0), snp.StepCertificate},
		{"DER cut short", vek[:len(vek)-1], snp.StepCertificate},
		{"issuer of VLEKs", pem(vek, asvk, ark), snp.StepChain},
		{"AMD's own root", pem(vek, ask, amd[0].ARK.Raw), snp.StepChain},
		{"AMD's own issuer", pem(vek, amd[0].ASK.Raw), snp.StepChain},
		{"another VCEK after it", pem(vek, vek), snp.StepChain},
		{"stray bytes before", append([]byte("x"), pem(vek)...), snp.StepChain},
		{"stray bytes between", append(append(pem(vek), "subject=SEV\n"...), pem(ask, ark)...), snp.StepChain},
		{"stray bytes after it", append(pem(vek, ask, ark), '.'), snp.StepChain},
		{"another label", append(pem(vek), "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n"...), snp.StepChain},
		{"no end", bytes.TrimSuffix(pem(vek, ask), []byte("-----END CERTIFICATE-----\n")), snp.StepChain},
		{"character that is no base64", bytes.Replace(pem(vek), []byte("MII"), []byte("M!I"), 1), snp.StepChain},
		{"8 certificates", pem(vek, ask, ark, ask, ark, ask, ark, ask), ""},
		{"9 certificates", pem(vek, ask, ark, ask, ark, ask, ark, ask, ark), snp.StepChain},
		{"64 KiB", append(pem(vek), bytes.Repeat([]byte("\n"), 64<<10)...), snp.StepChain},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := g.Input(t)
			in.Chain = c.chain
			_, err := verify(t, g, in)
			want(t, err, c.step)
		})
	}
}

// TestE6_4LaxBase64 gives the last character of a certificate bits that no
// decoder uses: another spelling of the same bytes, which is refused.
func TestE6_4LaxBase64(t *testing.T) {
	t.Parallel()
	// A name of the right length makes the DER end inside a group of base64.
	for provider := "p"; ; provider += "p" {
		g := guest(t, snp.Milan, snp.VLEK)
		g.SetText(provider, 5)
		chain := snptest.PEM(g.VEK(t))
		end := bytes.Index(chain, []byte("\n-----END"))
		last := len(bytes.TrimRight(chain[:end], "=")) - 1
		if last == end-1 {
			continue
		}
		in := g.Input(t)
		in.Chain = chain
		_, err := verify(t, g, in)
		want(t, err, "")
		chain[last]++ // the next character differs in the last bit
		_, err = verify(t, g, in)
		wantStep(t, err, snp.StepChain)
		return
	}
}

// TestE6_4Signatures breaks the links of a chain one by one.
func TestE6_4Signatures(t *testing.T) {
	t.Parallel()
	milan, other := vendor(t, snp.Milan), newVendor(t, snp.Milan)
	for _, c := range []struct {
		name   string
		change func(*snptest.Guest, *snp.Anchor)
	}{
		{"VCEK by another vendor's issuer", func(g *snptest.Guest, _ *snp.Anchor) { g.Issuer = other.ASK }},
		{"VCEK by another key", func(g *snptest.Guest, _ *snp.Anchor) {
			g.Issuer = &snptest.Authority{Cert: milan.ASK.Cert, Key: milan.ASVK.Key}
		}},
		{"VCEK by another algorithm", func(g *snptest.Guest, _ *snp.Anchor) { g.Cert.SignatureAlgorithm = x509.SHA384WithRSA }},
		{"VCEK by a shorter hash", func(g *snptest.Guest, _ *snp.Anchor) { g.Cert.SignatureAlgorithm = x509.SHA256WithRSAPSS }},
		{"VCEK with an unknown critical extension", func(g *snptest.Guest, _ *snp.Anchor) {
			g.Cert.ExtraExtensions = append(g.Cert.ExtraExtensions,
				pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}})
		}},
		{"ASK of another root", func(_ *snptest.Guest, a *snp.Anchor) { a.ARK = other.ARK.Cert }},
		{"ASK by another algorithm", func(_ *snptest.Guest, a *snp.Anchor) {
			a.ASK = reissue(t, a.ASK, milan.ARK, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA384WithRSA })
		}},
		{"ASK at its end", func(_ *snptest.Guest, a *snp.Anchor) { a.ASK = reissue(t, a.ASK, milan.ARK, ended) }},
		{"ARK at its end", func(_ *snptest.Guest, a *snp.Anchor) { a.ARK = reissue(t, a.ARK, milan.ARK, ended) }},
		{"no ASK", func(_ *snptest.Guest, a *snp.Anchor) { a.ASK = nil }},
		{"no ARK", func(_ *snptest.Guest, a *snp.Anchor) { a.ARK = nil }},
		{"anchor of another product", func(_ *snptest.Guest, a *snp.Anchor) { a.Product = snp.Genoa }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, anchor := guest(t, snp.Milan, snp.VCEK), milan.Anchor()
			c.change(g, &anchor)
			in := g.Input(t)
			in.Chain = g.VEK(t)
			_, err := snp.Verify(context.Background(), in, snptest.Now, snp.Options{Anchors: []snp.Anchor{anchor}})
			wantStep(t, err, snp.StepChain)
		})
	}
	t.Run("AMD knows no virtual vendor", func(t *testing.T) {
		t.Parallel()
		in := guest(t, snp.Milan, snp.VCEK).Input(t)
		_, err := snp.Verify(context.Background(), in, snptest.Now, snp.Options{})
		wantStep(t, err, snp.StepChain)
	})
}

// reissue makes a certificate like another one, but for a change.
func reissue(t *testing.T, like *x509.Certificate, by *snptest.Authority, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := *like
	change(&template)
	der, err := x509.CreateCertificate(rand.Reader, &template, by.Cert, like.PublicKey, by.Key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func ended(c *x509.Certificate) { c.NotAfter = snptest.Now.Add(-time.Second) }

func newVendor(t *testing.T, p snp.Product) *snptest.Vendor {
	t.Helper()
	v, err := snptest.NewVendor(p)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestE1_3 verifies at the limits of each certificate's time, which belong to it.
func TestE1_3(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	for _, c := range []struct {
		name string
		at   time.Time
		step string
	}{
		{"VCEK begins", g.Cert.NotBefore, ""},
		{"a second before", g.Cert.NotBefore.Add(-time.Second), snp.StepChain},
		{"VCEK ends", g.Cert.NotAfter, ""},
		{"a nanosecond after it", g.Cert.NotAfter.Add(1), snp.StepChain},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := g.Input(t)
			in.CRL = nil
			_, err := snp.Verify(context.Background(), in, c.at,
				snp.Options{Anchors: []snp.Anchor{g.Vendor.Anchor()}, InsecureSkipRevocation: true})
			want(t, err, c.step)
		})
	}
	for _, at := range []time.Time{snptest.Now.AddDate(-6, 0, 0), snptest.Now.AddDate(21, 0, 0)} {
		long := guest(t, snp.Milan, snp.VCEK)
		long.Cert.NotBefore, long.Cert.NotAfter = snptest.Now.AddDate(-10, 0, 0), snptest.Now.AddDate(30, 0, 0)
		// The VCEK is valid, its issuer isn't.
		_, err := snp.Verify(context.Background(), long.Input(t), at, long.Vendor.Options())
		wantStep(t, err, snp.StepChain)
	}
	if _, err := snp.Verify(context.Background(), g.Input(t), time.Time{}, g.Vendor.Options()); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
}

// TestE6_6 gives a guest revocation lists of every kind.
func TestE6_6(t *testing.T) {
	t.Parallel()
	g := guest(t, snp.Milan, snp.VCEK)
	v, other := g.Vendor, newVendor(t, snp.Milan)
	now := snptest.Now
	list := func(from, to time.Time) *x509.RevocationList {
		return &x509.RevocationList{ThisUpdate: from, NextUpdate: to}
	}
	good := v.CRL(t)
	for _, c := range []struct {
		name string
		crl  []byte
		step string
	}{
		{"empty list", good, ""},
		{"in PEM", crlPEM(good), ""},
		{"serial number of the VCEK", v.CRL(t, new(big.Int)), ""}, // all VCEKs have it
		{"serial number of another issuer", v.CRL(t, v.ASVK.Cert.SerialNumber), ""},
		{"serial number of the ASK", v.CRL(t, big.NewInt(1), v.ASK.Cert.SerialNumber), snp.StepCRL},
		{"serial number of the ARK", v.CRL(t, v.ARK.Cert.SerialNumber), snp.StepCRL},
		{"none", nil, snp.StepCRL},
		{"begins now, ends now", v.ARK.CRL(t, list(now, now)), ""},
		{"begins later", v.ARK.CRL(t, list(now.Add(time.Second), now.AddDate(0, 1, 0))), snp.StepCRL},
		{"ended", v.ARK.CRL(t, list(now.AddDate(0, -1, 0), now.Add(-time.Second))), snp.StepCRL},
		{"another vendor's", other.CRL(t), snp.StepCRL},
		{"of the ASK", v.ASK.CRL(t, list(now, now)), snp.StepCRL},
		{"in the root's name by another key", (&snptest.Authority{Cert: v.ARK.Cert, Key: v.ASK.Key}).CRL(t, list(now, now)), snp.StepCRL},
		{"delta", v.ARK.CRL(t, &x509.RevocationList{ThisUpdate: now, NextUpdate: now, ExtraExtensions: []pkix.Extension{
			{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}}), snp.StepCRL},
		{"a byte after it", append(bytes.Clone(good), 0), snp.StepCRL},
		{"cut short", good[:len(good)-1], snp.StepCRL},
		{"a certificate", v.ARK.Cert.Raw, snp.StepCRL},
		{"two in PEM", append(crlPEM(good), crlPEM(good)...), snp.StepCRL},
		{"stray bytes", append(crlPEM(good), 'x'), snp.StepCRL},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := g.Input(t)
			in.CRL = c.crl
			_, err := verify(t, g, in)
			want(t, err, c.step)
			options := v.Options()
			options.InsecureSkipRevocation = true
			if c.crl == nil {
				c.step = ""
			}
			got, err := snp.Verify(context.Background(), in, snptest.Now, options)
			want(t, err, c.step) // a list that is given counts even so
			if c.crl == nil && !strings.Contains(detail(got, snp.StepCRL), "InsecureSkipRevocation") {
				t.Errorf("the step says %q, expected the name of the option", detail(got, snp.StepCRL))
			}
		})
	}
	t.Run("revoked issuer of VLEKs", func(t *testing.T) {
		t.Parallel()
		vlek := guest(t, snp.Milan, snp.VLEK)
		in := vlek.Input(t)
		in.CRL = v.CRL(t, v.ASVK.Cert.SerialNumber)
		_, err := verify(t, vlek, in)
		wantStep(t, err, snp.StepCRL)
	})
}

// detail returns what a step established.
func detail(v *snp.Verified, step string) string {
	for _, s := range v.Steps() {
		if s.Name == step {
			return s.Detail
		}
	}
	return ""
}

func crlPEM(der []byte) []byte {
	return bytes.ReplaceAll(snptest.PEM(der), []byte("CERTIFICATE"), []byte("X509 CRL"))
}

// TestBuiltIn compares AMD's certificates with the files of the corpus, and
// checks the links between them (E1.4, E6.4).
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	anchors, err := snp.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	roots := map[snp.Product]string{snp.Milan: "69d063b4", snp.Genoa: "4c6598d1", snp.Turin: "1f084161"}
	files := map[snp.Product][2]string{
		snp.Milan: {"milan", "milan_vlek"}, snp.Genoa: {"genoa", "genoa_vlek"}, snp.Turin: {"turin_vcek", "turin_vlek"},
	}
	if len(anchors) != len(roots) {
		t.Fatalf("found %d products, expected %d", len(anchors), len(roots))
	}
	for _, a := range anchors {
		sum := sha256.Sum256(a.ARK.Raw)
		if got := hex.EncodeToString(sum[:4]); got != roots[a.Product] {
			t.Errorf("ARK of %s is %s, expected %s", a.Product, got, roots[a.Product])
		}
		for i, issuer := range []*x509.Certificate{a.ASK, a.ASVK} {
			ders, err := pki.Certificates(read(t, "snp/go-sev-guest/ask_ark_"+files[a.Product][i]+".pem"), evidence.Limits{})
			if err != nil || len(ders) != 2 {
				t.Fatalf("%d certificates, %v", len(ders), err)
			}
			if !bytes.Equal(ders[0], issuer.Raw) || !bytes.Equal(ders[1], a.ARK.Raw) {
				t.Errorf("%s: built-in certificates differ from the corpus", a.Product)
			}
			if err := pki.CheckIssued(issuer, a.ARK, x509.SHA384WithRSAPSS); err != nil {
				t.Error(err)
			}
		}
		if err := pki.CheckIssued(a.ARK, a.ARK, x509.SHA384WithRSAPSS); err != nil {
			t.Error(err)
		}
	}
}

// TestTurinVCEK takes the one real VCEK of a Turin to its root (E6.5: 8 bytes of
// HWID, an FMC, no SPL 4): with a report of another chip, the next step that can
// fail is the TCB.
func TestTurinVCEK(t *testing.T) {
	t.Parallel()
	in := snp.Input{
		Report: read(t, "snp/trustee/test-report.bin"),
		Chain:  read(t, "snp/virtee/vcek_turin.der"),
	}
	first := time.Date(2024, 11, 6, 21, 14, 0, 0, time.UTC) // second of its life
	_, err := snp.Verify(context.Background(), in, first, snp.Options{InsecureSkipRevocation: true})
	wantStep(t, err, snp.StepTCB)
	_, err = snp.Verify(context.Background(), in, first.Add(-time.Second), snp.Options{InsecureSkipRevocation: true})
	wantStep(t, err, snp.StepChain)
}
