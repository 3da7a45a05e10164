package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
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
		flags  fixFlags
		text   string
		fixes  []diag.Fix
		want   string
		failed string
	}{
		"safe":                 {fixFlags{Fix: true}, "xax", []diag.Fix{safe("b")}, "bab", ""},
		"unsafe":               {fixFlags{Fix: true}, "xax", []diag.Fix{unsafe("b")}, "xax", ""},
		"unsafe, asked for":    {fixFlags{UnsafeFixes: true}, "xax", []diag.Fix{unsafe("b")}, "bab", ""},
		"unsafe alternatives":  {fixFlags{UnsafeFixes: true}, "xax", []diag.Fix{unsafe("b"), unsafe("c")}, "xax", ""},
		"one of them safe":     {fixFlags{UnsafeFixes: true}, "xax", []diag.Fix{unsafe("b"), safe("c")}, "cac", ""},
		"no fix":               {fixFlags{Fix: true}, "xax", nil, "xax", ""},
		"that changes nothing": {fixFlags{Fix: true}, "x", []diag.Fix{safe("x")}, "x", ""},
		"at most 10 rounds":    {fixFlags{Fix: true}, "x", []diag.Fix{safe("ax")}, strings.Repeat("a", 10) + "x", ""},
		"undone":               {fixFlags{Fix: true}, "xE", []diag.Fix{safe("E")}, "xE", "p.maa: round 1 of fixes would add an error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			look := looker(tt.fixes...)
			file, err := tt.flags.fixed(look(ast.NewSource("p.maa", tt.text)), look)
			if file.Source.Text != tt.want {
				t.Errorf("got %q, want %q", file.Source.Text, tt.want)
			}
			if (err != nil) != (tt.failed != "") || err != nil && !strings.HasPrefix(err.Error(), tt.failed) {
				t.Errorf("got %v, want %q", err, tt.failed)
			}
			if err != nil && statusOf(err) != exitFailed {
				t.Errorf("got status %d, want %d", statusOf(err), exitFailed)
			}
		})
	}
}

// T2.7: what is fixed stays as it is when it is fixed again, for the corpus.
func TestFixIsIdempotent(t *testing.T) {
	t.Parallel()
	c := &checkCmd{fixFlags: fixFlags{UnsafeFixes: true}}
	changed := 0
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "policies", "*.maa"))
	if err != nil || len(files) < 70 {
		t.Fatalf("found %d policies (%v), want the corpus", len(files), err)
	}
	for _, path := range files {
		src, err := system().source(path)
		if err != nil {
			t.Fatal(err)
		}
		look := func(src *ast.Source) diag.File {
			return diag.File{Source: src, Findings: c.check(src, config.Policy{})}
		}
		once, err := c.fixed(look(src), look)
		if err != nil {
			t.Errorf("%v", err)
		}
		twice, err := c.fixed(once, look)
		if err != nil || twice.Source.Text != once.Source.Text {
			t.Errorf("%s: fixed again it is another text: %v", path, err)
		}
		if once.Source.Text != src.Text {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no policy was changed")
	}
}
