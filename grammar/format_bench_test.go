package grammar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// manyRules is a policy of 150 KB.
func manyRules() string {
	var b strings.Builder
	b.WriteString("version=1.0;\nauthorizationrules { => permit(); };\nissuancerules {\n")
	for i := range 790 {
		fmt.Fprintf(&b, "c1:[type==\"x-ms-type-%05d\", issuer==\"AttestationService\", value==\"v%05d\"] && c2:[type==\"x-ms-svn\", value>=%d] && "+
			"[type==\"x-ms-name\", value==c1.value] => issue(type=\"out-%05d\", value=c2.value);\n", i, i, i, i)
	}
	b.WriteString("};\n")
	return b.String()
}

// BenchmarkFormat formats 150 KB that are parsed, with the proof.
func BenchmarkFormat(b *testing.B) {
	src := ast.NewSource("policy.maa", manyRules())
	tree, found := grammar.Parse(src, grammar.Options{})
	if len(found) > 0 {
		b.Fatal(found)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(src.Text)))
	for b.Loop() {
		if _, err := grammar.FormatProved(src, tree); err != nil {
			b.Fatal(err)
		}
	}
}

// nested is a rule of so many calls, one inside the other.
func nested(n int) string {
	return "=> add(type=\"a\", value=" + strings.Repeat(`AppendString("a", // b`+"\n", n) + `"x"` + strings.Repeat(")", n) + ");"
}

// Formatting takes time in proportion to the text, whatever is large in it, up to the
// limits of the language (L9).
func TestFormatIsLinear(t *testing.T) {
	t.Parallel()
	wrap := func(rules string) string { return "version=1.2;authorizationrules{" + rules + "};" }
	for name, text := range map[string]func(n int) string{
		"comments in a rule":     func(n int) string { return wrap("=>" + strings.Repeat("// a\n", 40*n) + "permit();") },
		"comments between rules": func(n int) string { return wrap(strings.Repeat("// a\n\n", 40*n) + "=> permit();") },
		"comments before a section": func(n int) string {
			return "version=1.2;\n" + strings.Repeat("// a\n", 40*n) + "authorizationrules{};"
		},
		"tests": func(n int) string {
			return wrap("[value==1" + strings.Repeat(`, value==F("a")`, 5*n) + "] => permit();")
		},
		"arguments": func(n int) string {
			return wrap("=> add(value=F(1" + strings.Repeat(`, F(2, 3)`, 5*n) + "));")
		},
		"conditions":    func(n int) string { return wrap(strings.Repeat("[a==1]&&", n/4) + "[a==1] => permit();") },
		"nested calls":  func(n int) string { return wrap(strings.Repeat(nested(60), n/60)) },
		"white space":   func(n int) string { return wrap("=>" + strings.Repeat(" \n", 100*n) + "permit();") },
		"rules":         func(n int) string { return wrap(strings.Repeat("=>permit();", n)) },
		"a long string": func(n int) string { return wrap(`[a=="` + strings.Repeat("ü", 100*n) + `"] => permit();`) },
	} {
		small, large := timed(t, name, text(60)), timed(t, name, text(960))
		least, most := small(), large()
		linear := func() bool { return most < 64*least+20*time.Millisecond }
		for range 20 { // other work on the machine is not what is looked for
			if linear() {
				break
			}
			least, most = min(least, small()), min(most, large())
		}
		if !linear() { // 16 times the text; 256 times, were it quadratic
			t.Errorf("%s: found %v for 16 times what took %v", name, most, least)
		}
	}
}

// timed returns a function that formats a text and says how long that took.
func timed(t *testing.T, name, text string) func() time.Duration {
	t.Helper()
	src := ast.NewSource("", text)
	tree, found := grammar.Parse(src, grammar.Options{})
	if found.HasErrors() {
		t.Fatalf("%s: %v", name, found.Err())
	}
	return func() time.Duration {
		start := time.Now()
		if _, err := grammar.FormatProved(src, tree); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return time.Since(start)
	}
}
