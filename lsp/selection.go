package lsp

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var selectionMethod = on("textDocument/selectionRange", selection,
	func(c *protocol.ServerCapabilities, _ *client) { c.SelectionRangeProvider = true })

// selection returns what is around places, from a token of a query out to the file
// (V1.31).
func selection(_ context.Context, r *request, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return nil, err
	}
	out := make([]protocol.SelectionRange, len(p.Positions))
	for i, position := range p.Positions {
		out[i] = d.at(d.pos(position)).selection()
	}
	return out, nil
}

// selection is the chain of what is around a place.
func (p *place) selection() protocol.SelectionRange {
	spans := []ast.Span{{From: ast.PosAt(0), To: ast.PosAt(len(p.Text))}}
	for i, n := range p.nodes[1:] {
		spans = append(spans, ast.Span{From: n.Pos(), To: n.End()})
		if l, ok := n.(*ast.StringLit); ok {
			spans = append(spans, p.insideLiteral(l, p.nodes[i])...)
		}
	}
	var chain *protocol.SelectionRange
	var last ast.Span
	for _, s := range spans {
		if chain != nil && (s == last || s.From < last.From || s.To > last.To) {
			continue
		}
		chain, last = &protocol.SelectionRange{Range: p.rangeOf(s), Parent: chain}, s
	}
	return *chain
}

// insideLiteral is what is around a place in a string: its text, and of a query its
// token.
func (p *place) insideLiteral(l *ast.StringLit, parent ast.Node) []ast.Span {
	text := inside(l)
	if p.pos < text.From || p.pos > text.To {
		return nil
	}
	spans := []ast.Span{text}
	if !isQuery(l, parent) {
		return spans
	}
	for _, t := range jmespath.Tokens(l.Value) {
		if span := l.SpanOf(t.Start, t.End); span.From <= p.pos && p.pos < span.To {
			spans = append(spans, span)
		}
	}
	return spans
}

// isQuery reports whether a literal is a query, as an argument of a call.
func isQuery(l *ast.StringLit, parent ast.Node) bool {
	call, ok := parent.(*ast.Call)
	if !ok {
		return false
	}
	i := slices.Index(call.Args, ast.Expr(l))
	return i >= 0 && takesQuery(call, i)
}

// takesQuery reports whether an argument of a call is a query.
func takesQuery(call *ast.Call, i int) bool {
	row := lang.FunctionNamed(call.Name.Name)
	return row != nil && i < len(row.Params) && row.Params[i].Content == lang.Query
}
