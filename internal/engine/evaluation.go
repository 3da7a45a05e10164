package engine

import (
	"context"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
)

// pollWork is how many steps, or tests of claims, which cost no steps, pass
// between two looks at the context.
const pollWork = 1024

// Evaluation is what one run of a Program shares with the programs it calls:
// budget, limits, the failure that ends it, and the variables that CEL reads. It
// belongs to one goroutine. Begin makes it ready, also for another run.
type Evaluation struct {
	ctx       context.Context
	limits    *Limits
	steps     int64
	fuel      int64 // work until the context is looked at, and no more than steps are left
	failure   *diag.Diagnostic
	cancelled error
	account

	// The variables of the program that runs.
	subject *Subject
	right   *Values  // r0 of a conjunct
	inputs  []Values // r0… of a computation: the references of the rule
	sites   []Site   // of a computation
	queries *QueryCache
	memory  *memory // of functions; nil until one needs it
}

// Begin starts a run, of a new Evaluation or after End. The limits have their
// defaults filled in, and stay as they are.
func (ev *Evaluation) Begin(ctx context.Context, limits *Limits) {
	ev.ctx, ev.limits, ev.steps, ev.fuel = ctx, limits, 0, min(pollWork, limits.Steps)
	ev.account.begin(limits.Memory)
}

// Context returns the context of the run.
func (ev *Evaluation) Context() context.Context { return ev.ctx }

// CountClaims says how to count the bytes of all claims in the three sets, exactly.
func (ev *Evaluation) CountClaims(bytes func() int64) { ev.claims = bytes }

// End lets go of everything that a run kept alive.
func (ev *Evaluation) End() {
	if ev.memory != nil {
		ev.memory.forget()
	}
	// Field by field: a copy of the whole costs more.
	ev.ctx, ev.limits, ev.failure, ev.cancelled = nil, nil, nil, nil
	if ev.subject != nil || ev.sites != nil { // a program of CEL has run
		ev.subject, ev.right, ev.inputs, ev.sites, ev.queries = nil, nil, nil, nil, nil
	}
}

// Steps returns the number of steps taken; the whole budget once it is passed.
func (ev *Evaluation) Steps() int64 { return ev.steps }

// Failure returns what ended the run, nil if nothing did (L6.4).
func (ev *Evaluation) Failure() *diag.Diagnostic { return ev.failure }

// Cancelled returns the error of the context if that ended the run.
func (ev *Evaluation) Cancelled() error { return ev.cancelled }

// Fail ends the run with a failure. Only the first counts. It returns false, as
// do all methods and programs that find the run ended.
func (ev *Evaluation) Fail(d *diag.Diagnostic) bool {
	if ev.failure == nil && ev.cancelled == nil {
		ev.failure = d
	}
	return false
}

// Charge takes n steps from the budget, and looks at the context every 1,024
// steps (L9.2). A caller that is refused must call Exhausted. It is short enough to be
// inlined, as is Work.
func (ev *Evaluation) Charge(n int64) bool {
	if n < ev.fuel {
		ev.fuel -= n
		ev.steps += n
		return true
	}
	return ev.take(n)
}

// take is Charge where the fuel does not suffice.
func (ev *Evaluation) take(n int64) bool {
	left := ev.limits.Steps - ev.steps
	if n > left {
		ev.steps = ev.limits.Steps
		return false
	}
	ev.steps += n
	if n < ev.fuel {
		ev.fuel -= n
		return true
	}
	return ev.poll()
}

// Exhausted ends the run after a charge was refused, on entering what span
// covers: the budget is spent, unless the context is done.
func (ev *Evaluation) Exhausted(span ast.Span) bool {
	if ev.cancelled != nil {
		return false
	}
	return ev.Fail(FailSteps(span, ev.limits.Steps))
}

// Work notes work that costs no steps, so that none goes on for long when the
// context is done. It returns false if it is.
func (ev *Evaluation) Work(n int64) bool {
	if ev.fuel -= n; ev.fuel > 0 {
		return true
	}
	return ev.poll()
}

func (ev *Evaluation) poll() bool {
	ev.fuel = min(pollWork, ev.limits.Steps-ev.steps)
	return ev.look() == nil
}

// look asks the context whether to go on.
func (ev *Evaluation) look() error {
	ev.cancelled = ev.ctx.Err()
	return ev.cancelled
}

// Property returns a property of a claim as a value.
func Property(c *claim.Claim, p ast.Property) claim.Value {
	switch p {
	case ast.TypeProperty:
		return claim.String(c.Type)
	case ast.IssuerProperty:
		return claim.String(c.Issuer.String())
	case ast.ValueTypeProperty:
		return claim.String(c.Value.Kind().String())
	case ast.ValueProperty, ast.UnknownProperty:
	}
	return c.Value
}

// Subject is a claim as CEL sees it, with the CEL values that were made of it so
// far.
type Subject struct {
	*claim.Claim
	value, typ ref.Val
}

// variable returns a property as CEL's value; those that cost an allocation are
// kept.
func (s *Subject) variable(p ast.Property) ref.Val {
	switch p {
	case ast.TypeProperty:
		if s.typ == nil {
			s.typ = types.String(s.Type)
		}
		return s.typ
	case ast.IssuerProperty:
		return issuerNames[s.Issuer]
	case ast.ValueTypeProperty:
		return kindNames[s.Value.Kind()]
	}
	if s.value == nil {
		s.value = CELValue(s.Value)
	}
	return s.value
}

// The names of issuers and kinds as CEL's values, made once.
var (
	issuerNames = [...]ref.Val{
		claim.CustomClaim:        types.String(claim.CustomClaim.String()),
		claim.AttestationPolicy:  types.String(claim.AttestationPolicy.String()),
		claim.AttestationService: types.String(claim.AttestationService.String()),
	}
	kindNames = [...]ref.Val{
		claim.BooleanKind: types.String(claim.BooleanKind.String()),
		claim.IntegerKind: types.String(claim.IntegerKind.String()),
		claim.StringKind:  types.String(claim.StringKind.String()),
	}
)
