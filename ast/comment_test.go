package ast_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
)

// attached builds the tree of a text, attaches the comments that stand in it,
// and says of each where it went: "slot of first line of the node".
func attached(t *testing.T, text string, build func(*builder) *ast.Policy) map[string]string {
	t.Helper()
	p := build(&builder{t: t, text: text})
	p.Comments = commentsOf(text)
	src := ast.NewSource("p.maa", text)
	ast.AttachComments(p, src)
	got := map[string]string{}
	put := func(n ast.Node, slot string, comments []*ast.Comment) {
		for _, c := range comments {
			if where, twice := got[c.Text]; twice {
				t.Errorf("%q is attached twice: %s and %s", c.Text, where, slot)
			}
			head, _, _ := strings.Cut(src.Slice(ast.Span{From: n.Pos(), To: n.End()}), "\n")
			if _, ok := n.(*ast.Policy); ok {
				head = "policy"
			}
			got[c.Text] = slot + " of " + strings.TrimSpace(head)
		}
	}
	for n, at := range p.Attached {
		put(n, "leading", at.Leading)
		put(n, "trailing", at.Trailing)
		put(n, "inner", at.Inner)
	}
	if len(got) != len(p.Comments) {
		t.Errorf("%d of %d comments are attached", len(got), len(p.Comments))
	}
	return got
}

// commentsOf lists the comments of a text without strings in them.
func commentsOf(text string) []*ast.Comment {
	var out []*ast.Comment
	at := 0
	for line := range strings.Lines(text) {
		if i := strings.Index(line, "//"); i >= 0 {
			c := strings.TrimRight(line[i:], "\r\n")
			from := ast.PosAt(at + i)
			out = append(out, &ast.Comment{Span: ast.Span{From: from, To: from + ast.Pos(len(c))}, Text: c})
		}
		at += len(line)
	}
	return out
}

// permits builds a version and one section with n rules "=> permit();".
func permits(n int) func(*builder) *ast.Policy {
	return func(b *builder) *ast.Policy {
		v := b.version(0)
		return b.policy(v, b.section(ast.Authorization, func() []ast.Statement {
			var rules []ast.Statement
			for range n {
				rules = append(rules, b.permit())
			}
			return rules
		}))
	}
}

// conditional builds a version and a section with a rule of two conditions, the
// first with two tests.
func conditional(b *builder) *ast.Policy {
	typed := b.test(ast.TypeProperty, ast.Equal, func() ast.Expr { return b.str("a") })
	valued := b.test(ast.ValueProperty, ast.Equal, func() ast.Expr { return &ast.IntLit{Span: b.tok("1"), Value: 1} })
	v := b.version(0)
	return b.policy(v, b.section(ast.Authorization, func() []ast.Statement {
		first := b.condition(typed, valued)
		and := b.tok("&&").From
		second := b.condition(typed)
		r := b.permit(first, second)
		r.Ands = []ast.Pos{and}
		return []ast.Statement{r}
	}))
}

func TestAttachComments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		build      func(*builder) *ast.Policy
		want       map[string]string
	}{
		{
			"every place round sections and rules",
			"// head\n// head 2\nversion=1.0; // behind the version\n// before the section\nauthorizationrules{ // opens\n" +
				"  // before the rule\n  => permit(); // behind the rule\n  // before the next\n  => permit();\n  // last inside\n" +
				"}; // behind the section\n// at the end",
			permits(2),
			map[string]string{
				"// head":               "leading of version=1.0;",
				"// head 2":             "leading of version=1.0;",
				"// behind the version": "trailing of version=1.0;",
				"// before the section": "leading of authorizationrules{ // opens",
				"// opens":              "trailing of authorizationrules",
				"// before the rule":    "leading of => permit();",
				"// behind the rule":    "trailing of => permit();",
				"// before the next":    "leading of => permit();",
				"// last inside":        "inner of authorizationrules{ // opens",
				"// behind the section": "trailing of authorizationrules{ // opens",
				"// at the end":         "inner of policy",
			},
		},
		{
			"an empty section",
			"version=1.0;\nauthorizationrules{\n  // nobody\n  // yet\n};\n",
			permits(0),
			map[string]string{
				"// nobody": "inner of authorizationrules{",
				"// yet":    "inner of authorizationrules{",
			},
		},
		{
			"inside a rule",
			"version=1.0;\nauthorizationrules{\n  [type==\"a\", // the type\n   // the other one\n   value==1 // one\n   ] && // and\n" +
				"  // the other\n  [type==\"a\"] // matched\n  => // then\n  permit();\n};\n",
			conditional,
			map[string]string{
				"// the type":      `trailing of type=="a"`,
				"// the other one": "leading of value==1",
				"// one":           "trailing of value==1",
				"// and":           `trailing of [type=="a", // the type`,
				"// the other":     `leading of [type=="a"]`,
				"// matched":       `trailing of [type=="a"]`,
				"// then":          "leading of permit()",
			},
		},
		{
			"CRLF",
			"version=1.0; // v\r\nauthorizationrules{\r\n  => permit(); // r\r\n  // last\r\n};\r\n",
			permits(1),
			map[string]string{
				"// v":    "trailing of version=1.0;",
				"// r":    "trailing of => permit();",
				"// last": "inner of authorizationrules{",
			},
		},
		{
			"two rules on a line",
			"version=1.0;authorizationrules{=> permit();=> permit(); // both\n};",
			permits(2),
			map[string]string{"// both": "trailing of => permit();"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, attached(t, tt.text, tt.build)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAttachToBad: comments in text that could not be read stay in it, and one
// in the line behind it does not belong to its last line end.
func TestAttachToBad(t *testing.T) {
	t.Parallel()
	got := attached(t, "version=1.0;\njunk // inside\nmore junk\n// behind\n// at the end\n", func(b *builder) *ast.Policy {
		v := b.version(0)
		from := b.tok("junk").From
		return b.policy(v, &ast.Bad{Span: ast.Span{From: from, To: b.tok("more junk\n").To}})
	})
	want := map[string]string{
		"// inside": "inner of junk // inside", "// behind": "inner of policy", "// at the end": "inner of policy",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAttachOnlyComments(t *testing.T) {
	t.Parallel()
	got := attached(t, "// nothing\n// here", func(b *builder) *ast.Policy { return b.policy(nil) })
	want := map[string]string{"// nothing": "inner of policy", "// here": "inner of policy"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAttachNone: a policy without comments pays nothing.
func TestAttachNone(t *testing.T) {
	t.Parallel()
	p := everyNode(t)
	p.Comments = nil
	ast.AttachComments(p, ast.NewSource("p.maa", everything))
	if p.Attached != nil {
		t.Errorf("got %d entries, want no table", len(p.Attached))
	}
}

// TestAttachKeepsAll: wherever a comment stands between two tokens, it is
// attached once, and each node has its comments in the order of the text.
func TestAttachKeepsAll(t *testing.T) {
	t.Parallel()
	const text = "version=1.0;\nauthorizationrules{\n  [type==\"a\", value==1] &&\n  [type==\"a\"] => permit();\n};\n"
	for i := range len(text) {
		if !strings.ContainsRune(" \n{;", rune(text[i])) {
			continue
		}
		with := text[:i+1] + "// one\n// two\n" + text[i+1:]
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			p := conditional(&builder{t: t, text: with})
			p.Comments = commentsOf(with)
			ast.AttachComments(p, ast.NewSource("p.maa", with))
			count := 0
			for _, at := range p.Attached {
				all := slices.Concat(at.Leading, at.Trailing, at.Inner)
				count += len(all)
				if !slices.IsSortedFunc(at.Leading, byPlace) || !slices.IsSortedFunc(at.Inner, byPlace) {
					t.Error("the comments of a node are out of order")
				}
			}
			if count != len(p.Comments) {
				t.Errorf("%d comments attached, want %d", count, len(p.Comments))
			}
		})
	}
}

func byPlace(a, b *ast.Comment) int { return int(a.From - b.From) }
