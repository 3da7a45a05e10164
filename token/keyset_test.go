package token_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// S6.1: our sets are a superset of the service's: its three members, and those
// that common libraries want.
func TestS6_1KeySetForm(t *testing.T) {
	t.Parallel()
	for algorithm, want := range map[token.Algorithm][]string{
		token.RS256: {"alg", "e", "kid", "kty", "n", "use", "x5c"},
		token.ES384: {"alg", "crv", "kid", "kty", "use", "x", "x5c", "y"},
	} {
		a := tokentest.New(t, algorithm)
		text := a.Signer.KeySet().JSON()
		var set struct{ Keys []map[string]any }
		unmarshal(t, string(text), &set)
		var names []string
		for name := range set.Keys[0] {
			names = append(names, name)
		}
		slices.Sort(names)
		if !slices.Equal(names, want) || set.Keys[0]["alg"] != string(algorithm) || set.Keys[0]["use"] != "sig" {
			t.Errorf("found %s", text)
		}
		again := keySet(t, text)
		if again.Len() != 1 || string(again.JSON()) != string(text) {
			t.Errorf("read again: %s", again.JSON())
		}
	}
}

// S6.1: with no more than the service's members, the keys are those of the
// certificates.
func TestS6_1ServiceForm(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	set := keySet(t, tokentest.KeySet(t, tokentest.ServiceEntry(t, a.Signer.Certificate())))
	key, err := set.Key(context.Background(), a.Signer.KeyID())
	if err != nil || !a.Signer.Certificate().Equal(key.Certificates()[0]) {
		t.Errorf("found %v, %v", key, err)
	}
}

// S3.6: what refuses a whole set.
func TestS3_6KeySetRefused(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	good := func() tokentest.Entry { return tokentest.ServiceEntry(t, a.Signer.Certificate()) }
	with := func(name string, v any) tokentest.Entry {
		entry := good()
		if entry[name] = v; v == nil {
			delete(entry, name)
		}
		return entry
	}
	weak := weakCertificate(t)
	collision := tokentest.ServiceEntry(t, tokentest.Certificate(t, tokentest.Key(t, token.ES256), nil))
	collision["kty"], collision["kid"] = "EC", a.Signer.KeyID()
	weakCollision := tokentest.ServiceEntry(t, weak)
	weakCollision["kid"] = a.Signer.KeyID()
	leaf := base64.StdEncoding.EncodeToString(a.Signer.Certificate().Raw)
	for name, entries := range map[string][]tokentest.Entry{
		"kid collision":                    {good(), collision},
		"kid collision with a key skipped": {good(), weakCollision},
		"no certificates":                  {with("x5c", nil)},
		"empty x5c":                        {with("x5c", []string{})},
		"x5c a string":                     {with("x5c", leaf)},
		"x5c of numbers":                   {with("x5c", []int{1})},
		"x5c in base64url":                 {with("x5c", []string{strings.NewReplacer("+", "-", "/", "_").Replace(leaf)})},
		"x5c with a line end":              {with("x5c", []string{leaf[:64] + "\n" + leaf[64:]})},
		"x5c no certificate":               {with("x5c", []string{"AAAA"})},
		"nine certificates":                {with("x5c", slices.Repeat([]string{leaf}, 9))},
		"257 keys":                         slices.Repeat([]tokentest.Entry{good()}, 257),
		"no kid":                           {with("kid", nil)},
		"empty kid":                        {with("kid", "")},
		"kid a number":                     {with("kid", 1)},
		"another n":                        {with("n", "AQAB")},
		"n in standard base64":             {with("n", "+/+/")},
		"another e":                        {with("e", "Aw")},
		"e a number":                       {with("e", 65537)},
		"x of a curve":                     {with("x", "AQAB")},
		"another kty":                      {with("kty", "EC")},
		"crv":                              {with("crv", "P-256")},
		"alg a number":                     {with("alg", 1)},
		"use a number":                     {with("use", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := token.ParseKeySet(tokentest.KeySet(t, entries...)); stepOf(err) != token.StepKeySet {
				t.Errorf("found %v", err)
			}
		})
	}
	for _, text := range []string{"", "null", "[]", "{}", `{"keys":{}}`, `{"keys":[1]}`, `{"keys":[],"keys":[]}`,
		`{"keys":[` + strings.Repeat("{},", 256) + `{}]}`, string(tokentest.KeySet(t, good())) + strings.Repeat(" ", 1<<20)} {
		if _, err := token.ParseKeySet([]byte(text)); stepOf(err) != token.StepKeySet {
			t.Errorf("found %v for %.30q", err, text)
		}
	}
}

// weakCertificate returns the certificate of a recorded key of 1024 bits.
func weakCertificate(t *testing.T) *x509.Certificate {
	t.Helper()
	var set struct{ Keys []struct{ X5c []string } }
	unmarshal(t, readFile(t, "maa-sgx", "jwks.460cd680.json"), &set)
	for _, key := range set.Keys {
		der, err := base64.StdEncoding.DecodeString(key.X5c[0])
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		if public, ok := cert.PublicKey.(*rsa.PublicKey); ok && public.N.BitLen() == 1024 {
			return cert
		}
	}
	t.Fatal("found no key of 1024 bits")
	return nil
}

// S3.6: keys that nothing can be verified with are skipped, with the reason; one
// key may be listed twice.
func TestS3_6KeysSkipped(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.RS256)
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	with := func(entry tokentest.Entry, members map[string]any) tokentest.Entry {
		for name, v := range members {
			entry[name] = v
		}
		return entry
	}
	good := tokentest.ServiceEntry(t, a.Signer.Certificate())
	set := keySet(t, tokentest.KeySet(t, good, good,
		with(tokentest.ServiceEntry(t, weakCertificate(t)), map[string]any{"kid": "weak"}),
		with(tokentest.ServiceEntry(t, tokentest.Certificate(t, p224, nil)), map[string]any{"kid": "p224", "kty": "EC"}),
		with(tokentest.ServiceEntry(t, a.Signer.Certificate()), map[string]any{"kid": "enc", "use": "enc"}),
		with(tokentest.ServiceEntry(t, a.Signer.Certificate()), map[string]any{"kid": "alg", "alg": "RSA-OAEP"}),
		with(tokentest.ServiceEntry(t, a.Signer.Certificate()), map[string]any{"kid": "es", "alg": "ES256"}),
	))
	var got []string
	for _, s := range set.Skipped() {
		got = append(got, s.ID)
		if _, err := set.Key(context.Background(), s.ID); !errors.Is(err, token.ErrUnknownKey) || !strings.Contains(err.Error(), s.Reason) {
			t.Errorf("found %v", err)
		}
	}
	if want := []string{"weak", "p224", "enc", "alg", "es"}; set.Len() != 1 || !slices.Equal(got, want) {
		t.Errorf("found %d keys, skipped %v", set.Len(), set.Skipped())
	}
	for _, source := range []token.KeySource{set, (*token.KeySet)(nil)} {
		if _, err := source.Key(context.Background(), "other"); !errors.Is(err, token.ErrUnknownKey) {
			t.Errorf("found %v", err)
		}
	}
	if _, err := (&token.KeyReader{}).Key(context.Background(), "other"); err == nil {
		t.Error("a reader that can't read found a key")
	}
	if _, err := token.NewKeySet(nil); err == nil {
		t.Error("a set of no signer")
	}
}

// S6.4: while keys change, a set holds the old and the new one.
func TestS6_4Rollover(t *testing.T) {
	t.Parallel()
	before, after := tokentest.New(t, token.ES256), tokentest.New(t, token.ES384)
	set, err := token.NewKeySet(before.Signer, after.Signer, before.Signer)
	if err != nil || set.Len() != 2 {
		t.Fatalf("found %d keys, %v", set.Len(), err)
	}
	v := token.Verifier{Issuer: tokentest.Issuer, Keys: set, Algorithms: token.Algorithms()}
	for _, a := range []*tokentest.Authority{before, after} {
		if _, err := v.Verify(context.Background(), a.Token(t), a.Want(), a.At); err != nil {
			t.Error(err)
		}
	}
}

// S3.6: no match reads the set again, at most once a minute.
func TestS3_6KeyReader(t *testing.T) {
	t.Parallel()
	a, b := tokentest.New(t, token.RS256), tokentest.New(t, token.ES256)
	now := a.At
	reads := 0
	set, failure := a.Signer.KeySet(), error(nil)
	reader := token.NewKeyReader(func(context.Context) (*token.KeySet, error) {
		reads++
		return set, failure
	}, func() time.Time { return now })
	find := func(id string, wantReads int, found bool) {
		t.Helper()
		key, err := reader.Key(context.Background(), id)
		if (err == nil) != found || found && key.ID() != id || reads != wantReads {
			t.Errorf("found %v, %v after %d reads, expected %d", key, err, reads, wantReads)
		}
	}
	find(a.Signer.KeyID(), 1, true)
	find(a.Signer.KeyID(), 1, true)
	find(b.Signer.KeyID(), 1, false)
	now = now.Add(59 * time.Second)
	set = b.Signer.KeySet()
	find(b.Signer.KeyID(), 1, false)
	now = now.Add(time.Second)
	find(b.Signer.KeyID(), 2, true)
	now = now.Add(time.Minute)
	set = nil
	find("other", 3, false)
	now = now.Add(time.Minute)
	failure = errors.New("no network")
	find("other", 4, false)
	find("other", 4, false)
	find(b.Signer.KeyID(), 4, true)
	v := b.Verifier()
	v.Keys = reader
	if _, err := v.Verify(context.Background(), b.Token(t), b.Want(), b.At); err != nil {
		t.Error(err)
	}
}

// S3.6: many who miss one key at once cause one reading.
func TestS3_6KeyReaderShared(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	reads := 0 // guarded by the reader
	reader := token.NewKeyReader(func(context.Context) (*token.KeySet, error) {
		reads++
		return a.Signer.KeySet(), nil
	}, func() time.Time { return a.At })
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, err := reader.Key(context.Background(), a.Signer.KeyID()); err != nil {
				t.Error(err)
			}
			if _, err := reader.Key(context.Background(), "other"); !errors.Is(err, token.ErrUnknownKey) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if reads != 1 {
		t.Errorf("found %d readings", reads)
	}
}

// A key source of somebody else that gives the wrong key is not believed (S3.6).
func TestS3_6WrongSource(t *testing.T) {
	t.Parallel()
	a, b := tokentest.New(t, token.RS256), tokentest.New(t, token.ES256)
	v := a.Verifier()
	v.Algorithms = token.Algorithms()
	for _, source := range []sourceFunc{
		func(string) (*token.Key, error) { return b.Signer.KeySet().Key(context.Background(), b.Signer.KeyID()) },
		func(string) (*token.Key, error) { return nil, nil },
	} {
		v.Keys = source
		refused(t, v, a.Token(t), a.Want(), a.At, token.StepKey)
	}
}

type sourceFunc func(id string) (*token.Key, error)

func (f sourceFunc) Key(_ context.Context, id string) (*token.Key, error) { return f(id) }

// Sets read from the recordings print as valid JSON with the same keys.
func TestS6_1RecordedSets(t *testing.T) {
	t.Parallel()
	set := keySet(t, []byte(readFile(t, "maa-sgx", "jwks.460cd680.json")))
	if !json.Valid(set.JSON()) || keySet(t, set.JSON()).Len() != set.Len() {
		t.Errorf("found %d keys again", keySet(t, set.JSON()).Len())
	}
}

// S3.6: a caller who gives up doesn't use up the reading of all others.
func TestS3_6KeyReaderCancelled(t *testing.T) {
	t.Parallel()
	a := tokentest.New(t, token.ES256)
	reader := token.NewKeyReader(func(ctx context.Context) (*token.KeySet, error) {
		return a.Signer.KeySet(), ctx.Err()
	}, func() time.Time { return a.At })
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if key, err := reader.Key(ctx, a.Signer.KeyID()); err != nil || key == nil {
		t.Errorf("found %v, %v", key, err)
	}
}
