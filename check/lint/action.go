package lint

import "github.com/assay-policy/assay/ast"

// argument returns the value of an argument of the rule's action, nil if it has none
// of that name.
func (r *rule) argument(name string) ast.Expr {
	for _, arg := range r.Rule.Action.Args {
		if arg.Name != nil && arg.Name.Name == name {
			return arg.Value
		}
	}
	return nil
}

// literalType returns the literal that an action of a kind gives its claims as type,
// nil if it is another action or the type is no literal.
func (r *rule) literalType(kind ast.ActionKind) *ast.StringLit {
	if r.Rule.Action.Kind != kind {
		return nil
	}
	lit, _ := r.argument("type").(*ast.StringLit)
	return lit
}

// unconditional reports whether the rule's action always runs (L4.4).
func (r *rule) unconditional() bool { return len(r.conditions()) == 0 }

// calls calls f with each call in the rule, outer ones first.
func (r *rule) calls(f func(*ast.Call)) {
	for _, cond := range r.Rule.Conditions {
		for _, t := range cond.Tests {
			callsIn(t.Value, f)
		}
	}
	for _, arg := range r.Rule.Action.Args {
		callsIn(arg.Value, f)
	}
}

func callsIn(e ast.Expr, f func(*ast.Call)) {
	call, ok := e.(*ast.Call)
	if !ok {
		return
	}
	f(call)
	for _, arg := range call.Args {
		callsIn(arg, f)
	}
}
