package ast_test

import (
	"fmt"
	goast "go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
)

// nodeKinds reads from the source of the package which types are nodes.
func nodeKinds(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "node.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, d := range file.Decls {
		if f, ok := d.(*goast.FuncDecl); ok && f.Name.Name == "node" && f.Recv != nil {
			kinds = append(kinds, f.Recv.List[0].Type.(*goast.StarExpr).X.(*goast.Ident).Name)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// TestEveryKind: the sample tree has each kind of node there is, and Walk,
// Children and Dump know all of them. A new kind fails here first.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	p := everyNode(t)
	seen := map[string]bool{}
	note := func(n ast.Node) bool {
		seen[strings.TrimPrefix(fmt.Sprintf("%T", n), "*ast.")] = true
		if ast.Dump(n) == "" {
			t.Errorf("%T has no dump", n)
		}
		return true
	}
	ast.Walk(p, note)
	for _, c := range p.Comments {
		note(c)
		for child := range ast.Children(c) {
			t.Errorf("a comment has the child %T", child)
		}
	}
	for _, kind := range nodeKinds(t) {
		if !seen[kind] {
			t.Errorf("no %s in the sample tree", kind)
		}
		delete(seen, kind)
	}
	for kind := range seen {
		t.Errorf("%s is no kind of node", kind)
	}
}

// TestWalkOrder: parents before children, children inside their parents and in
// the order of the text, without overlap.
func TestWalkOrder(t *testing.T) {
	t.Parallel()
	var check func(ast.Node)
	check = func(n ast.Node) {
		at := n.Pos()
		for c := range ast.Children(n) {
			if c.Pos() < at || c.End() > n.End() || c.End() < c.Pos() {
				t.Errorf("%T at %d..%d in %T at %d..%d, expected from %d on", c, c.Pos(), c.End(), n, n.Pos(), n.End(), at)
			}
			at = c.End()
			check(c)
		}
	}
	check(everyNode(t))
}

// TestWalkText: the nodes without children are the words of the text.
func TestWalkText(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", everything)
	var words []string
	ast.Walk(everyNode(t), func(n ast.Node) bool {
		for range ast.Children(n) {
			return true
		}
		words = append(words, src.Slice(ast.Span{From: n.Pos(), To: n.End()}))
		return true
	})
	want := []string{
		"version", "authorizationrules", "c", "type", `"a"`, "value", "-4", "value", "true", "value", "b", "value",
		"add", "type", "AppendString", `"p"`, "d", "type", "claim", "e", "?? what ??", "junk",
	}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Error(diff)
	}
}

func TestWalkLeavesOut(t *testing.T) {
	t.Parallel()
	var kinds []string
	ast.Walk(everyNode(t), func(n ast.Node) bool {
		kinds = append(kinds, fmt.Sprintf("%T", n))
		_, section := n.(*ast.Section)
		return !section
	})
	want := []string{"*ast.Policy", "*ast.Version", "*ast.Ident", "*ast.Section", "*ast.Bad"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

// TestChildrenStop: a loop over children can end early.
func TestChildrenStop(t *testing.T) {
	t.Parallel()
	for c := range ast.Children(everyNode(t)) {
		if _, ok := c.(*ast.Version); !ok {
			t.Errorf("got %T first, want the version", c)
		}
		break
	}
}

// TestHoles: what could not be read is nil, and nothing trips over it.
func TestHoles(t *testing.T) {
	t.Parallel()
	for _, n := range []ast.Node{
		&ast.Policy{}, &ast.Version{}, &ast.Section{}, &ast.Rule{}, &ast.Condition{}, &ast.Test{}, &ast.Action{},
		&ast.Arg{}, &ast.PropertyRef{}, &ast.Call{},
	} {
		count := 0
		ast.Walk(n, func(ast.Node) bool { count++; return true })
		if count != 1 {
			t.Errorf("%T without parts: %d nodes, want 1", n, count)
		}
		if got := ast.Dump(n); strings.Count(got, "\n") != 1 {
			t.Errorf("%T without parts: dump %q", n, got)
		}
	}
}

func TestRulesAndSections(t *testing.T) {
	t.Parallel()
	rule := func() *ast.Rule { return &ast.Rule{} }
	a, b, c := rule(), rule(), rule()
	config := &ast.Section{Kind: ast.Configuration, Statements: []ast.Statement{a}}
	auth := &ast.Section{Kind: ast.Authorization, Statements: []ast.Statement{b, &ast.Bad{}, c}}
	again := &ast.Section{Kind: ast.Authorization, Statements: []ast.Statement{a}}
	p := &ast.Policy{Items: []ast.Item{config, &ast.Bad{}, auth, again}}
	if got := slices.Collect(p.Sections()); !slices.Equal(got, []*ast.Section{config, auth, again}) {
		t.Errorf("sections: got %d", len(got))
	}
	if got := slices.Collect(p.Rules(ast.Authorization)); !slices.Equal(got, []*ast.Rule{b, c, a}) {
		t.Errorf("authorization rules: got %d, want 3 in the order written", len(got))
	}
	if got := slices.Collect(p.Rules(ast.Issuance)); len(got) != 0 {
		t.Errorf("issuance rules: got %d, want none", len(got))
	}
	for range p.Sections() {
		break
	}
	for got := range p.Rules(ast.Authorization) {
		if got != b {
			t.Error("got another rule first")
		}
		break
	}
}
