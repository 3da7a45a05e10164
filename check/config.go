package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

// steering checks and records what a rule of configurationrules sets: a property
// that steers verification must not depend on claims (L5.6).
func (r *ruleCheck) steering(kind ast.ActionKind, args *arguments) {
	if r.section != ast.Configuration || kind != ast.IssueProperty {
		return
	}
	name, at, ok := r.namedType(args)
	if !ok {
		return
	}
	lit, literal := args.claimOrType().(*ast.StringLit)
	if len(r.rule.Conditions) == 0 {
		if value, ok := literalValue(args.value); ok && literal {
			r.result.Static = append(r.result.Static, claim.Claim{Type: name, Value: value, Issuer: claim.AttestationPolicy})
		}
		return
	}
	entry, _ := catalog.Lookup(name)
	switch {
	case !entry.Use.Has(catalog.Steering):
	case literal:
		r.conditional(name, lit.Span)
	default:
		r.conditionalFrom(name, at)
	}
}

// conditional reports the conditions of a rule that steers verification.
func (r *ruleCheck) conditional(name string, at ast.Span) {
	conds := r.rule.Conditions
	all := ast.Span{From: conds[0].From, To: conds[len(conds)-1].To}
	d := conditionalProperty.At(all, "found a condition on %s, expected none", spell.Quote(name))
	d.Related = []diag.Related{{Span: at, Message: "this property is needed before any claim exists"}}
	if !usesBinder(r.rule.Action) {
		d.Fixes = []diag.Fix{diag.Replace("remove the conditions", all, "")}
	}
	r.report(d)
}

// conditionalFrom warns of the same where the name is no literal, but comes to one
// of those: the rule fails whenever it runs (L0.1, L5.6).
func (r *ruleCheck) conditionalFrom(name string, at ast.Span) {
	conds := r.rule.Conditions
	d := inferredProperty.At(at, "found %s set by a rule with conditions, expected none", spell.Quote(name))
	d.Related = []diag.Related{{Span: ast.Span{From: conds[0].From, To: conds[len(conds)-1].To}, Message: "the conditions are here"}}
	r.report(d)
}

// usesBinder reports whether an action takes anything from a condition.
func usesBinder(a *ast.Action) bool {
	found := false
	ast.Walk(a, func(n ast.Node) bool {
		_, _, uses := binderUse(n)
		found = found || uses
		return !found
	})
	return found
}

// literalValue returns the value of an argument that is a literal.
func literalValue(arg *ast.Arg) (claim.Value, bool) {
	if arg == nil {
		return claim.Value{}, false
	}
	switch e := arg.Value.(type) {
	case *ast.StringLit:
		return claim.String(e.Value), true
	case *ast.IntLit:
		return claim.Int(e.Value), true
	case *ast.BoolLit:
		return claim.Bool(e.Value), true
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return claim.Value{}, false
}
