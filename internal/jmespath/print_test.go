package jmespath

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// sameTree compares trees without their offsets.
var sameTree = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.Comparer(func(at, at) bool { return true }),
	cmp.Comparer(func(a, b *function) bool { return a == b }),
	cmp.Comparer(func(a, b jsondoc.Value) bool {
		return string(jsondoc.AppendCompact(nil, a)) == string(jsondoc.AppendCompact(nil, b))
	}),
}

// reparses checks that a query's canonical form compiles to an equal tree, and is
// its own canonical form.
func reparses(t *testing.T, q *Query) {
	t.Helper()
	again, err := Compile(q.String())
	if err != nil {
		if len(q.String()) > MaxQueryLen || len(q.Text()) > MaxQueryNesting {
			return // quotes and parentheses can make a query at the limits too long
		}
		t.Fatalf("%q is written as %q: %v", q.Text(), q.String(), err)
	}
	if d := cmp.Diff(q.root, again.root, sameTree); d != "" {
		t.Fatalf("%q is written as %q, another tree:\n%s", q.Text(), q.String(), d)
	}
	if again.String() != q.String() {
		t.Fatalf("%q is written as %q and then as %q", q.Text(), q.String(), again.String())
	}
}

func TestStringCanonical(t *testing.T) {
	t.Parallel()
	cases := []struct{ query, want string }{
		{"a . b", "a.b"},
		{"a|b", "a.b"},
		{"a|b|[0]", "a.b[0]"},
		{"(a.b).c", "a.b.c"},
		{"a[*][0]", "a[*][0]"},
		{"a[*]|[0]", "a[*] | [0]"},
		{"(a[*])[0]", "a[*] | [0]"},
		{"a[*].[b][0]", "a[*].[b][0]"},
		{"a[*].{x:b}.x", "a[*].{x: b}.x"},
		{"a[?b].c[?d]", "a[?b].c[?d]"},
		{"a[?b][?d]", "a[?b][?d]"},
		{"a[?b] | [?d]", "a[?b] | [?d]"},
		{"x[*].a[?b].c[?d]", "x[*].a[?b].c[?d]"},
		{"a[][]", "a[][]"},
		{"a[*][]", "a[*][]"},
		{"(a[])[*]", "a[] | [*]"},
		{"[*]", "[*]"},
		{"@.[*]", "@.[(*)]"},
		{"[*,a]", "[*, a]"},
		{"*.*", "*.*"},
		{"!a.b", "(!a).b"},
		{"!(a.b)", "!(a.b)"},
		{"!a[0]", "!(a[0])"},
		{"!!a", "!!a"},
		{"a||b&&c", "a || b && c"},
		{"(a||b)&&c", "(a || b) && c"},
		{"a||(b||c)", "a || (b || c)"},
		{"(a||b)||c", "a || b || c"},
		{"a||(b|c)", "a || b.c"},
		{"a||(b[*]|c)", "a || (b[*] | c)"},
		{"a==b==c", "a == b == c"},
		{"a==(b==c)", "a == (b == c)"},
		{"(a<b)>=c && !d", "a < b >= c && !d"},
		{"(a||b).c", "(a || b).c"},
		{"(a||b)|`1`", "a || b | `1`"},
		{"a|'x'", "a | 'x'"},
		{"`\"x\"`", "'x'"},
		{"`\"it's\"`", "`\"it's\"`"},
		{"'a\\\\b'", "`\"a\\\\\\\\b\"`"},
		{"`\"a\\`b\\\\\"`", "`\"a\\`b\\\\\"`"},
		{"` 1.50 `", "`1.50`"},
		{`"a"."b c"`, `a."b c"`},
		{"a[-1]", "a[-1]"},
		{"a[007]", "a[7]"},
		{"a[::]", "a[:]"},
		{"a[1:2:1].b", "a[1:2].b"},
		{"a[:-1:-9223372036854775808]", "a[:-1:-9223372036854775807]"},
		{"a[?b=='x'&&c].d", "a[?b == 'x' && c].d"},
		{"sort_by(a,&b.c)", "sort_by(a, &b.c)"},
		{"{a:b,\"c d\":e|f}", `{a: b, "c d": e.f}`},
		{"[a|b[*]|c,d]", "[a.b[*] | c, d]"},
		{"length (a) .b", "length(a).b"},
		{"a.length(@)", "a.length(@)"},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			q, err := Compile(c.query)
			if err != nil {
				t.Fatal(err)
			}
			if q.Text() != c.query {
				t.Errorf("Text() = %s, want %s", q.Text(), c.query)
			}
			if got := q.String(); got != c.want {
				t.Errorf("%s is written as %s, want %s", c.query, got, c.want)
			}
			reparses(t, q)
		})
	}
}

func TestStringOfSuite(t *testing.T) {
	t.Parallel()
	for _, expression := range suiteExpressions(t) {
		if q, err := Compile(expression); err == nil {
			reparses(t, q)
		}
	}
}

// suiteExpressions returns the expressions of the official suite.
func suiteExpressions(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/jmespath/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d files of the suite, %v", len(files), err)
	}
	var all []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var groups []struct{ Cases []struct{ Expression string } }
		if err := json.Unmarshal(data, &groups); err != nil {
			t.Fatal(err)
		}
		for _, g := range groups {
			for _, c := range g.Cases {
				all = append(all, c.Expression)
			}
		}
	}
	if len(all) != 862 {
		t.Fatalf("%d expressions, want 862", len(all))
	}
	return all
}

// FuzzCompile: no panic; an error has a place and a class; what compiles has a
// canonical form that compiles to an equal tree.
func FuzzCompile(f *testing.F) {
	for _, expression := range suiteExpressions(f) {
		f.Add(expression)
	}
	for _, s := range []string{"a | [@,@][] | [@,@][]", "Events[?PcrIndex == 12]", "a[?b].c[?d].[e][0]", "'it\\'s'", "`foo`", "a == = b",
		"equals_ignore_case(a, 'B')", "x[*].a[?b].c[?d][]", "!(!a[0]).b", "lenght(a)", "sort_by(@, &a)", "\"a\\u0062\"", "a[1:2:3:4]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := Compile(query)
		if err == nil {
			reparses(t, q)
			return
		}
		e, ok := err.(*SyntaxError)
		if !ok || e.Offset < 0 || e.End < e.Offset || e.End > len(query) || e.Message == "" || e.Class == "" {
			t.Fatalf("%q: %#v", query, err)
		}
	})
}
