package compile_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/policygen"
)

func checked(t testing.TB, text string) *check.Checked {
	t.Helper()
	p, found := check.Source(ast.NewSource("policy.maa", text), check.Options{})
	if p == nil {
		t.Fatalf("policy does not check: %v", found.Err())
	}
	return p
}

// typed is a policy of rules of two conditions with a call each.
func typed(rules int) string {
	var b strings.Builder
	b.WriteString("version=1.2;\nauthorizationrules { => permit(); };\nissuancerules {\n")
	for i := range rules {
		fmt.Fprintf(&b, "  c:[type==\"a\", value>=%d] && [type==\"b\", value==\"b%d\"] => issue(type=\"t%d\", value=AppendString(c.value, \"s%d\"));\n", i, i, i, i)
	}
	b.WriteString("};\n")
	return b.String()
}

// TestCacheV6_20: one keystroke compiles the programs that are new, wherever the rules
// have moved to, and only those.
func TestCacheV6_20(t *testing.T) {
	t.Parallel()
	const rules = 50
	var c compile.Cache
	text := typed(rules)
	for _, step := range []struct {
		edit, to string
		want     int
	}{
		{"", "", 3 * rules},
		{"", "", 0},
		{"version=1.2;", "version=1.2; // moved", 0},
		{"value>=7]", "value>=777]", 1},
		{`"s9"`, `"another"`, 1},
		{"AppendString(c.value, \"s20\")", "AppendString(\"s20\", c.value)", 1},
		{"AppendString(c.value, \"s21\")", "AppendString(c.type, \"s21\")", 0}, // the first reference of the rule, too
		{"c:[type==\"a\", value>=30]", "c:[type==\"another\", value<30]", 1},
		{"=> permit();", "[type==\"x\", value==\"b1\"] => permit();", 0},
	} {
		text = strings.Replace(text, step.edit, step.to, 1)
		if _, err := c.Policy(checked(t, text)); err != nil {
			t.Fatal(err)
		}
		if got := c.Compiled(); got != step.want {
			t.Errorf("%q to %q: compiled %d programs, want %d", step.edit, step.to, got, step.want)
		}
	}
}

// TestCacheForgets: what policies no longer use goes after a while, so that there is
// never more than a few policies have.
func TestCacheForgets(t *testing.T) {
	t.Parallel()
	var c compile.Cache
	again := func(text string) int {
		if _, err := c.Policy(checked(t, text)); err != nil {
			t.Fatal(err)
		}
		return c.Compiled()
	}
	text := typed(3)
	again(text)
	for range 7 {
		again(typed(1))
	}
	if got := again(text); got != 0 {
		t.Errorf("after 7 others: compiled %d programs, want none", got)
	}
	for range 8 {
		again(typed(1))
	}
	if got := again(text); got != 6 {
		t.Errorf("after 8 others: compiled %d programs, want those of 2 rules", got)
	}
}

// TestCacheLetsGo: a program may be kept for hours, and keeps no text alive that it was
// compiled from.
func TestCacheLetsGo(t *testing.T) {
	var c compile.Cache
	first := compiled(t, &c)
	compiled(t, &c)
	runtime.GC()
	runtime.GC() // also of pools
	if first.Value() != nil {
		t.Error("the text of the first policy is still alive")
	}
	if c.Compiled() != 0 {
		t.Errorf("compiled %d programs of an equal policy", c.Compiled())
	}
	runtime.KeepAlive(&c)
}

//go:noinline
func compiled(t *testing.T, c *compile.Cache) weak.Pointer[byte] {
	text := strings.Clone(`version=1.2;authorizationrules{=>permit();};issuancerules{
		c:[type=="first", value=="long enough", issuer!="CustomClaim"] && [value!=c.value] => issue(type="second", value=
		JsonToClaimValue(JmesPath("{\"a\": \"document of its own\"}", "a")));
		c:[type=="third"] => issue(type="fourth", value=AppendString(c.value, "more text"));};` + strings.Repeat(" ", 100))
	if _, err := c.Policy(checked(t, text)); err != nil {
		t.Fatal(err)
	}
	return weak.Make(unsafe.StringData(text))
}

// TestCache: the programs of a cache decide what those of their own decide, by both
// engines, whatever it compiled before.
func TestCache(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c compile.Cache
		for range rapid.IntRange(2, 3).Draw(t, "policies") {
			p, _ := check.Source(ast.NewSource("p.maa", policygen.Policy(t)), check.Options{})
			cached, err := c.Policy(p)
			if err != nil {
				t.Fatal(err)
			}
			fresh, err := compile.Policy(p)
			if err != nil {
				t.Fatal(err)
			}
			claims := policygen.Claims(t)
			for _, engine := range []eval.Engine{eval.Fast, eval.CEL} {
				got, want := result(t, cached, claims, engine), result(t, fresh, claims, engine)
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(claim.Value{})); diff != "" {
					t.Fatalf("%s (-want +got)\n%s", p.Source.Text, diff)
				}
			}
		}
	})
}

func result(t *rapid.T, p *compile.Program, claims []claim.Claim, engine eval.Engine) *eval.Result {
	r, err := eval.Run(t.Context(), p, claims, eval.Options{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
