package naive

import (
	"context"
	"errors"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/engine"
)

// Run evaluates a policy over the claims that come in (L6). What goes wrong
// while it does so is part of the result (L6.4); an error means that there is
// no policy, or that the context was cancelled.
func Run(ctx context.Context, policy *check.Checked, claims []claim.Claim, opts eval.Options) (*eval.Result, error) {
	return Watched(ctx, policy, claims, opts, nil)
}

// Watcher is told of each rule that is reached, with the claims as they are then, and
// of each condition that was evaluated, with those that satisfy it.
type Watcher interface {
	Rule(r *ast.Rule, incoming []claim.Claim)
	Condition(c *ast.Condition, satisfying []claim.Claim)
}

// Watched is Run under the eyes of a watcher.
func Watched(ctx context.Context, policy *check.Checked, claims []claim.Claim, opts eval.Options, w Watcher) (*eval.Result, error) {
	if policy == nil {
		return nil, errors.New("found no policy, expected one that passed the check")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e := &evaluation{ctx: ctx, policy: policy, limits: engine.Limits(opts.Limits).WithDefaults(), read: map[string]bool{}, watcher: w}
	err := e.run(claims)
	var f failure
	if errors.As(err, &f) {
		return &eval.Result{
			Decision: eval.Denied, Reason: eval.ReasonError, PolicyHash: policy.Hash(), Err: engine.Placed(f.found, policy.Source), Steps: e.steps,
		}, nil
	}
	if err != nil {
		return nil, err
	}
	return e.result(), nil
}

// evaluation is one run of a policy.
type evaluation struct {
	ctx    context.Context
	policy *check.Checked
	limits engine.Limits
	steps  int64 // taken so far (L9.2)
	memory memory
	// read has the JSON arguments of at most 4 MiB so far (L9.2).
	read map[string]bool

	// L3.6: There are three sets: incoming, outgoing and properties.
	incoming, outgoing, properties []claim.Claim

	// The first rules of authorization whose permit or deny ran.
	permit, deny *ast.Rule

	watcher Watcher // nil without
}

// failure is an error that belongs to the result (L6.4).
type failure struct{ found *diag.Diagnostic }

func (f failure) Error() string { return f.found.Message }

// L6.1: Sections run in the order configuration, authorization, issuance; rules
// in the order written. A rule sees all claims that earlier rules added.
//
// L6.3: Issuance runs only if permitted.
func (e *evaluation) run(claims []claim.Claim) error {
	if err := e.load(claims); err != nil {
		return err
	}
	if err := e.section(ast.Configuration); err != nil {
		return err
	}
	if err := e.section(ast.Authorization); err != nil {
		return err
	}
	if !e.permitted() {
		return nil
	}
	return e.section(ast.Issuance)
}

// L9.1: claims in a set; one string value.
//
// L3.4: Claims of type pcrs from AttestationService always are read-only.
func (e *evaluation) load(claims []claim.Claim) error {
	for _, c := range claims {
		if len(c.Value.Text()) > e.limits.Text {
			return failure{engine.FailText(engine.Start(), e.limits.Text)}
		}
		if c.Type == "pcrs" && c.Issuer == claim.AttestationService {
			c.ReadOnly = true
		}
		e.incoming = insert(e.incoming, c)
		if len(e.incoming) > e.limits.Claims {
			return failure{engine.FailClaims(engine.Start(), engine.Incoming, e.limits.Claims)}
		}
		if err := e.fits(engine.Start()); err != nil {
			return err
		}
	}
	return nil
}

func (e *evaluation) section(kind ast.SectionKind) error {
	for _, item := range e.policy.Policy.Items {
		section, ok := item.(*ast.Section)
		if !ok || section.Kind != kind {
			continue
		}
		for _, statement := range section.Statements {
			r, ok := statement.(*ast.Rule)
			if !ok {
				continue
			}
			if err := e.rule(kind, r); err != nil {
				return err
			}
			e.memory.values, e.memory.large = 0, 0
		}
	}
	return nil
}

// L4.4: A rule's action runs, once, if all its conditions are true, and without
// conditions always.
//
// L4.10: Conditions are evaluated left to right, up to the first that is false.
func (e *evaluation) rule(section ast.SectionKind, r *ast.Rule) error {
	bound := binders{}
	if e.watcher != nil {
		e.watcher.Rule(r, slices.Clone(e.incoming))
	}
	for _, cond := range r.Conditions {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		satisfying, err := e.condition(cond, bound)
		if err != nil {
			return err
		}
		if e.watcher != nil {
			e.watcher.Condition(cond, satisfying)
		}
		holds := len(satisfying) > 0
		if cond.Negated() { // L4.3
			holds = !holds
		}
		if !holds {
			return nil
		}
		if cond.Binder != nil { // L4.2
			bound[cond] = satisfying
		}
	}
	return e.action(section, r, bound)
}

// L6.2: After authorization: some deny ran → denied. Else some permit ran →
// permitted. Else denied. Deny beats permit, whatever the order.
func (e *evaluation) permitted() bool { return e.deny == nil && e.permit != nil }

func (e *evaluation) result() *eval.Result {
	r := &eval.Result{PolicyHash: e.policy.Hash(), Properties: e.properties, Steps: e.steps}
	switch {
	case e.deny != nil:
		r.Decision, r.Reason, r.DecidedBy = eval.Denied, eval.ReasonDenied, e.deny
	case e.permit != nil:
		r.Decision, r.Reason, r.DecidedBy = eval.Permitted, eval.ReasonPermitted, e.permit
		r.Claims = e.outgoing
	default:
		r.Decision, r.Reason = eval.Denied, eval.ReasonNoPermit
	}
	return r
}
