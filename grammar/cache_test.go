package grammar_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// policies are the texts of the corpus, and some with slips.
func policies(t testing.TB) (texts []string) {
	files, _ := filepath.Glob("../testdata/policies/*.maa")
	if len(files) < 70 {
		t.Fatalf("found %d policies, want the corpus", len(files))
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	for _, s := range slips {
		texts = append(texts, "version=1.2;authorizationrules{"+s.rule+"=>permit();"+s.rule+"};")
	}
	return texts
}

// cached checks that the cache gives for a text what Parse gives: the same tree,
// position by position, and the same findings.
func cached(t testing.TB, c *grammar.Cache, text string) {
	t.Helper()
	src := ast.NewSource("test.maa", strings.Clone(text))
	got, gotFindings := c.Parse(src, grammar.Options{})
	want, wantFindings := grammar.Parse(src, grammar.Options{})
	if diff := cmp.Diff(wantFindings, gotFindings, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%q: findings (-want +got):\n%s", text, diff)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ast.Policy{}, "Attached")); diff != "" {
		t.Fatalf("%q: tree (-want +got):\n%s", text, diff)
	}
	if diff := cmp.Diff(attached(want), attached(got)); diff != "" {
		t.Fatalf("%q: comments (-want +got):\n%s", text, diff)
	}
}

// attached lists the nodes with comments, by their places.
func attached(p *ast.Policy) (out []*ast.Attached) {
	ast.Walk(p, func(n ast.Node) bool {
		out = append(out, p.Attached[n])
		return true
	})
	return out
}

// TestCache, performance section 6: after any edits the cache gives what a new
// parse gives.
func TestCache(t *testing.T) {
	t.Parallel()
	texts := policies(t)
	rapid.Check(t, func(r *rapid.T) {
		var c grammar.Cache
		text := rapid.SampledFrom(texts).Draw(r, "text")
		cached(t, &c, text)
		for range rapid.IntRange(1, 20).Draw(r, "edits") {
			from := rapid.IntRange(0, len(text)).Draw(r, "from")
			to := min(len(text), from+rapid.SampledFrom([]int{0, 0, 1, 1, 5, 50, 1000}).Draw(r, "cut"))
			piece := rapid.SampledFrom([]string{"", "", " ", "\n", "x", ";", "//", "\"", "\u201d", "'", "}", "/*", "*/", "=> permit();", "\xff", "1"}).Draw(r, "piece")
			if rapid.IntRange(0, 9).Draw(r, "from another") == 0 {
				other := rapid.SampledFrom(texts).Draw(r, "other")
				at := rapid.IntRange(0, len(other)).Draw(r, "at")
				piece = other[at:min(len(other), at+200)]
			}
			text = text[:from] + piece + text[to:]
			cached(t, &c, text)
		}
	})
}

// TestCacheOptions: rules parsed with other limits are parsed again.
func TestCacheOptions(t *testing.T) {
	t.Parallel()
	var c grammar.Cache
	src := ast.NewSource("test.maa", `version=1.2;authorizationrules{[type=="a"] && [type=="b"] => permit();};`)
	for _, most := range []int{2, 1, 2} {
		_, findings := c.Parse(src, grammar.Options{MaxConditions: most})
		if (len(findings) > 0) != (most < 2) {
			t.Errorf("at most %d conditions: got %v", most, findings)
		}
	}
}

// TestCacheLine: what follows a rule on its line can cut the same text into other
// tokens.
func TestCacheLine(t *testing.T) {
	t.Parallel()
	const head, rule = "version=1.0;authorizationrules{\n", "[type==\"a\u201D, b\", value==\"c\u201D, d\"] => permit();"
	for _, tail := range []string{` x"`, ` "`, ` [type=="b] => deny();`} {
		var c grammar.Cache
		cached(t, &c, head+rule+"\n};")
		cached(t, &c, head+rule+tail+"\n};")
		cached(t, &c, head+rule+"\n};")
	}
}

// TestCacheLetsGo: an editor may go on for hours, so no text is kept alive by the
// rules that were read from it and never changed since.
func TestCacheLetsGo(t *testing.T) {
	var c grammar.Cache
	edited(&c, 0, 1000) // so that there is room for the tokens of the second
	first := edited(&c, 0, 100)
	for i := range 20 {
		edited(&c, i, 1)
	}
	runtime.GC()
	if first.Value() != nil {
		t.Error("the second of 22 texts is still alive")
	}
	runtime.KeepAlive(&c)
}

// edited parses a text whose first rule is always the same; an edit changes the
// others.
//
//go:noinline
func edited(c *grammar.Cache, i, others int) weak.Pointer[byte] {
	text := fmt.Sprintf(`version=1.0;authorizationrules{c:[type=="first", value=="%0100d"]=>add(claim=c);%s};`, 0,
		strings.Repeat(fmt.Sprintf(`[type=="%d"]=>permit();`, i), others))
	c.Parse(ast.NewSource("test.maa", text), grammar.Options{})
	return weak.Make(unsafe.StringData(text))
}

func FuzzCache(f *testing.F) {
	texts := policies(f)
	for i, text := range texts {
		f.Add(text, texts[(i+1)%len(texts)])
		f.Add(text, strings.Replace(text, "=>", " =>", 1))
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		var c grammar.Cache
		cached(t, &c, before)
		cached(t, &c, after)
		cached(t, &c, before+after)
	})
}
