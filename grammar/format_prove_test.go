package grammar_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/policygen"
)

// problem is what is wrong with the formatted text of a policy, "" if nothing:
// formatting is idempotent and keeps tokens, comments and tree, and the same text
// comes out of other white space.
func problem(text string, space func(n int) int) string {
	src, tree, found := parse(text)
	out, err := grammar.FormatProved(src, tree)
	if err != nil {
		return err.Error()
	}
	outSrc, outTree, after := parse(out)
	if diff := cmp.Diff(grammar.Format(outSrc, outTree), out); diff != "" {
		return "formatting again changed the text (- again, + once):\n" + diff
	}
	if diff := cmp.Diff(comments(outTree), comments(tree)); diff != "" {
		return "comments changed (- after, + before):\n" + diff
	}
	if ast.Dump(tree) != ast.Dump(outTree) || len(after) > len(found) {
		return "the tree changed:\n" + out
	}
	if space == nil || found.HasErrors() {
		return ""
	}
	spaced := respaced(text, space)
	src, tree, _ = parse(spaced)
	if diff := cmp.Diff(grammar.Format(src, tree), out); diff != "" {
		return "other white space changed the text (- other, + own):\n" + diff + "\nin\n" + spaced
	}
	return ""
}

// comments are the comments of a tree without the blanks at their ends.
func comments(tree *ast.Policy) (all []string) {
	for _, c := range tree.Comments {
		all = append(all, strings.TrimRight(c.Text, " \t\r\n"))
	}
	return all
}

// respaced is a text with other white space. What T1.1 says the style depends on
// stays: where empty lines are, and which comments stand on their own lines.
func respaced(text string, below func(n int) int) string {
	var b strings.Builder
	afterComment := false
	for _, p := range grammar.Pieces(text) {
		gap := strings.TrimPrefix(p.Gap, ast.BOM)
		lines := min(strings.Count(gap, "\n"), 2)
		if !p.Comment && lines < 2 && !afterComment && p.Text != "" {
			lines = below(2)
		} else if lines == 2 {
			lines += below(2)
		}
		blanks := func(all ...string) {
			for range below(3) {
				b.WriteString(all[below(len(all))])
			}
		}
		if afterComment || lines > 0 {
			blanks(" ", "\t")
		} else {
			blanks(" ", "\t", "\r")
		}
		for range lines {
			b.WriteString([]string{"\n", "\r\n"}[below(2)])
			blanks(" ", "\t", "\r \t")
		}
		b.WriteString(p.Text)
		afterComment = p.Comment
	}
	return b.String()
}

// steady counts up: white space that is not random.
func steady() func(int) int {
	n := 0
	return func(below int) int { n++; return n * 7 % 5 % below }
}

// allPolicies are the policies and fragments of testdata.
func allPolicies(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"policies/*.maa", "policies/fragments/*.rules", "conformance/*.txtar", "service/*/*.maa", "service/*.maa"} {
		files, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if filepath.Ext(file) == ".txtar" {
				text = ""
				for _, f := range txtar.Parse(data).Files {
					if filepath.Ext(f.Name) == ".maa" {
						text = string(f.Data)
					}
				}
			}
			texts[filepath.Base(file)] = text
		}
	}
	if len(texts) < 400 {
		t.Fatalf("found %d policies, expected the corpus and the conformance archives", len(texts))
	}
	return texts
}

// Section 8 item 1 of the toolkit's clauses, on all policies there are, with slips
// and without.
func TestFormatCorpus(t *testing.T) {
	t.Parallel()
	for name, text := range allPolicies(t) {
		if p := problem(text, steady()); p != "" {
			t.Errorf("%s: %s", name, p)
		}
		// A fragment is rules alone.
		wrapped := "version=1.2;authorizationrules{=>permit();};issuancerules{" + text + "\n};"
		if p := problem(wrapped, steady()); filepath.Ext(name) == ".rules" && p != "" {
			t.Errorf("%s: %s", name, p)
		}
	}
}

// formatted are as many random policies as are formatted, unless the variable says
// otherwise: "make format" takes 20,000.
const (
	formatted         = 500
	formattedVariable = "ASSAY_FORMAT_CASES"
)

// Section 8 item 1, on random policies.
func TestFormatRandom(t *testing.T) {
	t.Parallel()
	cases := formatted
	if text := os.Getenv(formattedVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("%s: found %q, expected a number", formattedVariable, text)
		}
		cases = n
	}
	examples := rapid.Custom(drawFormatted)
	var workers sync.WaitGroup
	width := runtime.GOMAXPROCS(0)
	for w := range width {
		workers.Go(func() {
			for seed := w; seed < cases && !t.Failed(); seed += width {
				if p := examples.Example(seed); p != "" {
					t.Errorf("seed %d: %s", seed, p)
				}
			}
		})
	}
	workers.Wait()
}

// drawFormatted draws a policy and returns what is wrong with its formatted text.
func drawFormatted(t *rapid.T) string {
	text := policygen.Policy(t)
	numbers := make([]int, 60)
	for i := range numbers {
		numbers[i] = i
	}
	if p := problem(text, func(n int) int { return policygen.Pick(t, numbers[:n]) }); p != "" {
		return p
	}
	return otherResults(text, [][]claim.Claim{policygen.Claims(t), policygen.Claims(t), policygen.Claims(t)})
}

// otherResults compares what a policy and its formatted text say of claims.
func otherResults(text string, sets [][]claim.Claim) string {
	src, tree, _ := parse(text)
	before, after := program(src), program(ast.NewSource("after", grammar.Format(src, tree)))
	if before == nil || after == nil {
		return "a policy that does not compile:\n" + text
	}
	for _, claims := range sets {
		a, errA := eval.Run(context.Background(), before, claims, eval.Options{})
		b, errB := eval.Run(context.Background(), after, claims, eval.Options{})
		if errA != nil || errB != nil {
			return "no result"
		}
		if a.Reason != b.Reason || a.Decision != b.Decision || a.Steps != b.Steps ||
			!slices.Equal(a.Claims, b.Claims) || !slices.Equal(a.Properties, b.Properties) {
			return fmt.Sprintf("the result changed from %+v to %+v of\n%s\nover %v", a, b, text, claims)
		}
	}
	return ""
}

func program(src *ast.Source) *compile.Program {
	checked, _ := check.Source(src, check.Options{})
	if checked == nil {
		return nil
	}
	p, err := compile.Policy(checked)
	if err != nil {
		return nil
	}
	return p
}

// Any text at all: formatting panics on none, keeps what it can't read, and is
// idempotent on what parses.
func FuzzFormat(f *testing.F) {
	f.Add(exampleBefore)
	f.Add(exampleAfter)
	f.Add("version=1.2 // a\n;// b\n\n// c\nissuancerules// d\n{// e\n[type==// f\n\"a\"]&&// g\n=>add(// h\n);}// i\n;// j")
	f.Add("version=1.0;authorizationrules={;;[type=\"a\"] => permit() // x\n; } ; /* y */ z # w")
	for _, text := range allPolicies(f) {
		if len(text) < 500 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		src, tree, found := parse(text)
		out, err := grammar.FormatProved(src, tree)
		if found.HasErrors() {
			return // only that it ends: what is not read may read otherwise on a line of its own
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if p := problem(text, nil); p != "" {
			t.Fatalf("%s in\n%s\nformatted\n%s", p, text, out)
		}
	})
}
