package lsp

import (
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/internal/yamldoc"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// testProblems are what is wrong in a test file.
func testProblems(d *document) []protocol.Diagnostic {
	out := []protocol.Diagnostic{}
	_, err := testfile.Parse(d.Source)
	for _, p := range testfile.Problems(err) {
		out = append(out, d.problem(p.Span, p.Message))
	}
	return out
}

// testSymbols are the fixtures and the cases of a test file. A case with rows is one.
func testSymbols(d *document) []protocol.DocumentSymbol {
	out := []protocol.DocumentSymbol{}
	f, _ := testfile.Parse(d.Source)
	if f == nil {
		return out
	}
	for _, x := range f.Fixtures {
		at := d.rangeOf(x.Name.Span)
		out = append(out, protocol.DocumentSymbol{Name: x.Name.Text, Kind: protocol.KeySymbol, Range: at, SelectionRange: at})
	}
	seen := map[ast.Pos]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		name := d.caseName(c)
		if seen[c.From] || name == "" {
			continue
		}
		seen[c.From] = true
		at := c.Name.Span
		if at.From < c.From || at.To > c.To {
			at = c.Span
		}
		out = append(out, protocol.DocumentSymbol{Name: name, Kind: protocol.MethodSymbol, Range: d.rangeOf(c.Span), SelectionRange: d.rangeOf(at)})
	}
	return out
}

// configProblems are what is wrong in a configuration.
func configProblems(d *document) []protocol.Diagnostic {
	_, err := config.Parse(nameOf(d.uri), []byte(d.Text), pages())
	return append([]protocol.Diagnostic{}, d.problemsIn(err)...)
}

// problemsIn are the errors of a YAML text that an error joins.
func (d *document) problemsIn(err error) (out []protocol.Diagnostic) {
	switch e := err.(type) {
	case nil:
	case *yamldoc.Error:
		out = append(out, d.problem(d.word(e.Place), e.Message))
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			out = append(out, d.problemsIn(one)...)
		}
	default:
		out = append(out, d.problem(d.word(ast.Place{Line: 1, Column: 1}), err.Error()))
	}
	return out
}

// word is the word at a place, or what stands there.
func (d *document) word(p ast.Place) ast.Span {
	line := d.LineSpan(max(p.Line, 1))
	text := d.Slice(line)
	from := 0
	for n := 1; n < p.Column && from < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[from:])
		from += size
	}
	to := from
	for to < len(text) && !strings.ContainsRune(" :,{}[]", rune(text[to])) {
		to++
	}
	if to == from && to < len(text) {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	return ast.Span{From: line.From + ast.Pos(from), To: line.From + ast.Pos(to)}
}

func (d *document) problem(span ast.Span, message string) protocol.Diagnostic {
	return protocol.Diagnostic{Range: d.rangeOf(span), Severity: protocol.SeverityError, Source: source, Message: message}
}
