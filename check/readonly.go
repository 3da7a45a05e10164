package check

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// readOnly reports an action that fails whenever its rule runs, because what it
// makes claims of is read-only (L5.4).
func (r *ruleCheck) readOnly(kind ast.ActionKind, args *arguments) {
	if args.typ != nil && r.onlyReadOnly(args.typ.Value) {
		e := args.typ.Value
		r.heldBack(issuesReadOnly.At(span(e), `found a read-only value as "type", expected one that may be a name`), e)
	}
	if kind == ast.Add || kind == ast.Issue && r.section != ast.Issuance { // which acts as add (L5.5)
		return
	}
	found := r.issued(args)
	if found == nil {
		return
	}
	d := issuesReadOnly.At(span(found), "found a read-only value in %s, expected one that may be issued", spell.Quote(kind.String()))
	if kind == ast.Issue {
		d.Fixes = []diag.Fix{replace(r.rule.Action.Name.Span, ast.Add.String())}
	}
	r.heldBack(d, found)
}

// issued returns what an action takes values from, if all of it is read-only.
func (r *ruleCheck) issued(args *arguments) ast.Expr {
	switch {
	case args.claim != nil:
		if ref, ok := args.claim.Value.(*ast.BinderRef); ok && r.bindsReadOnly(ref.Name) {
			return ref
		}
	case args.value != nil:
		if r.onlyReadOnly(args.value.Value) && yields(args.value.Value) {
			return args.value.Value
		}
	}
	return nil
}

// heldBack reports a finding about a read-only expression, and which claims it is
// read-only by.
func (r *ruleCheck) heldBack(d diag.Diagnostic, e ast.Expr) {
	if b := r.readOnlySource(e); b != nil {
		d.Related = []diag.Related{{Span: b.Span, Message: "these claims are read-only"}}
	}
	r.report(d)
}

// bindsReadOnly reports whether the values of a binder certainly are read-only.
func (r *ruleCheck) bindsReadOnly(binder string) bool {
	b := r.lookup(binder)
	return b != nil && b.readOnly
}

// onlyReadOnly reports whether every value of an expression is read-only: it
// belongs to c.value (L3.4), and spreads from any argument to the result but
// for the two functions that only compare sets (L7).
func (r *ruleCheck) onlyReadOnly(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.PropertyRef:
		return e.Property == ast.ValueProperty && r.bindsReadOnly(e.Binder.Name)
	case *ast.Call:
		f := functionOf(e)
		return f != nil && f.Spreads && slices.ContainsFunc(e.Args, r.onlyReadOnly)
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
	return false
}

// yields reports whether an expression gives at least one value if it does not
// fail: a binder is never empty when its rule runs (L4.1), and most functions give
// exactly one (L7).
func yields(e ast.Expr) bool {
	call, ok := e.(*ast.Call)
	if !ok {
		return true
	}
	f := functionOf(call)
	return f != nil && !f.Many
}

// readOnlySource returns where an expression has its read-only values from.
func (r *ruleCheck) readOnlySource(e ast.Expr) *bound {
	var source *bound
	ast.Walk(e, func(n ast.Node) bool {
		name, _, uses := binderUse(n)
		if source == nil && uses && r.bindsReadOnly(name) {
			source = r.lookup(name)
		}
		return source == nil
	})
	return source
}
