package yamldoc

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/ast"
)

// Span returns the place of a value: all of a scalar on one line, else where it
// begins.
func (d *Doc) Span(n *yaml.Node) ast.Span {
	from := d.offset(n.Line, n.Column)
	at := ast.Span{From: ast.PosAt(from), To: ast.PosAt(from)}
	if n.Kind == yaml.ScalarNode {
		at.To = ast.PosAt(from + written(d.Source.Text[from:], n))
	}
	return at
}

// offset converts line and column, in code points from 1, to an offset inside the
// text.
func (d *Doc) offset(line, column int) int {
	span := d.Source.LineSpan(line)
	if !span.From.IsValid() {
		return len(d.Source.Text)
	}
	from := span.From.Offset()
	rest := d.Source.Text[from:span.To.Offset()]
	if line == 1 && strings.HasPrefix(rest, ast.BOM) {
		rest, from = rest[len(ast.BOM):], from+len(ast.BOM)
	}
	for ; column > 1 && rest != ""; column-- {
		_, n := utf8.DecodeRuneInString(rest)
		rest, from = rest[n:], from+n
	}
	return from
}

// written is the length of a scalar as it is written at the start of a text, 0 if
// it isn't seen at once: one over several lines, with escapes or properties.
func written(text string, n *yaml.Node) int {
	for _, quote := range []string{"", `"`, "'"} {
		if raw := quote + n.Value + quote; strings.HasPrefix(text, raw) && !strings.ContainsAny(raw, "\r\n") {
			return len(raw)
		}
	}
	return 0
}
