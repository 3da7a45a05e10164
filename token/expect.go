package token

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Expectations are what a relying party wants of an attestation token beside its
// being genuine (S3.10). Only the attestation type must be given. Of a list, one
// entry must hold; what is empty is not asked for. A claim that is asked for and
// absent fails.
type Expectations struct {
	AttestationType string // like "sevsnpvm" (S2.1); required

	PolicyHashes  []string            // of policies that are good enough (L8.1)
	PolicySigners []*x509.Certificate // whose key signed the policy (S1.10)

	// InsecureAllowDebuggable accepts a TEE whose owner can look inside. SGX,
	// SEV-SNP and TDX tokens must say that theirs is no such thing otherwise.
	InsecureAllowDebuggable bool

	Measurements []string // hex: MRENCLAVE, launch measurement, MRTD
	Signers      []string // hex: MRSIGNER; for SEV-SNP, the id key's digest
	ProductIDs   []int64  // SGX only
	LowestSVN    int64    // of the enclave or guest; 0 asks for nothing

	Nonce string // as it was sent; a number's digits count as its text

	// RuntimeData are the bytes that must be bound to the TEE: as held data in SGX
	// tokens (S2.5), by their hash in the report data of others (S2.6).
	RuntimeData []byte
	// Runtime is an object, each member of which must stand in x-ms-runtime with an
	// equal value (S2.5); null asks for nothing.
	Runtime jsondoc.Value

	ComplianceStatus string // like "azure-compliant-cvm" (S2.7)
}

// subject is what expectations are about: a payload whose signature holds.
type subject struct {
	payload jsondoc.Value
	claims  jsondoc.Value // of the TEE: the payload, or a part of it (S2.9)
	row     kind          // of those claims
	facts   Facts
}

// check holds a verified payload against the expectations (S3.10).
func (e Expectations) check(payload jsondoc.Value) (subject, error) {
	name := lookup(payload, attestationType)
	if name.Kind() != jsondoc.String || name.Text() != e.AttestationType {
		return subject{}, fail(StepAttestationType, "found %s, expected %q", describe(name), e.AttestationType)
	}
	row, _ := kindOf(e.AttestationType)
	s := subject{payload: payload}
	var err error
	if s.claims, s.row, err = tee(payload, row); err != nil {
		return subject{}, atStep(StepDebug, err)
	}
	s.facts = factsOf(s.claims, s.row)
	for _, check := range [...]func(subject) error{
		e.checkPolicyHash, e.checkPolicySigner, e.checkDebug, e.checkMeasurement, e.checkSigner, e.checkProductID,
		e.checkSVN, e.checkNonce, e.checkRuntimeData, e.checkRuntime, e.checkCompliance,
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

func oneOf(step string, s subject, name, found string, allowed []string) error {
	if len(allowed) == 0 || found != "" && slices.Contains(allowed, found) {
		return nil
	}
	return fail(step, "found %s, expected one of %q", member(s.claims, name), allowed)
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
	if e.LowestSVN <= 0 || ok && svn >= e.LowestSVN {
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
	if len(e.RuntimeData) == 0 {
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

// checkRuntime: each member expected stands in x-ms-runtime (S3.10, S2.5).
func (e Expectations) checkRuntime(s subject) error {
	if e.Runtime.Kind() == jsondoc.Null {
		return nil
	}
	if e.Runtime.Kind() != jsondoc.Object {
		return fail(StepInput, "found a JSON %s as expected runtime data, expected an object", e.Runtime.Kind())
	}
	runtime := lookup(s.payload, runtimeClaims)
	if runtime.Kind() != jsondoc.Object {
		return fail(StepRuntimeData, "found %s, expected an object", member(s.payload, runtimeClaims))
	}
	for i := range e.Runtime.Len() {
		name := e.Runtime.Name(i)
		if have, ok := runtime.Member(name); !ok || !jsondoc.Equal(have, e.Runtime.At(i)) {
			return fail(StepRuntimeData, "found %s in %s, expected %s",
				member(runtime, name), runtimeClaims, describe(e.Runtime.At(i)))
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
