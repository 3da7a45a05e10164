package token_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// FuzzUnpack: whatever the text, an envelope or an error; what is unpacked can be
// packed again, and then it has the same hash but for padding.
func FuzzUnpack(f *testing.F) {
	for _, number := range []string{"400", "401", "402", "409"} {
		f.Add(policyText(f, number))
		f.Add(pack(f, policyText(f, number)))
	}
	for _, a := range answers(f) {
		if policy, _ := inspect(f, a.token).Payload.Member("x-ms-policy"); policy.Text() != "" {
			f.Add(policy.Text())
		}
	}
	f.Add("eyJhbGciOiJub25lIn0.eyJBdHRlc3RhdGlvblBvbGljeSI6ImRtVnljMmx2YmoweExqQTdZUT09In0.")
	f.Add("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----")
	f.Add("MIIB")
	f.Add("0\x82")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := token.Unpack(text, token.UnpackOptions{})
		if err != nil {
			var failed *token.EnvelopeError
			if e != nil || !errors.As(err, &failed) {
				t.Fatalf("found %v, %v", e, err)
			}
			return
		}
		if !token.IsEnvelope(text) {
			t.Error("unpacked, but not taken for an envelope")
		}
		if e.PolicyHash != ast.PolicyHash(e.Text) && len(e.Warnings) == 0 {
			t.Error("the hash is not that of the text, and nothing says why")
		}
		again := unpack(t, pack(t, e.Text))
		if again.Text != e.Text || again.PolicyHash != ast.PolicyHash(e.Text) {
			t.Errorf("packed again: found %+v", again)
		}
		if e.Signer != nil && e.Signer.Check(time.Unix(1654037428, 0), nil) == nil && len(e.Signer.Certificates) == 0 {
			t.Error("nobody signed, and that was accepted")
		}
	})
}

// FuzzInspect: whatever the text, a token taken apart or a VerifyError; and
// verification never says yes to what nobody signed.
func FuzzInspect(f *testing.F) {
	for _, a := range answers(f) {
		f.Add(a.token)
	}
	f.Add("..")
	f.Add("e30.e30.")
	keys := answers(f)[0].keys
	set, err := token.ParseKeySet(keys)
	if err != nil {
		f.Fatal(err)
	}
	signed := map[string]bool{}
	for _, a := range answers(f) {
		signed[a.token] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := token.Inspect(text)
		if err != nil {
			if stepOf(err) != token.StepForm {
				t.Fatalf("found %v", err)
			}
			return
		}
		v := token.Verifier{Issuer: "https://cplarryoattestationaad.wus.attest.azure.net", Keys: set, Algorithms: token.Algorithms()}
		_, err = v.VerifyAnswer(context.Background(), text, time.Unix(1654037428, 0))
		if err == nil && !signed[text] || err != nil && stepOf(err) == "" {
			t.Errorf("found %v for %s", err, u.Payload)
		}
	})
}

// FuzzVerify: a signed token with any part of it replaced never verifies.
func FuzzVerify(f *testing.F) {
	a := tokentest.New(f, token.ES256)
	good := a.Token(f)
	f.Add(uint(0), uint(1), "f")
	f.Add(uint(len(good)), uint(0), "A")
	f.Add(uint(20), uint(4), "")
	f.Add(uint(strings.LastIndexByte(good, '.')), uint(100), ".")
	f.Add(uint(0), uint(strings.IndexByte(good, '.')), "eyJhbGciOiJub25lIn0")
	v, want := a.Verifier(), a.Want()
	v.Algorithms = token.Algorithms()
	f.Fuzz(func(t *testing.T, start, length uint, by string) {
		start = min(start, uint(len(good)))
		length = min(length, uint(len(good))-start)
		text := good[:start] + by + good[start+length:]
		if _, err := v.Verify(context.Background(), text, want, a.At); (err == nil) != (text == good) {
			t.Errorf("found %v for %q", err, text)
		}
	})
}

// FuzzKeySet: whatever the text, a set or a VerifyError; a set printed and read
// again has the same keys.
func FuzzKeySet(f *testing.F) {
	f.Add([]byte(readFile(f, "maa-sgx", "jwks.460cd680.json")))
	f.Add(tokentest.New(f, token.ES384).Signer.KeySet().JSON())
	f.Add([]byte(`{"keys":[{"kid":"a","kty":"RSA","x5c":["AAAA"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := token.ParseKeySet(data)
		if err != nil {
			if stepOf(err) != token.StepKeySet {
				t.Fatalf("found %v", err)
			}
			return
		}
		again, err := token.ParseKeySet(set.JSON())
		if err != nil || again.Len() != set.Len() || string(again.JSON()) != string(set.JSON()) {
			t.Errorf("printed and read again: %v", err)
		}
	})
}

// FuzzKeySetPEM: whatever the text, a set with keys or a VerifyError; a set printed
// and read again has the same keys.
func FuzzKeySetPEM(f *testing.F) {
	text, err := tokentest.New(f, token.ES384).Signer.KeySet().PEM()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := token.ParseKeySetPEM(data)
		if err != nil {
			if stepOf(err) != token.StepKeySet {
				t.Fatalf("found %v", err)
			}
			return
		}
		text, err := set.PEM()
		if err != nil {
			t.Fatal(err)
		}
		again, err := token.ParseKeySetPEM(text)
		if err != nil || again.Len() != set.Len() {
			t.Errorf("printed and read again: %v", err)
		}
	})
}

// FuzzParseKeyPair: whatever the text, a key that signs or an error.
func FuzzParseKeyPair(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pair, err := token.ParseKeyPair(data)
		if (err == nil) != (pair != nil && pair.Key != nil) {
			t.Errorf("found %v, %v", pair, err)
		}
	})
}
