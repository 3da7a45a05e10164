package diag_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// looker finds something for each "x" of a text: a warning with a fix, which replaces
// it by what the fix says. Each "E" is an error.
func looker(fixes ...diag.Fix) func(*ast.Source) diag.File {
	return func(src *ast.Source) diag.File {
		file := diag.File{Source: src}
		for i, c := range src.Text {
			span := ast.Span{From: ast.PosAt(i), To: ast.PosAt(i + 1)}
			switch c {
			case 'x':
				d := diag.Diagnostic{Code: "MAA3999", Severity: diag.Warning, Span: span}
				for _, f := range fixes {
					d.Fixes = append(d.Fixes, diag.Fix{Safe: f.Safe, Edits: []diag.Edit{{Span: span, NewText: f.Title}}})
				}
				file.Findings = append(file.Findings, d)
			case 'E':
				file.Findings = append(file.Findings, diag.Diagnostic{Code: "MAA1999", Severity: diag.Error, Span: span})
			}
		}
		return file
	}
}

// T2.7: which fixes are made, in how many rounds, and that a round which adds an
// error is undone.
func TestFixRounds(t *testing.T) {
	t.Parallel()
	safe := func(text string) diag.Fix { return diag.Fix{Title: text, Safe: true} }
	unsafe := func(text string) diag.Fix { return diag.Fix{Title: text} }
	for name, tt := range map[string]struct {
		unsafe bool
		text   string
		fixes  []diag.Fix
		want   string
		failed string
	}{
		"safe":                 {false, "xax", []diag.Fix{safe("b")}, "bab", ""},
		"unsafe":               {false, "xax", []diag.Fix{unsafe("b")}, "xax", ""},
		"unsafe, asked for":    {true, "xax", []diag.Fix{unsafe("b")}, "bab", ""},
		"unsafe alternatives":  {true, "xax", []diag.Fix{unsafe("b"), unsafe("c")}, "xax", ""},
		"one of them safe":     {true, "xax", []diag.Fix{unsafe("b"), safe("c")}, "cac", ""},
		"no fix":               {false, "xax", nil, "xax", ""},
		"that changes nothing": {false, "x", []diag.Fix{safe("x")}, "x", ""},
		"at most 10 rounds":    {false, "x", []diag.Fix{safe("ax")}, strings.Repeat("a", 10) + "x", ""},
		"undone":               {false, "xE", []diag.Fix{safe("E")}, "xE", "p.maa: round 1 of fixes would add an error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look := looker(tt.fixes...)
			file, err := diag.FixAll(look(ast.NewSource("p.maa", tt.text)), tt.unsafe, look)
			if file.Source.Text != tt.want {
				t.Errorf("got %q, want %q", file.Source.Text, tt.want)
			}
			if (err != nil) != (tt.failed != "") || err != nil && !strings.HasPrefix(err.Error(), tt.failed) {
				t.Errorf("got %v, want %q", err, tt.failed)
			}
		})
	}
}
