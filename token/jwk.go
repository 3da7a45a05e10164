package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// parseKey reads one entry of a key set: kid and x5c are required, all else must
// agree with the first certificate (S3.6).
func parseKey(entry jsondoc.Value) (*Key, error) {
	if entry.Kind() != jsondoc.Object {
		return nil, fmt.Errorf("found a JSON %s, expected an object", entry.Kind())
	}
	id, _, err := stringMember(entry, "kid")
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, errors.New("found no kid")
	}
	certs, err := parseChain(entry)
	if err != nil {
		return nil, fmt.Errorf("kid %q: %w", id, err)
	}
	key := &Key{id: id, public: certs[0].PublicKey, certs: certs, selfErr: checkSelfSigned(certs[0])}
	if err := matchJWK(entry, key.public); err != nil {
		return nil, fmt.Errorf("kid %q: %w", id, err)
	}
	alg, _, err := stringMember(entry, "alg")
	if err != nil {
		return nil, fmt.Errorf("kid %q: %w", id, err)
	}
	key.algorithm = Algorithm(alg)
	if key.use, _, err = stringMember(entry, "use"); err != nil {
		return nil, fmt.Errorf("kid %q: %w", id, err)
	}
	return key, nil
}

// parseChain reads the member x5c: standard base64 of DER, the key's own
// certificate first (RFC 7517 section 4.7).
func parseChain(object jsondoc.Value) ([]*x509.Certificate, error) {
	list, ok := object.Member("x5c")
	if !ok || list.Kind() != jsondoc.Array || list.Len() == 0 {
		return nil, errors.New("found no certificates, expected \"x5c\" with at least one")
	}
	if list.Len() > maxChain {
		return nil, fmt.Errorf("found %d certificates, expected at most %d", list.Len(), maxChain)
	}
	certs := make([]*x509.Certificate, list.Len())
	for i := range certs {
		if list.At(i).Kind() != jsondoc.String {
			return nil, fmt.Errorf("certificate %d: found a JSON %s, expected a string", i, list.At(i).Kind())
		}
		text := list.At(i).Text()
		der, err := base64.StdEncoding.Strict().DecodeString(text)
		if err == nil && strings.ContainsAny(text, "\r\n") { // which the decoder skips
			err = errors.New("found a line end in base64")
		}
		if err != nil {
			return nil, fmt.Errorf("certificate %d: %w", i, err)
		}
		if certs[i], err = x509.ParseCertificate(der); err != nil {
			return nil, fmt.Errorf("certificate %d: %w", i, err)
		}
	}
	return certs, nil
}

// chainValue writes certificates as the member x5c.
func chainValue(certs []*x509.Certificate) jsondoc.Value {
	list := make([]jsondoc.Value, len(certs))
	for i, cert := range certs {
		list[i] = jsondoc.NewString(base64.StdEncoding.EncodeToString(cert.Raw))
	}
	return jsondoc.NewArray(list)
}

// keyMembers returns the members of a JWK that describe a public key, by name:
// kty and the rest of RFC 7518 section 6, numbers as bytes.
func keyMembers(public crypto.PublicKey) (kty, crv string, numbers map[string][]byte) {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return "RSA", "", map[string][]byte{"n": key.N.Bytes(), "e": big.NewInt(int64(key.E)).Bytes()}
	case *ecdsa.PublicKey:
		point, err := key.Bytes() // 4, x, y
		if err != nil {
			return "", "", nil
		}
		half := (len(point) - 1) / 2
		return "EC", key.Curve.Params().Name, map[string][]byte{"x": point[1 : 1+half], "y": point[1+half:]}
	}
	return "", "", nil
}

// matchJWK reports whether the members of a JWK that describe the key, as far as
// there are any, describe the one given (S3.6).
func matchJWK(jwk jsondoc.Value, public crypto.PublicKey) error {
	kty, crv, numbers := keyMembers(public)
	if kty == "" { // a kind without an algorithm of ours, which will be skipped
		return nil
	}
	if err := matchMember(jwk, "kty", kty); err != nil {
		return err
	}
	if err := matchMember(jwk, "crv", crv); err != nil {
		return err
	}
	for _, name := range []string{"n", "e", "x", "y"} {
		text, given, err := stringMember(jwk, name)
		if err != nil {
			return err
		}
		if !given {
			continue
		}
		value, err := decodePart(name, text)
		if err != nil {
			return err
		}
		if want, ok := numbers[name]; !ok || !sameNumber(value, want) {
			return fmt.Errorf("found a key in %q other than that of the certificate", name)
		}
	}
	return nil
}

func matchMember(jwk jsondoc.Value, name, want string) error {
	text, given, err := stringMember(jwk, name)
	if err == nil && given && text != want {
		err = fmt.Errorf("found %s %q, expected %q as in the certificate", name, text, want)
	}
	return err
}

// thumbprint returns the thumbprint of a JWK: base64url of SHA-256 over the members
// that every key of its kind must have (RFC 7638).
func thumbprint(jwk jsondoc.Value) (string, error) {
	required := map[string][]string{"RSA": {"e", "kty", "n"}, "EC": {"crv", "kty", "x", "y"}}
	kty := text(jwk, "kty")
	names, known := required[kty]
	if !known {
		return "", fmt.Errorf("found kty %q, expected \"RSA\" or \"EC\"", kty)
	}
	values := make([]jsondoc.Value, len(names))
	for i, name := range names {
		if values[i] = lookup(jwk, name); values[i].Kind() != jsondoc.String {
			return "", fmt.Errorf("found %s, expected a string", member(jwk, name))
		}
	}
	sum := sha256.Sum256(jsondoc.AppendSorted(nil, jsondoc.NewObject(names, values)))
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// sameNumber compares big-endian numbers: leading zeros don't count.
func sameNumber(a, b []byte) bool {
	return new(big.Int).SetBytes(a).Cmp(new(big.Int).SetBytes(b)) == 0
}

// JSON writes the set as served under /certs: the three members of the service's
// sets and, for common JOSE libraries, those that they can't do without (S6.1).
func (s *KeySet) JSON() []byte {
	list := make([]jsondoc.Value, len(s.keys))
	for i, key := range s.keys {
		list[i] = key.jwk()
	}
	set := jsondoc.NewObject([]string{"keys"}, []jsondoc.Value{jsondoc.NewArray(list)})
	return jsondoc.AppendSorted(nil, set)
}

// jwk returns the entry of one key.
func (k *Key) jwk() jsondoc.Value {
	kty, crv, numbers := keyMembers(k.public)
	m := newMembers(8)
	m.add("kid", jsondoc.NewString(k.id))
	m.add("kty", jsondoc.NewString(kty))
	m.add("use", jsondoc.NewString("sig"))
	if len(k.certs) > 0 {
		m.add("x5c", chainValue(k.certs))
	}
	if k.algorithm != "" {
		m.add("alg", jsondoc.NewString(string(k.algorithm)))
	}
	if crv != "" {
		m.add("crv", jsondoc.NewString(crv))
	}
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		m.add(name, jsondoc.NewString(base64.RawURLEncoding.EncodeToString(numbers[name])))
	}
	return m.object()
}
