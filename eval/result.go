package eval

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
)

// Decision is the outcome of a policy. The zero value denies.
type Decision uint8

// The decisions (L6.2).
const (
	Denied Decision = iota
	Permitted
)

// Reason says why a decision came about (L6.2, L6.4). The zero value is an
// error: a Result that was not filled in has decided nothing.
type Reason uint8

// The reasons of a decision.
const (
	ReasonError     Reason = iota // the evaluation failed (L6.4)
	ReasonPermitted               // a permit ran, no deny did
	ReasonDenied                  // a deny ran
	ReasonNoPermit                // neither ran
)

// Result is what a policy makes of a claim set (L6, L10.2).
type Result struct {
	Decision Decision
	Reason   Reason
	// PolicyHash is the x-ms-policy-hash of the policy (L8.1).
	PolicyHash string
	// Claims is the outgoing set in order of first issue; empty unless permitted.
	Claims []claim.Claim
	// Properties is the set of properties; empty after an error.
	Properties []claim.Claim
	// DecidedBy is the rule whose permit or deny decided: the first deny that
	// ran, else the first permit; nil without.
	DecidedBy *ast.Rule
	// Err is the failure that ended the evaluation, nil without. Its code is
	// one of MAA5xxx, its span a place in the policy.
	Err *diag.Diagnostic
	// Steps is the number of steps taken (L9.2); all of them if they were too few.
	Steps int64
}
