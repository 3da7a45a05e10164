package token

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"iter"
	"slices"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Limits of a key set. The service's sets hold some ten keys with at most three
// certificates each.
const (
	maxKeySet = 1 << 20 // bytes
	maxKeys   = 256
	maxChain  = 8 // certificates of one key (E1.8)
)

// Key is one entry of a key set: a public key with its certificates.
type Key struct {
	id        string
	public    crypto.PublicKey
	algorithm Algorithm           // the only one it may be used with; "" if the set doesn't say
	use       string              // "sig"; "" if the set doesn't say
	certs     []*x509.Certificate // empty if the caller trusts the key as such
	selfErr   error               // why it is not a self-signed key; nil if it is (S3.7)
}

// bareKey returns the entry of a key that the caller trusts as such.
func bareKey(public crypto.PublicKey) (*Key, error) {
	id, err := KeyID(public)
	if err != nil {
		return nil, err
	}
	return &Key{id: id, public: public}, nil
}

// certifiedKey returns the entry of the key of the first certificate, under the
// `kid` that S1.3 gives it.
func certifiedKey(certs []*x509.Certificate) (*Key, error) {
	key, err := bareKey(certs[0].PublicKey)
	if err != nil {
		return nil, err
	}
	key.certs, key.selfErr = certs, checkSelfSigned(certs[0])
	if key.selfErr != nil {
		key.id = CertificateKeyID(certs[0])
	}
	return key, nil
}

// ID returns the key's `kid`.
func (k *Key) ID() string { return k.id }

// Public returns the public key.
func (k *Key) Public() crypto.PublicKey { return k.public }

// Certificates returns the key's certificate and those that certify it.
func (k *Key) Certificates() []*x509.Certificate { return slices.Clone(k.certs) }

// Skipped is an entry of a key set that no token can be verified with.
type Skipped struct {
	ID     string // `kid`
	Reason string
}

// KeySet is the set of keys under which one issuer's tokens verify (S3.6). It is
// immutable.
type KeySet struct {
	keys    []*Key
	skipped []Skipped
}

// KeySource finds the key of a token. KeySet and KeyReader are sources.
type KeySource interface {
	// Key returns the key with that `kid`, or an error with ErrUnknownKey.
	Key(ctx context.Context, id string) (*Key, error)
}

// KeySet returns the set that holds the signer's key alone.
func (s *Signer) KeySet() *KeySet {
	set, _ := NewKeySet(s) // one key can't collide
	return set
}

// NewKeySet returns the set of the signers' keys, which is what an issuer
// publishes: while keys change, the old and the new one (S6.4).
func NewKeySet(signers ...*Signer) (*KeySet, error) {
	set := &KeySet{}
	for _, s := range signers {
		if s == nil {
			return nil, fail(StepKeySet, "found no signer")
		}
		pair := &KeyPair{Key: s.key, Certificates: []*x509.Certificate{s.cert}}
		if err := set.addPair(pair, s.algorithm); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// addPair adds the public half of a pair, for one algorithm if it is named.
func (s *KeySet) addPair(pair *KeyPair, algorithm Algorithm) error {
	if err := pair.check(); err != nil {
		return atStep(StepKeySet, err)
	}
	key, err := pair.public()
	if err != nil {
		return atStep(StepKeySet, err)
	}
	key.algorithm, key.use = algorithm, "sig"
	return s.add(key)
}

// ParseKeySet reads a JWK set as an issuer serves it under /certs (S6.1). Every
// key needs certificates, which decide: other forms of the key must agree with
// them. A set with two keys under one kid is refused (S3.6). Errors are *VerifyError.
func ParseKeySet(data []byte) (*KeySet, error) {
	if len(data) > maxKeySet {
		return nil, fail(StepKeySet, "found %d bytes, expected at most %d", len(data), maxKeySet)
	}
	doc, err := jsondoc.Parse(string(data), jsondoc.Options{})
	if err != nil {
		return nil, atStep(StepKeySet, err)
	}
	if doc.Kind() != jsondoc.Object {
		return nil, fail(StepKeySet, "found a JSON %s, expected an object with \"keys\"", doc.Kind())
	}
	list, given := doc.Member("keys")
	if !given {
		return nil, fail(StepKeySet, "found an object without \"keys\"")
	}
	if list.Kind() != jsondoc.Array {
		return nil, fail(StepKeySet, "found a JSON %s as \"keys\", expected an array", list.Kind())
	}
	if list.Len() > maxKeys {
		return nil, fail(StepKeySet, "found %d keys, expected at most %d", list.Len(), maxKeys)
	}
	set := &KeySet{}
	for i := range list.Len() {
		key, err := parseKey(list.At(i))
		if err != nil {
			return nil, fail(StepKeySet, "key %d: %w", i, err)
		}
		if err := set.add(key); err != nil {
			return nil, err
		}
	}
	set.skipUnusable()
	return set, nil
}

// add puts a key into the set. Entries for one and the same key may repeat; the
// first counts (S3.6).
func (s *KeySet) add(key *Key) error {
	for _, other := range s.keys {
		if other.id != key.id {
			continue
		}
		if !sameKey(other.public, key.public) {
			return fail(StepKeySet, "found two different keys with kid %q (kid collision)", key.id)
		}
		return nil
	}
	s.keys = append(s.keys, key)
	return nil
}

// skipUnusable takes out what verifies no token: keys that are too small (sets of
// 2022 hold one of 1024 bits), of another kind or for another use. It comes after
// the search for collisions, which has to see them.
func (s *KeySet) skipUnusable() {
	s.keys = slices.DeleteFunc(s.keys, func(key *Key) bool {
		err := key.usable()
		if err != nil {
			s.skipped = append(s.skipped, Skipped{ID: key.id, Reason: err.Error()})
		}
		return err != nil
	})
}

// usable reports why no signature can be checked with the key.
func (k *Key) usable() error {
	if k.use != "" && k.use != "sig" {
		return fmt.Errorf("found use %q, expected \"sig\"", k.use)
	}
	if k.algorithm == "" {
		_, err := algorithmFor(k.public)
		return err
	}
	if _, err := ParseAlgorithm(string(k.algorithm)); err != nil {
		return err
	}
	return k.algorithm.fits(k.public)
}

// Key returns the key with that kid (S3.6).
func (s *KeySet) Key(_ context.Context, id string) (*Key, error) {
	if s == nil {
		s = &KeySet{}
	}
	for _, key := range s.keys {
		if key.id == id {
			return key, nil
		}
	}
	for _, skipped := range s.skipped {
		if skipped.ID == id {
			return nil, fmt.Errorf("kid %q: %w: it was skipped, %s", id, ErrUnknownKey, skipped.Reason)
		}
	}
	return nil, fmt.Errorf("kid %q: %w", id, ErrUnknownKey)
}

// All returns the usable keys in their order.
func (s *KeySet) All() iter.Seq[*Key] { return slices.Values(s.keys) }

// Len returns the number of usable keys.
func (s *KeySet) Len() int { return len(s.keys) }

// Skipped returns the entries that can't be used, with the reasons.
func (s *KeySet) Skipped() []Skipped { return slices.Clone(s.skipped) }
