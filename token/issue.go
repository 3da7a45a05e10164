package token

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Lifetimes of tokens (S1.5).
const (
	TokenLifetime  = 28800 * time.Second // attestation tokens
	AnswerLifetime = 3600 * time.Second  // answers about policies and certificates
)

// Body is what an attestation token states (S1, S2).
type Body struct {
	AttestationType string // "sgx", "sevsnpvm", "tdxvm", "azurevm" (S2.1)
	PolicyHash      string // of the policy in force (L8.1)

	// PolicySigner is the key that signed the policy, as JWK (S1.10); nil if none.
	PolicySigner json.RawMessage

	// Evidence are the claims of AttestationService that the type's tokens hold
	// (S2.2 to S2.9); those marked as JSON are written as the JSON value (E2.1).
	Evidence []claim.Claim

	// Issued is the outgoing set of the policy, in order of issue (L6.5). Names that
	// are reserved for the type don't reach the top level (L6.6, catalog.Reserved).
	Issued []claim.Claim

	Nonce    json.RawMessage // as sent, a string or a number (S5.5); nil if none
	Runtime  json.RawMessage // x-ms-runtime, an object (S2.5); nil if none
	InitTime json.RawMessage // x-ms-inittime, an object (S2.6); nil if none
}

// Issue makes an attestation token, signed and dated now (S1). What the policy
// issued can't displace what the service states (L6.6).
func Issue(s *Signer, body Body, now time.Time) (string, error) {
	payload, err := s.payload(body, now)
	if err != nil {
		return "", err
	}
	return finish(serialize(s.header, payload, func(input []byte) ([]byte, error) {
		return s.algorithm.sign(s.key, input)
	}))
}

// IssueDraft makes the token of a draft policy, which is not signed: `alg` is
// `none`, the signature is empty, all else is as usual (S1.9).
func IssueDraft(s *Signer, body Body, now time.Time) (string, error) {
	payload, err := s.payload(body, now)
	if err != nil {
		return "", err
	}
	return finish(serialize(tokenHeader("none", s.issuer, s.id), payload, nil))
}

// payload returns the payload of a token that a relying party can accept: the
// signer's certificate is valid as long as the token (S3.7).
func (s *Signer) payload(body Body, now time.Time) ([]byte, error) {
	if s == nil || s.key == nil {
		return nil, errors.New("issuing a token: found no signer")
	}
	for _, t := range []time.Time{now, now.Add(TokenLifetime)} {
		if err := checkValidity(s.cert, t); err != nil {
			return nil, fmt.Errorf("issuing a token: %w", err)
		}
	}
	payload, err := body.payload(s.issuer, now)
	if err != nil {
		return nil, fmt.Errorf("issuing a token: %w", err)
	}
	return jsondoc.AppendSorted(nil, payload), nil
}

// finish passes on a token that no verifier finds too long (S3.2).
func finish(text string, err error) (string, error) {
	if err == nil && len(text) > MaxToken {
		err = fmt.Errorf("found a token of %d bytes, expected at most %d", len(text), MaxToken)
	}
	if err != nil {
		return "", fmt.Errorf("issuing a token: %w", err)
	}
	return text, nil
}

// tokenHeader returns exactly alg, jku, kid and typ, compact and sorted (S1.1,
// S1.2, S1.4).
func tokenHeader(alg Algorithm, issuer, keyID string) []byte {
	return jsondoc.AppendSorted(nil, jsondoc.NewObject(
		[]string{"alg", "jku", "kid", "typ"},
		[]jsondoc.Value{
			jsondoc.NewString(string(alg)),
			jsondoc.NewString(certsAddress(issuer)),
			jsondoc.NewString(keyID),
			jsondoc.NewString("JWT"),
		}))
}

// certsAddress returns where an issuer serves its key set (S1.4).
func certsAddress(issuer string) string { return issuer + "/certs" }

// frameSize is about the number of members that tokens of every type hold.
const frameSize = 16

// payload puts the members together: first what the service states, then, where
// a name is free, what the policy issued.
func (b Body) payload(issuer string, now time.Time) (jsondoc.Value, error) {
	row, err := issuable(b.AttestationType)
	if err != nil {
		return jsondoc.Value{}, err
	}
	if err := b.check(now); err != nil {
		return jsondoc.Value{}, err
	}
	m := newMembers(frameSize + len(b.Evidence) + len(b.Issued))
	if err := b.addFrame(m, issuer, now); err != nil {
		return jsondoc.Value{}, err
	}
	evidence, err := shape(b.Evidence)
	if err != nil {
		return jsondoc.Value{}, err
	}
	issued, err := shape(b.Issued)
	if err != nil {
		return jsondoc.Value{}, err
	}
	if err := m.addEvidence(evidence); err != nil {
		return jsondoc.Value{}, err
	}
	for _, t := range row.twins {
		if v, ok := m.get(t.of); ok {
			m.addFree(t.name, v)
		}
	}
	m.addIssued(issued, row)
	return m.object(), nil
}

// check looks for what no token may be made of: claims that don't come from
// where they must, read-only ones of a policy (L5.4), text that is no UTF-8.
func (b Body) check(now time.Time) error {
	switch {
	case now.Unix() < 0:
		return fmt.Errorf("found time %s, expected one after 1970", stamp(now))
	case b.PolicyHash == "":
		return errors.New("found no policy hash")
	}
	if err := checkClaims(b.Evidence, claim.AttestationService); err != nil {
		return err
	}
	for _, c := range b.Issued {
		if c.IsReadOnly() {
			return fmt.Errorf("found the read-only claim %q among those issued", c.Type)
		}
	}
	return checkClaims(b.Issued, claim.AttestationPolicy)
}

func isOneOf(v jsondoc.Value, kinds ...jsondoc.Kind) bool { return slices.Contains(kinds, v.Kind()) }

func checkClaims(claims []claim.Claim, issuer claim.Issuer) error {
	for _, c := range claims {
		if c.Issuer != issuer {
			return fmt.Errorf("found issuer %q of claim %q, expected %q", c.Issuer, c.Type, issuer)
		}
		if !utf8.ValidString(c.Type) || !utf8.ValidString(c.Value.Text()) {
			return fmt.Errorf("found bytes that are not UTF-8 in claim %q", c.Type)
		}
	}
	return nil
}

// addFrame adds what tokens of every type hold (S1.4 to S1.6, S1.10, S2.1).
func (b Body) addFrame(m *members, issuer string, now time.Time) error {
	issued := now.Unix()
	m.add("iss", jsondoc.NewString(issuer))
	m.add("iat", jsondoc.NewInt(issued))
	m.add("nbf", jsondoc.NewInt(issued))
	m.add("exp", jsondoc.NewInt(issued+int64(TokenLifetime/time.Second)))
	m.add("jti", jsondoc.NewString(newTokenID()))
	m.add(serviceVersion, jsondoc.NewString("1.0"))
	m.add(attestationType, jsondoc.NewString(b.AttestationType))
	m.add(policyHash, jsondoc.NewString(b.PolicyHash))
	return errors.Join(
		m.addGiven(policySigner, b.PolicySigner, "an object", jsondoc.Object),
		m.addGiven(nonceClaim, b.Nonce, "a string or a number", jsondoc.String, jsondoc.Number),
		m.addGiven(runtimeClaims, b.Runtime, "an object", jsondoc.Object),
		m.addGiven(initTimeClaims, b.InitTime, "an object", jsondoc.Object))
}

// newTokenID returns 32 bytes of the system's random source in hex (S1.6).
func newTokenID() string {
	var id [32]byte
	rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

// addIssued adds the policy's claims, twice: in x-ms-policy, and at the top level
// where the service has nothing of that name (S1.7, L6.6).
func (m *members) addIssued(issued jsondoc.Value, row kind) {
	if issued.Len() == 0 {
		return
	}
	for i := range issued.Len() {
		name := issued.Name(i)
		if !catalog.Reserved(name, row.of) {
			m.addFree(name, issued.At(i))
		}
	}
	m.add(policyClaims, issued)
}

// shape is claim.ShapeToken (L6.5, E2.1), quicker where each type has one claim, as
// nearly always.
func shape(claims []claim.Claim) (jsondoc.Value, error) {
	types := make(map[string]bool, len(claims))
	names, values := make([]string, len(claims)), make([]jsondoc.Value, len(claims))
	for i, c := range claims {
		if types[c.Type] {
			// An object and an array are around a document of the deepest nesting.
			return jsondoc.Parse(string(claim.ShapeToken(claims)), jsondoc.Options{MaxDepth: jsondoc.DefaultMaxDepth + 2})
		}
		types[c.Type] = true
		names[i], values[i] = c.Type, value(c)
	}
	return jsondoc.NewObject(names, values), nil
}

// value is a claim's value as JSON: of a marked string, what it holds (E2.1).
func value(c claim.Claim) jsondoc.Value {
	switch c.Value.Kind() {
	case claim.BooleanKind:
		return jsondoc.NewBool(c.Value.Bool())
	case claim.IntegerKind:
		return jsondoc.NewInt(c.Value.Int())
	case claim.StringKind:
		if c.JSON {
			if doc, err := jsondoc.Parse(c.Value.Text(), jsondoc.Options{}); err == nil && isOneOf(doc, jsondoc.Object, jsondoc.Array) {
				return doc
			}
		}
		return jsondoc.NewString(c.Value.Text())
	}
	return jsondoc.Value{}
}

// members collects the members of an object, each name once.
type members struct {
	names  []string
	values []jsondoc.Value
	places map[string]int
}

// newMembers returns an empty collection with room for n members.
func newMembers(n int) *members {
	return &members{make([]string, 0, n), make([]jsondoc.Value, 0, n), make(map[string]int, n)}
}

func (m *members) add(name string, v jsondoc.Value) {
	m.places[name] = len(m.names)
	m.names = append(m.names, name)
	m.values = append(m.values, v)
}

// addGiven adds a member that a caller gave as JSON, if it is there, of one of the
// kinds, which an error calls what.
func (m *members) addGiven(name string, raw json.RawMessage, what string, kinds ...jsondoc.Kind) error {
	v, err := parseGiven(name, raw, what, kinds...)
	if err == nil && v.Kind() != jsondoc.Null {
		m.add(name, v)
	}
	return err
}

// addFree adds a member if its name is free.
func (m *members) addFree(name string, v jsondoc.Value) {
	if _, taken := m.get(name); !taken {
		m.add(name, v)
	}
}

// addEvidence adds the claims of the evidence. Where the frame has the same name,
// as it has for the attestation type, both must say the same.
func (m *members) addEvidence(evidence jsondoc.Value) error {
	for i := range evidence.Len() {
		name := evidence.Name(i)
		if name == policyClaims {
			return fmt.Errorf("found a claim %q in the evidence, where only a policy's claims belong", name)
		}
		if have, taken := m.get(name); taken && !jsondoc.Equal(have, evidence.At(i)) {
			return fmt.Errorf("found the claim %q of the evidence, which differs from the token's", name)
		}
		m.addFree(name, evidence.At(i))
	}
	return nil
}

func (m *members) get(name string) (jsondoc.Value, bool) {
	i, ok := m.places[name]
	if !ok {
		return jsondoc.Value{}, false
	}
	return m.values[i], true
}

func (m *members) object() jsondoc.Value { return jsondoc.NewObject(m.names, m.values) }
