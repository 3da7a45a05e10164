package cose_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"unicode"

	"github.com/assay-policy/assay/evidence/cose"
	. "github.com/assay-policy/assay/evidence/cose/cosetest"
)

// TestNoAlgorithm wants a message whose algorithm is none of E6.11, which only a
// caller can make, to be refused.
func TestNoAlgorithm(t *testing.T) {
	t.Parallel()
	for _, a := range []cose.Algorithm{0, -7, 5} {
		m := parse(t, message(t).Sign(t))
		m.Algorithm = a
		want(t, m.Verify(issuer(t).Issuer(), Now), "expected one of [PS256 (-37) PS384 (-38) PS512 (-39) ES384 (-35)]")
	}
}

// TestShortMessages gives a message long and unprintable texts, before anything of it
// is proved: what is said of them is one short line.
func TestShortMessages(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\x1b", 16<<10)
	messages := map[string]error{}
	for name, key := range map[string][]byte{
		"issuer": Text("iss"), "time": Text("signingtime"), "label": Text(long),
	} {
		m := message(t)
		m.Set(key, Text(long))
		got, err := cose.Parse(m.Sign(t), cose.Limits{})
		if err == nil {
			err = got.Verify(issuer(t).Issuer(), Now)
		}
		messages[name] = err
	}
	for name, value := range map[string]string{"EKU": microsoft + long, "fingerprint": strings.Replace(microsoft, "I__", long, 1), "two": microsoft + "::" + long} {
		_, messages[name] = cose.ParseIssuer(value)
	}
	m := message(t)
	m.Set(Text(long), Int(0))
	m.Protected = append(m.Protected, Text(long), Int(0))
	_, messages["label"] = cose.Parse(m.Sign(t), cose.Limits{})
	m = message(t)
	m.Set(Int(2), Array(Text(long)))
	_, messages["critical"] = cose.Parse(m.Sign(t), cose.Limits{})
	for name, change := range map[string]func(*x509.Certificate){
		"not for signatures": func(c *x509.Certificate) { c.KeyUsage, c.Subject.CommonName = x509.KeyUsageKeyEncipherment, long },
		"purposes": func(c *x509.Certificate) {
			c.Subject.CommonName, c.UnknownExtKeyUsage = long, nil
			for n := range 2000 {
				c.UnknownExtKeyUsage = append(c.UnknownExtKeyUsage, []int{1, 3, 6, n})
			}
		},
	} {
		messages[name] = parse(t, by(t, issuer(t).WithLeaf(t, change)).Sign(t)).Verify(issuer(t).Issuer(), Now)
	}
	for name, err := range messages {
		if err == nil || len(err.Error()) > 600 || strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%s: got %.150v, expected a short message", name, err)
		}
	}
}
