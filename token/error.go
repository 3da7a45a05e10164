package token

import (
	"errors"
	"fmt"
)

// The steps of a verification, in their order, as VerifyError and Step name them.
const (
	StepInput           = "input"            // what the caller gave (S3.1)
	StepForm            = "form"             // three parts, base64url, JSON (S3.2)
	StepAlgorithm       = "algorithm"        // header (S3.3)
	StepIssuer          = "issuer"           // iss (S3.4)
	StepKeyAddress      = "key address"      // jku, x5u (S3.5)
	StepKeySet          = "key set"          // the set as a whole (S3.6)
	StepKey             = "key"              // the key of the token's kid (S3.6)
	StepCertificate     = "certificate"      // of that key (S3.7)
	StepSignature       = "signature"        // over the bytes received (S3.8)
	StepTime            = "time"             // iat, nbf, exp (S3.9)
	StepAttestationType = "attestation type" // this and the rest: expectations (S3.10)
	StepPolicyHash      = "policy hash"
	StepPolicySigner    = "policy signer"
	StepDebug           = "debug"
	StepMeasurement     = "measurement"
	StepSigner          = "signer"
	StepProductID       = "product id"
	StepSVN             = "svn"
	StepNonce           = "nonce"
	StepRuntimeData     = "runtime data"
	StepCompliance      = "compliance"
	StepConfirmationKey = "confirmation key"
	StepAge             = "age"
)

// ErrDraft is in the error chain if the token is a draft: made to try a policy,
// unsigned, worth nothing to a relying party (S1.9, S3.3).
var ErrDraft = errors.New("the token is a draft, which is not signed")

// ErrUnknownKey is in the error chain if the key set has no key of the token's
// kid (S3.6).
var ErrUnknownKey = errors.New("no such key in the key set")

// VerifyError says which step of a verification failed and why.
type VerifyError struct {
	Step   string // one of the Step constants
	Clause string // of the specification, like "S3.4"
	Err    error
}

// Error returns the step and what was found.
func (e *VerifyError) Error() string { return e.Step + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *VerifyError) Unwrap() error { return e.Err }

// Step is a step that passed, and what it established.
type Step struct {
	Name   string // one of the Step constants
	Clause string // of the specification
	Detail string // for people
}

// fail makes a VerifyError of a message.
func fail(step, format string, args ...any) error {
	return &VerifyError{Step: step, Clause: clauseOf(step), Err: fmt.Errorf(format, args...)}
}

// atStep puts an error, if there is one, at a step.
func atStep(step string, err error) error {
	if err == nil {
		return nil
	}
	return &VerifyError{Step: step, Clause: clauseOf(step), Err: err}
}

// clauseOf returns the clause that demands a step.
func clauseOf(step string) string {
	switch step {
	case StepInput:
		return "S3.1"
	case StepForm:
		return "S3.2"
	case StepAlgorithm:
		return "S3.3"
	case StepIssuer:
		return "S3.4"
	case StepKeyAddress:
		return "S3.5"
	case StepKeySet, StepKey:
		return "S3.6"
	case StepCertificate:
		return "S3.7"
	case StepSignature:
		return "S3.8"
	case StepTime:
		return "S3.9"
	}
	return "S3.10"
}
