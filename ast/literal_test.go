package ast_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
)

// TestL7_4SpanOf: a finding about a literal points inside the string, behind as
// many escapes as there are (L1.4).
func TestL7_4SpanOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw, value string
		from, to         int
		want             string // the text of the span
	}{
		{"plain", `"events[0]"`, `events[0]`, 6, 9, `[0]`},
		{"whole", `"abc"`, `abc`, 0, 3, `abc`},
		{"an escape itself", `"a\"b"`, `a"b`, 1, 2, `\"`},
		{"behind an escape", `"a\"b"`, `a"b`, 2, 3, `b`},
		{"from an escape on", `"\\\\x"`, `\\x`, 1, 3, `\\x`},
		{"escaped backslash before a quote", `"\\\""`, `\"`, 1, 2, `\"`},
		{"bytes of a character", `"é証"`, `é証`, 2, 5, `証`},
		{"empty span", `"abc"`, `abc`, 1, 1, ``},
		{"behind the value", `"abc"`, `abc`, 3, 9, ``},
		{"negative", `"abc"`, `abc`, -4, 1, `a`},
		{"upside down", `"abc"`, `abc`, 2, 1, ``},
		{"empty string", `""`, ``, 0, 1, ``},
		{"typographic quotes", `“abc”`, `abc`, 1, 3, `bc`},
		{"a backslash that is no escape", `"\w\"x"`, `\w"x`, 1, 4, `w\"x`},
		{"no last quote", `"ab\`, `ab\`, 2, 3, `\`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const before = "  [value=="
			src := ast.NewSource("p.maa", before+tt.raw+"]")
			from := ast.PosAt(len(before))
			lit := &ast.StringLit{Span: ast.Span{From: from, To: from + ast.Pos(len(tt.raw))}, Value: tt.value, Raw: tt.raw}
			got := lit.SpanOf(tt.from, tt.to)
			if text := src.Slice(got); text != tt.want {
				t.Errorf("got %q, want %q", text, tt.want)
			}
			if got.From < lit.From || got.To > lit.To || got.To < got.From {
				t.Errorf("span %v is outside of the literal %v", got, lit.Span)
			}
		})
	}
}

// FuzzSpanOf: whatever is escaped, the span of each byte holds that byte.
func FuzzSpanOf(f *testing.F) {
	f.Add(`a\b"c`)
	f.Add(`Events[?Path == '\\windows']`)
	f.Add("é\x00\xff")
	f.Fuzz(func(t *testing.T, value string) {
		raw := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
		src := ast.NewSource("p.maa", raw)
		lit := &ast.StringLit{Span: ast.Span{From: 1, To: ast.PosAt(len(raw))}, Value: value, Raw: raw}
		for i := range len(value) {
			got := src.Slice(lit.SpanOf(i, i+1))
			if strings.TrimPrefix(got[:len(got)-1], `\`) != "" || got[len(got)-1] != value[i] {
				t.Fatalf("byte %d of %q: got %q", i, value, got)
			}
		}
	})
}
