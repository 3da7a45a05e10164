package naive

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/engine"
)

// L5: add: into incoming; issue: into incoming and outgoing; issueproperty: into
// incoming and properties.
//
// L5.5: issue in authorizationrules acts as add; issueproperty there sets the
// property.
func (e *evaluation) action(section ast.SectionKind, r *ast.Rule, bound binders) error {
	kind := r.Action.Kind
	if section == ast.Authorization && kind == ast.Issue {
		kind = ast.Add
	}
	switch kind {
	case ast.Permit:
		if e.permit == nil {
			e.permit = r
		}
		return nil
	case ast.Deny:
		if e.deny == nil {
			e.deny = r
		}
		return nil
	case ast.Add, ast.Issue, ast.IssueProperty, ast.UnknownAction:
	}
	made, from, err := e.claims(kind, r.Action, bound)
	if err != nil {
		return err
	}
	if kind != ast.Add {
		if err := mayIssue(made, kind, from); err != nil {
			return err
		}
	}
	for _, c := range made {
		if err := e.steers(section, r, kind, c); err != nil {
			return err
		}
		if err := e.enter(kind, c, r.Action.Span, from); err != nil {
			return err
		}
	}
	return nil
}

// L5.1: type= is an expression that yields exactly one string. value= is any
// expression; each value it yields makes one claim, in order; none makes none.
// claim=c copies type and value of every claim of c.
//
// L5.3: Either type and value, each once, or claim alone.
//
// It also returns the place where the values come from.
func (e *evaluation) claims(kind ast.ActionKind, a *ast.Action, bound binders) ([]claim.Claim, ast.Span, error) {
	var typ string
	var values []value
	var from ast.Span
	for _, arg := range a.Args { // as written (L7.0)
		at := ast.Span{From: arg.Value.Pos(), To: arg.Value.End()}
		switch arg.Name.Name {
		case "claim":
			return e.copies(arg.Value, bound), at, nil
		case "type":
			s, err := e.typeArgument(kind, arg.Value, at, bound)
			if err != nil {
				return nil, at, err
			}
			typ = s
		case "value":
			vs, err := e.operand(arg.Value, bound)
			if err != nil {
				return nil, at, err
			}
			values, from = vs, at
		}
	}
	var made []claim.Claim
	for _, v := range values {
		made = append(made, policyClaim(typ, v.Value, v.readOnly))
	}
	return made, from, nil
}

// L5.1: ... exactly one string.
//
// L5.4: A read-only value must not reach the token as a name; add of one as type= is
// an error too.
func (e *evaluation) typeArgument(kind ast.ActionKind, x ast.Expr, at ast.Span, bound binders) (string, error) {
	vs, err := e.operand(x, bound)
	if err != nil {
		return "", err
	}
	if !isOne(vs, claim.StringKind) {
		return "", failure{engine.FailType(at, len(vs), kindOfOne(vs))}
	}
	if vs[0].readOnly {
		return "", failure{engine.FailReadOnlyType(at, kind)}
	}
	return vs[0].Text(), nil
}

// L5.1: claim=c copies type and value of every claim of c.
func (e *evaluation) copies(x ast.Expr, bound binders) []claim.Claim {
	var made []claim.Claim
	for _, c := range bound[e.policy.Definitions[x]] {
		made = append(made, policyClaim(c.Type, c.Value, c.ReadOnly))
	}
	return made
}

// L5.2: Every claim made by an action has issuer AttestationPolicy.
//
// L5.4: add of a read-only value makes a read-only claim, value by value.
func policyClaim(typ string, v claim.Value, readOnly bool) claim.Claim {
	return claim.Claim{Type: typ, Value: v, Issuer: claim.AttestationPolicy, ReadOnly: readOnly}
}

// L5.4: issue and issueproperty of a read-only claim or value are errors.
func mayIssue(made []claim.Claim, kind ast.ActionKind, from ast.Span) error {
	for _, c := range made {
		if c.ReadOnly {
			return failure{engine.FailReadOnly(from, kind)}
		}
	}
	return nil
}

// L5.6: A configuration rule that sets a property which steers the verification of
// evidence must have no condition: any other type= than a literal, and a claim=, that
// comes to one of them is an evaluation error at that rule.
func (e *evaluation) steers(section ast.SectionKind, r *ast.Rule, kind ast.ActionKind, c claim.Claim) error {
	entry, _ := catalog.Lookup(c.Type)
	if section != ast.Configuration || len(r.Conditions) == 0 || kind != ast.IssueProperty || !entry.Use.Has(catalog.Steering) {
		return nil
	}
	for _, arg := range r.Action.Args {
		if arg.Name.Name != "value" {
			return failure{engine.FailSteering(ast.Span{From: arg.Value.Pos(), To: arg.Value.End()}, c.Type)}
		}
	}
	return nil
}

// enter puts a claim that was made into the sets of its action.
//
// L9.1: claims in a set. L9.3: the bytes of the claims in the three sets.
func (e *evaluation) enter(kind ast.ActionKind, c claim.Claim, at, from ast.Span) error {
	e.incoming = insert(e.incoming, c)
	if len(e.incoming) > e.limits.Claims {
		return failure{engine.FailClaims(at, engine.Incoming, e.limits.Claims)}
	}
	if kind == ast.Issue {
		e.outgoing = insert(e.outgoing, c)
		if len(e.outgoing) > e.limits.Claims {
			return failure{engine.FailClaims(at, engine.Outgoing, e.limits.Claims)}
		}
	}
	if kind == ast.IssueProperty {
		if err := e.unset(c, from); err != nil {
			return err
		}
		e.properties = insert(e.properties, c)
		if len(e.properties) > e.limits.Claims {
			return failure{engine.FailClaims(at, engine.Properties, e.limits.Claims)}
		}
	}
	return e.fits(at)
}

// L6.5: Setting a second, different value of one property is an error at that
// rule.
func (e *evaluation) unset(c claim.Claim, from ast.Span) error {
	for _, p := range e.properties {
		if p.Type == c.Type && p.Value != c.Value {
			return failure{engine.FailProperty(from, c.Type, p.Value, c.Value)}
		}
	}
	return nil
}
