package token

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Verified is an attestation token that was verified; only Verify makes one
// (S3.11).
type Verified struct {
	proof   proof
	subject subject
	want    Expectations
}

// Facts are the typed facts about the TEE that relying parties ask for (S3.11).
type Facts struct {
	Debug       DebugState
	Measurement string // hex: MRENCLAVE, launch measurement, MRTD; "" if none
	Signer      string // hex: MRSIGNER; for SEV-SNP, the id key's digest; "" if none
	ProductID   int64  // −1 if none
	SVN         int64  // of the enclave or guest; −1 if none
}

// DebugState says whether the TEE's owner can look inside.
type DebugState uint8

// The states. The zero value is no proof of anything.
const (
	DebugUnknown DebugState = iota // the token doesn't say
	DebugOff                       // it says that the owner can't
	DebugOn                        // it says that the owner can
)

// String returns the state as a message has it.
func (d DebugState) String() string {
	switch d {
	case DebugOff:
		return "false"
	case DebugOn:
		return "true"
	}
	return "absent"
}

// factsOf reads the facts from the claims of a TEE.
func factsOf(claims jsondoc.Value, row kind) Facts {
	facts := Facts{
		Measurement: text(claims, row.measurement),
		Signer:      text(claims, row.signer),
		ProductID:   integerOr(claims, row.productID, -1),
		SVN:         integerOr(claims, row.svn, -1),
	}
	if debug := lookup(claims, row.debug); debug.Kind() == jsondoc.Bool {
		facts.Debug = DebugOff
		if debug.Bool() {
			facts.Debug = DebugOn
		}
	}
	return facts
}

func text(claims jsondoc.Value, name string) string {
	if v := lookup(claims, name); v.Kind() == jsondoc.String {
		return v.Text()
	}
	return ""
}

func integerOr(claims jsondoc.Value, name string, otherwise int64) int64 {
	if n, ok := integer(claims, name); ok {
		return n
	}
	return otherwise
}

// Issuer returns the attest URI of the issuer.
func (v *Verified) Issuer() string { return v.proof.issuer }

// KeyID returns the kid of the key that signed the token.
func (v *Verified) KeyID() string { return v.proof.keyID() }

// Algorithm returns the algorithm of the signature.
func (v *Verified) Algorithm() Algorithm { return v.proof.algorithm }

// TokenID returns the token's jti; "" if it has none.
func (v *Verified) TokenID() string { return text(v.proof.payload, "jti") }

// AttestationType returns what was attested, like "sevsnpvm".
func (v *Verified) AttestationType() string { return v.want.AttestationType }

// PolicyHash returns the hash of the policy that permitted (L8.1); "" if the
// token has none.
func (v *Verified) PolicyHash() string { return text(v.proof.payload, policyHash) }

// IssuedAt returns when the token was issued.
func (v *Verified) IssuedAt() time.Time { return time.Unix(v.proof.iat, 0).UTC() }

// Expires returns the time at which the token ceases to be valid.
func (v *Verified) Expires() time.Time { return time.Unix(v.proof.exp, 0).UTC() }

// Facts returns what the token says of the TEE.
func (v *Verified) Facts() Facts { return v.subject.facts }

// Claims returns the whole payload as compact JSON; nil if nothing was verified.
// What it holds beyond the facts is for the caller to judge: the same name may be a
// claim of the service or, in x-ms-policy and next to it, of whoever wrote the policy
// (S1.7, S3.11).
func (v *Verified) Claims() json.RawMessage { return v.proof.claims() }

// Steps returns the steps that passed, in their order, and what each established.
func (v *Verified) Steps() []Step {
	if v.proof.key == nil {
		return nil
	}
	return slices.Concat(v.proof.steps(), v.want.steps(v.subject))
}

// Answer is a verified answer of the service about policies or certificates.
type Answer struct{ proof proof }

// KeyID returns the kid of the key that signed the answer.
func (a *Answer) KeyID() string { return a.proof.keyID() }

// Claims returns the payload as compact JSON; nil if nothing was verified.
func (a *Answer) Claims() json.RawMessage { return a.proof.claims() }

// Steps returns the steps that passed, in their order, and what each established.
func (a *Answer) Steps() []Step { return a.proof.steps() }

// claims returns the payload; nil if nothing was verified.
func (p *proof) claims() json.RawMessage {
	if p.key == nil {
		return nil
	}
	return jsondoc.AppendCompact(nil, p.payload)
}

// keyID returns the kid; "" if nothing was verified.
func (p *proof) keyID() string {
	if p.key == nil {
		return ""
	}
	return p.key.id
}

// steps tells what S3.2 to S3.9 established.
func (p *proof) steps() []Step {
	if p.key == nil { // a zero value: nothing was verified
		return nil
	}
	certificate := "none, the caller trusts the key as such"
	if len(p.key.certs) > 0 {
		certificate = fmt.Sprintf("%s, valid until %s", p.key.certs[0].Subject, stamp(p.key.certs[0].NotAfter))
	}
	details := []struct{ name, detail string }{
		{StepForm, fmt.Sprintf("%d bytes in three parts", len(p.text))},
		{StepAlgorithm, string(p.algorithm)},
		{StepIssuer, p.issuer},
		{StepKeyAddress, certsAddress(p.issuer)},
		{StepKey, "kid " + p.key.id},
		{StepCertificate, certificate},
		{StepSignature, "over the bytes received"},
		{StepTime, fmt.Sprintf("valid from %s to %s", stamp(time.Unix(p.nbf, 0)), stamp(time.Unix(p.exp, 0)))},
	}
	steps := make([]Step, len(details))
	for i, d := range details {
		steps[i] = Step{Name: d.name, Clause: clauseOf(d.name), Detail: d.detail}
	}
	return steps
}

// steps tells which expectations were there to be met (S3.10).
func (e Expectations) steps(s subject) []Step {
	var steps []Step
	add := func(asked bool, name, detail string) {
		if asked {
			steps = append(steps, Step{Name: name, Clause: clauseOf(name), Detail: detail})
		}
	}
	add(true, StepAttestationType, e.AttestationType)
	add(len(e.PolicyHashes) > 0, StepPolicyHash, text(s.payload, policyHash))
	add(len(e.PolicySigners) > 0, StepPolicySigner, "signed by a key of the list")
	add(s.row.debug != "" && !e.InsecureAllowDebuggable, StepDebug, "not debuggable")
	measurement, _ := allowedAs(s.facts.Measurement, e.Measurements, s.at)
	add(len(e.Measurements) > 0, StepMeasurement, measurement.String())
	signer, _ := allowedAs(s.facts.Signer, e.Signers, s.at)
	add(len(e.Signers) > 0, StepSigner, signer.String())
	add(len(e.ProductIDs) > 0, StepProductID, fmt.Sprint(s.facts.ProductID))
	add(e.LowestSVN > 0, StepSVN, fmt.Sprint(s.facts.SVN))
	add(e.Nonce != "", StepNonce, e.Nonce)
	add(e.RuntimeData != nil || s.runtime.Kind() == jsondoc.Object, StepRuntimeData, "bound")
	add(e.ComplianceStatus != "", StepCompliance, e.ComplianceStatus)
	add(len(e.ConfirmationKeys) > 0, StepConfirmationKey, "a key of the list")
	add(e.MaxAge > 0, StepAge, fmt.Sprintf("%s, at most %s", s.age.Truncate(time.Second), e.MaxAge))
	return steps
}
