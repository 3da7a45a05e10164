package tokentest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

// Draft is a token about to be signed. Edits change it at will.
type Draft struct {
	Header  Object
	Payload Object
	Alg     string // what signs: a JOSE name, "HS256" or "none" too
	Key     any    // crypto.Signer; []byte for HS256
}

// Object is a JSON object whose members, texts themselves, need not make sense:
// names may repeat. Raw, if not "", is written in its place.
type Object struct {
	Members []Member
	Raw     string
}

// Member is a member of an Object, its value JSON text.
type Member struct{ Name, JSON string }

// Set sets a member, adding it if there is none.
func (o *Object) Set(name, text string) {
	for i := range o.Members {
		if o.Members[i].Name == name {
			o.Members[i].JSON = text
			return
		}
	}
	o.Members = append(o.Members, Member{name, text})
}

// Edit changes a token before it is signed.
type Edit func(*Draft)

// Set sets a claim to a value, given as JSON text.
func Set(name, text string) Edit { return func(d *Draft) { d.Payload.Set(name, text) } }

// SetHeader sets a member of the header to a value, given as JSON text.
func SetHeader(name, text string) Edit { return func(d *Draft) { d.Header.Set(name, text) } }

// Drop takes out a claim.
func Drop(name string) Edit { return func(d *Draft) { d.Payload.drop(name) } }

// DropHeader takes out a member of the header.
func DropHeader(name string) Edit { return func(d *Draft) { d.Header.drop(name) } }

func (o *Object) drop(name string) {
	o.Members = slices.DeleteFunc(o.Members, func(m Member) bool { return m.Name == name })
}

// Twice adds a claim in any case, also a second one of that name.
func Twice(name, text string) Edit {
	return func(d *Draft) { d.Payload.Members = append(d.Payload.Members, Member{name, text}) }
}

// TwiceHeader adds a member to the header in any case.
func TwiceHeader(name, text string) Edit {
	return func(d *Draft) { d.Header.Members = append(d.Header.Members, Member{name, text}) }
}

// Payload replaces the payload by any text.
func Payload(text string) Edit { return func(d *Draft) { d.Payload.Raw = text } }

// Header replaces the header by any text.
func Header(text string) Edit { return func(d *Draft) { d.Header.Raw = text } }

// SignAs signs with another algorithm and key, and says so in the header.
func SignAs(alg string, key any) Edit {
	return func(d *Draft) {
		d.Alg, d.Key = alg, key
		d.Header.Set("alg", Quote(alg))
	}
}

// SignSilentlyAs signs with another algorithm and key, the header unchanged.
func SignSilentlyAs(alg string, key any) Edit {
	return func(d *Draft) { d.Alg, d.Key = alg, key }
}

// Quote writes a string as JSON.
func Quote(s string) string { return string(jsondoc.AppendQuoted(nil, s)) }

// Forge returns a token that is good but for the edits, with a signature over
// what they made of it.
func (a *Authority) Forge(t testing.TB, edits ...Edit) string {
	t.Helper()
	good, err := token.Inspect(a.Token(t))
	if err != nil {
		t.Fatal(err)
	}
	d := &Draft{Header: objectOf(t, good.Header), Payload: objectOf(t, good.Payload), Alg: string(a.Signer.Algorithm()), Key: a.Key}
	for _, edit := range edits {
		edit(d)
	}
	enc := base64.RawURLEncoding.EncodeToString
	signed := enc([]byte(d.Header.text())) + "." + enc([]byte(d.Payload.text()))
	signature, err := Sign(d.Alg, d.Key, []byte(signed))
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + enc(signature)
}

func objectOf(t testing.TB, text json.RawMessage) Object {
	t.Helper()
	v, err := jsondoc.Parse(string(text), jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var o Object
	for i := range v.Len() {
		o.Members = append(o.Members, Member{v.Name(i), string(jsondoc.AppendCompact(nil, v.At(i)))})
	}
	return o
}

func (o Object) text() string {
	if o.Raw != "" {
		return o.Raw
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range o.Members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(Quote(m.Name) + ":" + m.JSON)
	}
	b.WriteByte('}')
	return b.String()
}

// Sign makes a JWS signature with nothing but the standard library, apart from
// package token, so that the two check each other.
func Sign(alg string, key any, input []byte) ([]byte, error) {
	sum256, sum384 := sha256.Sum256(input), sha512.Sum384(input)
	switch alg {
	case "none":
		return nil, nil
	case "HS256":
		mac := hmac.New(sha256.New, key.([]byte))
		mac.Write(input)
		return mac.Sum(nil), nil
	case "RS256":
		return rsa.SignPKCS1v15(nil, key.(*rsa.PrivateKey), crypto.SHA256, sum256[:])
	case "RS384":
		return rsa.SignPKCS1v15(nil, key.(*rsa.PrivateKey), crypto.SHA384, sum384[:])
	case "PS256":
		return rsa.SignPSS(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, sum256[:],
			&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case "ES256":
		return signRS(key.(*ecdsa.PrivateKey), sum256[:])
	case "ES384":
		return signRS(key.(*ecdsa.PrivateKey), sum384[:])
	case "ECDH256": // DER, as the Python SDK signs envelopes (S4.2)
		return ecdsa.SignASN1(rand.Reader, key.(*ecdsa.PrivateKey), sum256[:])
	}
	return nil, fmt.Errorf("no algorithm %q", alg)
}

func signRS(key *ecdsa.PrivateKey, sum []byte) ([]byte, error) {
	r, s, err := ecdsa.Sign(rand.Reader, key, sum)
	if err != nil {
		return nil, err
	}
	size := (key.Params().BitSize + 7) / 8
	return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...), nil
}

// Entry is an entry of a forged key set.
type Entry map[string]any

// KeySet writes a key set of any entries.
func KeySet(t testing.TB, entries ...Entry) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{"keys": entries})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
