package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

// property checks and records what a rule of configurationrules sets: a
// property that steers verification must not depend on claims (L5.6).
func (r *ruleCheck) property(kind ast.ActionKind, args *arguments) {
	if r.section != ast.Configuration || kind != ast.IssueProperty {
		return
	}
	name, at, ok := r.namedType(args)
	if !ok {
		return
	}
	if len(r.rule.Conditions) > 0 {
		if entry, ok := catalog.Lookup(name); ok && entry.Use.Has(catalog.Steering) {
			r.conditional(name, at)
		}
		return
	}
	if value, ok := literalValue(args.value); ok {
		r.result.Static = append(r.result.Static, claim.Claim{Type: name, Value: value, Issuer: claim.AttestationPolicy})
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
