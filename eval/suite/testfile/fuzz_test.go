package testfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// FuzzParse wants that nothing panics, that what is wrong has a place in the text,
// and that spans lie in the text: those of parts inside those of the whole.
func FuzzParse(f *testing.F) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "problems.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(string(file.Data))
	}
	example, err := os.ReadFile(filepath.Join("..", "testdata", "sgx_test.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add("version: 1\npolicy: |-\n  a.maa\ncases:\n- name: >\n    a\n    b\n  given: &x {claims: {a: 'it''s', \"b\\\"\": \"\\\"\"}}\n  expect: {claims: {a: , b}}\n- {name: c, given: *x, expect: {decision: deny}} # end")
	f.Fuzz(func(t *testing.T, text string) {
		src := ast.NewSource("a_test.yaml", text)
		file, err := testfile.Parse(src)
		if (err == nil) != (len(testfile.Problems(err)) == 0) {
			t.Fatalf("%d problems of the error %v", len(testfile.Problems(err)), err)
		}
		for _, p := range testfile.Problems(err) {
			if p.Place.Line < 1 || p.Place.Line > src.Lines() || p.Place.Column < 1 {
				t.Errorf("%v has no place", p)
			}
		}
		if err != nil {
			return
		}
		whole := ast.Span{From: 1, To: ast.PosAt(len(text))}
		for i := range file.Cases {
			c := &file.Cases[i]
			inside(t, "case", c.Span, whole)
			inside(t, "name", c.Name.Span, whole)
			inside(t, "input", c.Given.Span, whole)
			inside(t, "expectation", c.Expect.Span, whole)
			for _, m := range []*testfile.Members{c.Expect.Claims, c.Expect.ClaimsExactly} {
				if m == nil {
					continue
				}
				for _, x := range m.List {
					inside(t, "member", x.Name.Span, whole)
					inside(t, "value", x.Value, whole)
				}
			}
		}
	})
}

func inside(t *testing.T, what string, a, b ast.Span) {
	t.Helper()
	if a.From < b.From || a.To > b.To || a.To < a.From {
		t.Errorf("the %s spans %d to %d, want inside %d to %d", what, a.From, a.To, b.From, b.To)
	}
}
