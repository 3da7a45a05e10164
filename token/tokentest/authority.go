package tokentest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/token"
)

// Issuer is the attest URI of the authority.
const Issuer = "https://tokentest.example"

// PolicyHash is the policy hash in the authority's tokens: that of the policy
// `version= 1.0;authorizationrules{=> permit();};` (L8.1).
const PolicyHash = "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco"

// Measurement is the launch measurement in the authority's tokens.
const Measurement = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"

// Authority issues tokens.
type Authority struct {
	Key    crypto.Signer // of the signer, to sign other things with
	Signer *token.Signer
	At     time.Time // when tokens are issued
}

// Keys are made once for all tests of a process, RSA taking its time.
var (
	rsaKey  = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	p256Key = sync.OnceValues(func() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) })
	p384Key = sync.OnceValues(func() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) })
)

// Key returns the key that all authorities of one algorithm share.
func Key(t testing.TB, algorithm token.Algorithm) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch algorithm {
	case token.ES256:
		key, err = p256Key()
	case token.ES384:
		key, err = p384Key()
	default:
		key, err = rsaKey()
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// New returns an authority that signs with an algorithm.
func New(t testing.TB, algorithm token.Algorithm) *Authority {
	t.Helper()
	a := &Authority{Key: Key(t, algorithm), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	var err error
	a.Signer, err = token.NewSigner(a.Key, token.SignerOptions{Algorithm: algorithm, Issuer: Issuer}, a.At)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Verifier returns a relying party that trusts the authority and accepts its
// algorithm.
func (a *Authority) Verifier() token.Verifier {
	return token.Verifier{Issuer: Issuer, Keys: a.Signer.KeySet(), Algorithms: []token.Algorithm{a.Signer.Algorithm()}}
}

// Want returns what a relying party expects of the authority's tokens.
func (a *Authority) Want() token.Expectations {
	return token.Expectations{AttestationType: "sevsnpvm", PolicyHashes: []string{PolicyHash}, Measurements: []token.Allowed{{Value: Measurement}}}
}

// Body returns the content of the authority's tokens: an SEV-SNP guest that can't
// be debugged, a nonce, runtime data and two issued claims.
func (a *Authority) Body() token.Body {
	service := func(name string, v claim.Value) claim.Claim {
		return claim.Claim{Type: "x-ms-sevsnpvm-" + name, Value: v, Issuer: claim.AttestationService}
	}
	policy := func(name string, v claim.Value) claim.Claim {
		return claim.Claim{Type: name, Value: v, Issuer: claim.AttestationPolicy}
	}
	return token.Body{
		AttestationType: "sevsnpvm",
		PolicyHash:      PolicyHash,
		Evidence: []claim.Claim{
			service("is-debuggable", claim.Bool(false)),
			service("launchmeasurement", claim.String(Measurement)),
			service("guestsvn", claim.Int(7)),
		},
		Issued:  []claim.Claim{policy("level", claim.Int(3)), policy("owner", claim.String("team"))},
		Nonce:   json.RawMessage(`"123"`),
		Runtime: json.RawMessage(`{"payload":"data"}`),
	}
}

// Token returns a good token.
func (a *Authority) Token(t testing.TB) string {
	t.Helper()
	text, err := token.Issue(a.Signer, a.Body(), a.At)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
