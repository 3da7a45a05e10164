package token

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Expectations are what a relying party wants of an attestation token apart from its
// being genuine (S3.10). Only the attestation type must be given. Of a list, one
// entry must hold; what is empty is not asked for. A claim that is asked for and
// absent fails.
type Expectations struct {
	AttestationType string // like "sevsnpvm" (S2.1); required

	PolicyHashes  []string            // of policies that are good enough (L8.1)
	PolicySigners []*x509.Certificate // of those who may have signed the policy (S1.10)

	// InsecureAllowDebuggable accepts a TEE whose owner can look inside. Without it,
	// SGX, SEV-SNP and TDX tokens must say that nobody can, and so must azurevm tokens
	// of the TEE that the machine runs in.
	InsecureAllowDebuggable bool

	Measurements []Allowed // MRENCLAVE, launch measurement, MRTD
	Signers      []Allowed // MRSIGNER; for SEV-SNP, the id key's digest
	ProductIDs   []int64   // SGX only
	LowestSVN    int64     // of the enclave or guest; 0 asks for nothing

	Nonce string // as it was sent; a number's digits count as its text

	// RuntimeData are the bytes that must be bound to the TEE: as held data in SGX
	// tokens (S2.5), by their hash in the report data of others (S2.6). nil asks for
	// nothing; an empty slice asks for empty data.
	RuntimeData []byte
	// Runtime is a JSON object, each member of which must be in x-ms-runtime with
	// an equal value (S2.5). nil asks for nothing; null and an empty text are errors.
	Runtime json.RawMessage

	ComplianceStatus string // like "azure-compliant-cvm" (S2.7)

	// ConfirmationKeys are the attested keys allowed in the `cnf` of TPM and VBS
	// tokens, by their thumbprint: base64url of SHA-256 (RFC 7638, S2.10).
	ConfirmationKeys []string

	MaxAge time.Duration // since the token was issued; 0 asks for nothing
}

// Allowed is a value that is good enough, for good or for a limited time: while an
// image or its signer changes, both the old value and the new one are allowed (S3.15).
type Allowed struct {
	Value     string    // hex
	NotBefore time.Time // first moment; the zero time is no limit
	NotAfter  time.Time // last moment; the zero time is no limit
}

// holds reports whether a claim has the value, at a time at which it is allowed.
func (a Allowed) holds(found string, at time.Time) bool {
	return found != "" && found == lowerASCII(a.Value) &&
		(a.NotBefore.IsZero() || !at.Before(a.NotBefore)) && (a.NotAfter.IsZero() || !at.After(a.NotAfter))
}

// String writes the value and its time, as messages have it.
func (a Allowed) String() string {
	text := a.Value
	if !a.NotBefore.IsZero() {
		text += " from " + stamp(a.NotBefore)
	}
	if !a.NotAfter.IsZero() {
		text += " until " + stamp(a.NotAfter)
	}
	return text
}

// subject is what expectations are about: a payload whose signature holds.
type subject struct {
	payload jsondoc.Value
	claims  jsondoc.Value // of the TEE: the payload, or a part of it (S2.9)
	row     kind          // of those claims
	facts   Facts
	at      time.Time     // of the verification
	age     time.Duration // of the token then
	runtime jsondoc.Value // what the caller expects, parsed
}

// checkInput looks at what the caller expects, and returns the object that Runtime
// holds, null if none (S3.1).
func (e Expectations) checkInput() (jsondoc.Value, error) {
	if e.AttestationType == "" {
		return jsondoc.Value{}, fail(StepInput, "found no attestation type among the expectations, which must have one (S3.10)")
	}
	if e.MaxAge < 0 {
		return jsondoc.Value{}, fail(StepInput, "found a greatest age of %s, expected zero or more", e.MaxAge)
	}
	if e.LowestSVN < 0 {
		return jsondoc.Value{}, fail(StepInput, "found a lowest SVN of %d, expected zero or more", e.LowestSVN)
	}
	if e.Runtime != nil && isNull(e.Runtime) {
		// A file that turned out empty must not be taken for one that expects nothing.
		return jsondoc.Value{}, fail(StepInput, "found nothing as expected runtime data, expected an object")
	}
	runtime, err := parseGiven("expected runtime data", e.Runtime, "an object", jsondoc.Object)
	return runtime, atStep(StepInput, err)
}

// check holds a verified payload against the expectations (S3.10).
func (e Expectations) check(p *proof, runtime jsondoc.Value) (subject, error) {
	name := lookup(p.payload, attestationType)
	if name.Kind() != jsondoc.String || name.Text() != e.AttestationType {
		return subject{}, fail(StepAttestationType, "found %s, expected %q", describe(name), e.AttestationType)
	}
	row, _ := kindOf(e.AttestationType)
	s := subject{payload: p.payload, at: p.at, age: p.at.Sub(time.Unix(p.iat, 0)), runtime: runtime}
	var err error
	if s.claims, s.row, err = tee(p.payload, row); err != nil {
		return subject{}, atStep(StepDebug, err)
	}
	s.facts = factsOf(s.claims, s.row)
	for _, check := range [...]func(subject) error{
		e.checkPolicyHash, e.checkPolicySigner, e.checkDebug, e.checkMeasurement, e.checkSigner, e.checkProductID, e.checkSVN,
		e.checkNonce, e.checkRuntimeData, e.checkRuntime, e.checkCompliance, e.checkConfirmationKey, e.checkAge,
	} {
		if err := check(s); err != nil {
			return subject{}, err
		}
	}
	return s, nil
}

// checkPolicyHash: the policy is one of those allowed (S3.10).
func (e Expectations) checkPolicyHash(s subject) error {
	hash := lookup(s.payload, policyHash)
	if len(e.PolicyHashes) == 0 || hash.Kind() == jsondoc.String && slices.Contains(e.PolicyHashes, hash.Text()) {
		return nil
	}
	return fail(StepPolicyHash, "found %s, expected one of %q", describe(hash), e.PolicyHashes)
}

// checkPolicySigner: the policy was signed by one of the keys allowed (S3.10).
func (e Expectations) checkPolicySigner(s subject) error {
	if len(e.PolicySigners) == 0 {
		return nil
	}
	signer, given := s.payload.Member(policySigner)
	if !given {
		return fail(StepPolicySigner, "found no %s: the policy was not signed", policySigner)
	}
	// The documentation speaks of a member jwk, tokens hold the bare JWK (S1.10).
	if inner, nested := signer.Member("jwk"); nested {
		signer = inner
	}
	chain, err := parseChain(signer)
	if err != nil {
		return fail(StepPolicySigner, "%s: %w", policySigner, err)
	}
	for _, want := range e.PolicySigners {
		if want != nil && bytes.Equal(want.Raw, chain[0].Raw) {
			return nil
		}
	}
	return fail(StepPolicySigner, "found the certificate of %q, expected another", chain[0].Subject)
}

// checkDebug: a TEE that has a debug mode says that it is off (S3.10).
func (e Expectations) checkDebug(s subject) error {
	if s.row.debug == "" || e.InsecureAllowDebuggable || s.facts.Debug == DebugOff {
		return nil
	}
	return fail(StepDebug, "found %s, expected false", member(s.claims, s.row.debug))
}

// checkMeasurement: what runs is one of those allowed (S3.10).
func (e Expectations) checkMeasurement(s subject) error {
	return oneOf(StepMeasurement, s, s.row.measurement, s.facts.Measurement, e.Measurements)
}

// checkSigner: whoever signed it is one of those allowed (S3.10).
func (e Expectations) checkSigner(s subject) error {
	return oneOf(StepSigner, s, s.row.signer, s.facts.Signer, e.Signers)
}

func oneOf(step string, s subject, name, found string, allowed []Allowed) error {
	if _, ok := allowedAs(found, allowed, s.at); ok || len(allowed) == 0 {
		return nil
	}
	return fail(step, "found %s, expected one of %q at %s", member(s.claims, name), allowed, stamp(s.at))
}

// allowedAs returns the entry of a list that a value is good enough by.
func allowedAs(found string, allowed []Allowed, at time.Time) (Allowed, bool) {
	i := slices.IndexFunc(allowed, func(a Allowed) bool { return a.holds(found, at) })
	if i < 0 {
		return Allowed{}, false
	}
	return allowed[i], true
}

// checkProductID: the product is one of those allowed (S3.10).
func (e Expectations) checkProductID(s subject) error {
	id, ok := integer(s.claims, s.row.productID)
	if len(e.ProductIDs) == 0 || ok && slices.Contains(e.ProductIDs, id) {
		return nil
	}
	return fail(StepProductID, "found %s, expected one of %d", member(s.claims, s.row.productID), e.ProductIDs)
}

// checkSVN: the security version is at least that expected (S3.10).
func (e Expectations) checkSVN(s subject) error {
	svn, ok := integer(s.claims, s.row.svn)
	if e.LowestSVN == 0 || ok && svn >= e.LowestSVN {
		return nil
	}
	return fail(StepSVN, "found %s, expected at least %d", member(s.claims, s.row.svn), e.LowestSVN)
}

// checkNonce: the token was made for this request (S3.10).
func (e Expectations) checkNonce(s subject) error {
	nonce := lookup(s.payload, nonceClaim)
	if e.Nonce == "" || isOneOf(nonce, jsondoc.String, jsondoc.Number) && nonce.Text() == e.Nonce {
		return nil
	}
	return fail(StepNonce, "found %s, expected %q", describe(nonce), e.Nonce)
}

// checkRuntimeData: the data is bound to the TEE, as held data in SGX tokens, in
// others by its hash in the report data (S3.10, S2.5, S2.6).
func (e Expectations) checkRuntimeData(s subject) error {
	if e.RuntimeData == nil {
		return nil
	}
	name, want := s.row.heldData, base64.RawURLEncoding.EncodeToString(e.RuntimeData)
	if name == "" {
		sum := sha256.Sum256(e.RuntimeData)
		name, want = s.row.reportData, hex.EncodeToString(append(sum[:], make([]byte, sha256.Size)...))
	}
	if have := lookup(s.claims, name); have.Kind() == jsondoc.String && have.Text() == want {
		return nil
	}
	return fail(StepRuntimeData, "found %s, expected %q", member(s.claims, name), want)
}

// checkRuntime: each member expected is in x-ms-runtime (S3.10, S2.5).
func (e Expectations) checkRuntime(s subject) error {
	if s.runtime.Kind() == jsondoc.Null {
		return nil
	}
	runtime := lookup(s.payload, runtimeClaims)
	if runtime.Kind() != jsondoc.Object {
		return fail(StepRuntimeData, "found %s, expected an object", member(s.payload, runtimeClaims))
	}
	for i := range s.runtime.Len() {
		name := s.runtime.Name(i)
		if have, ok := runtime.Member(name); !ok || !jsondoc.Equal(have, s.runtime.At(i)) {
			return fail(StepRuntimeData, "found %s in %s, expected %s",
				member(runtime, name), runtimeClaims, describe(s.runtime.At(i)))
		}
	}
	return nil
}

// checkCompliance: the service's verdict about the image (S3.10, S2.7).
func (e Expectations) checkCompliance(s subject) error {
	if e.ComplianceStatus == "" || text(s.claims, s.row.compliance) == e.ComplianceStatus {
		return nil
	}
	return fail(StepCompliance, "found %s, expected %q", member(s.claims, s.row.compliance), e.ComplianceStatus)
}

// checkConfirmationKey: the key that the token confirms is one of those allowed
// (S3.10, S2.10).
func (e Expectations) checkConfirmationKey(s subject) error {
	if len(e.ConfirmationKeys) == 0 {
		return nil
	}
	jwk := lookup(lookup(s.claims, s.row.confirmation), "jwk")
	if jwk.Kind() != jsondoc.Object {
		return fail(StepConfirmationKey, "found %s, expected a key", member(s.claims, s.row.confirmation))
	}
	found, err := thumbprint(jwk)
	if err != nil {
		return fail(StepConfirmationKey, "%s: %w", s.row.confirmation, err)
	}
	if !slices.Contains(e.ConfirmationKeys, found) {
		return fail(StepConfirmationKey, "found the key with thumbprint %q, expected one of %q", found, e.ConfirmationKeys)
	}
	return nil
}

// checkAge: the token is not older than the caller wants it (S3.10).
func (e Expectations) checkAge(s subject) error {
	if e.MaxAge == 0 || s.age <= e.MaxAge {
		return nil
	}
	return fail(StepAge, "found a token issued %s ago, expected at most %s", s.age.Truncate(time.Second), e.MaxAge)
}

// lookup returns a member; null if there is none, or if the type has no claim for
// what is looked for.
func lookup(claims jsondoc.Value, name string) jsondoc.Value {
	if name == "" {
		return jsondoc.Value{}
	}
	v, _ := claims.Member(name)
	return v
}

// integer returns a claim that is an integer.
func integer(claims jsondoc.Value, name string) (int64, bool) {
	v := lookup(claims, name)
	if v.Kind() != jsondoc.Number {
		return 0, false
	}
	return v.Int()
}

// member describes a claim with its name for messages.
func member(claims jsondoc.Value, name string) string {
	if name == "" {
		return "no such claim in tokens of this type"
	}
	return name + " " + describe(lookup(claims, name))
}

// describe writes a claim's value for messages; an absent one is null.
func describe(v jsondoc.Value) string {
	const longest = 200
	if v.Kind() == jsondoc.Null {
		return "none"
	}
	text, fits := jsondoc.AppendCompactMax(nil, v, longest)
	if !fits {
		return fmt.Sprintf("a JSON %s of more than %d bytes", v.Kind(), longest)
	}
	return string(text)
}
