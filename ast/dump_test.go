package ast_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
)

func TestDump(t *testing.T) {
	t.Parallel()
	const want = `policy
  version 1.2
  section authorizationrules
    rule
      condition ! c
        test type ==
          string "a"
        test value <
          int -4
        test value ==
          bool true
      condition
        test value !=
          property b.value
      action add
        arg type
          call AppendString
            string "p"
            property d.type
        arg claim
          binder e
    bad
  bad
`
	p := everyNode(t)
	if diff := cmp.Diff(want, ast.Dump(p)); diff != "" {
		t.Error(diff)
	}
	if got := ast.Dump(p.Comments[0]); got != "comment // the end\n" {
		t.Errorf("comment: got %q", got)
	}
	if got := ast.Dump(p.Version.Keyword); got != "ident version\n" {
		t.Errorf("ident: got %q", got)
	}
}

// TestSame: equal but for positions and comments; any other change shows.
func TestSame(t *testing.T) {
	t.Parallel()
	p, moved := everyNode(t), everyNode(t)
	moved.Comments = nil
	ast.Walk(moved, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Rule:
			n.Span, n.Arrow, n.Semi, n.Ands = ast.Span{}, 0, 0, nil
		case *ast.Ident:
			n.Span = ast.Span{From: 900, To: 901}
		}
		return true
	})
	if !ast.Same(p, moved) {
		t.Error("positions make a difference")
	}
	for name, change := range map[string]func(*ast.Rule){
		"binder":     func(r *ast.Rule) { r.Conditions[0].Binder.Name = "x" },
		"negation":   func(r *ast.Rule) { r.Conditions[0].Not = ast.NoPos },
		"operator":   func(r *ast.Rule) { r.Conditions[0].Tests[1].Op = ast.LessEqual },
		"property":   func(r *ast.Rule) { r.Conditions[0].Tests[1].Name.Name = "issuer" },
		"string":     func(r *ast.Rule) { r.Conditions[0].Tests[0].Value.(*ast.StringLit).Value = "A" },
		"int":        func(r *ast.Rule) { r.Conditions[0].Tests[1].Value.(*ast.IntLit).Value = 4 },
		"bool":       func(r *ast.Rule) { r.Conditions[0].Tests[2].Value.(*ast.BoolLit).Value = false },
		"action":     func(r *ast.Rule) { r.Action.Name.Name = "issue" },
		"argument":   func(r *ast.Rule) { r.Action.Args[0].Name = nil },
		"fewer":      func(r *ast.Rule) { r.Action.Args = r.Action.Args[:1] },
		"function":   func(r *ast.Rule) { r.Action.Args[0].Value.(*ast.Call).Name.Name = "IsSubsetOf" },
		"reference":  func(r *ast.Rule) { r.Action.Args[1].Value.(*ast.BinderRef).Name = "f" },
		"conditions": func(r *ast.Rule) { r.Conditions = r.Conditions[1:] },
	} {
		other := everyNode(t)
		for r := range other.Rules(ast.Authorization) {
			change(r)
		}
		if ast.Same(p, other) {
			t.Errorf("another %s makes no difference", name)
		}
	}
}
