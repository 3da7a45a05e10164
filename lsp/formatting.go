package lsp

import (
	"context"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var formattingMethod = on("textDocument/formatting", formatDocument,
	func(c *protocol.ServerCapabilities, _ *client) { c.DocumentFormattingProvider = true })

var rangeFormattingMethod = on("textDocument/rangeFormatting", formatRange,
	func(c *protocol.ServerCapabilities, _ *client) { c.DocumentRangeFormattingProvider = true })

var onTypeFormattingMethod = on("textDocument/onTypeFormatting", formatOnType,
	func(c *protocol.ServerCapabilities, _ *client) {
		c.DocumentOnTypeFormatting = &protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: ";", MoreTriggerCharacter: []string{"}"}}
	})

// formatDocument brings a policy into the style: an edit for each gap between tokens
// that is another there (V1.29).
func formatDocument(_ context.Context, r *request, p *protocol.TextDocumentParams) ([]protocol.TextEdit, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return []protocol.TextEdit{}, err
	}
	return a.formatted(ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(d.Text))}), nil
}

// formatRange does so with the rules that a range touches (V1.30).
func formatRange(_ context.Context, r *request, p *protocol.DocumentRangeFormattingParams) ([]protocol.TextEdit, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return []protocol.TextEdit{}, err
	}
	return a.formatted(a.rulesTouched(d.span(p.Range))), nil
}

// rulesTouched is a span, grown by the rules and headers that it begins and ends in.
func (a *analysis) rulesTouched(s ast.Span) ast.Span {
	out := s
	grow := func(n ast.Span) {
		if n.From < s.To && s.From < n.To || s.From == s.To && n.Contains(s.From) {
			out.From, out.To = min(out.From, n.From), max(out.To, n.To)
		}
	}
	if v := a.tree().Version; v != nil {
		grow(v.Span)
	}
	for section := range a.tree().Sections() {
		for _, statement := range section.Statements {
			grow(ast.Span{From: statement.Pos(), To: statement.End()})
		}
	}
	return out
}

// formatOnType formats the rule or the section that was just closed (V1.30).
func formatOnType(_ context.Context, r *request, p *protocol.DocumentOnTypeFormattingParams) ([]protocol.TextEdit, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return []protocol.TextEdit{}, err
	}
	closed, ok := a.closedAt(d.pos(p.Position), p.Ch)
	if !ok {
		return []protocol.TextEdit{}, nil
	}
	return a.formatted(closed), nil
}

// closedAt is what ends with a character before a place.
func (a *analysis) closedAt(at ast.Pos, ch string) (ast.Span, bool) {
	for section := range a.tree().Sections() {
		if ch == "}" && section.Close.IsValid() && section.Close+1 == at || section.Semi.IsValid() && section.Semi+1 == at {
			return section.Span, true
		}
		for _, statement := range section.Statements {
			if rule, ok := statement.(*ast.Rule); ok && rule.Semi.IsValid() && rule.Semi+1 == at {
				return rule.Span, true
			}
		}
	}
	return ast.Span{}, false
}

// formatted are the edits that bring a part of a policy into the style. Nothing but the
// white space between tokens changes; what can't be read stays as it is, and so does
// all if the formatter can't prove what it did (T1.9).
func (a *analysis) formatted(within ast.Span) []protocol.TextEdit {
	out := []protocol.TextEdit{}
	if a.tooLong() {
		return out
	}
	text, err := grammar.FormatProved(a.doc.Source, a.tree())
	if err != nil {
		return out
	}
	for _, g := range gaps(a.doc.Text, text) {
		if g.To == within.From {
			g = g.lastLine(a.doc.Text)
		} else if g.From < within.From || g.To > within.To {
			continue
		}
		if a.doc.Slice(g.Span) != g.text {
			out = append(out, protocol.TextEdit{Range: a.doc.rangeOf(g.Span), NewText: g.text})
		}
	}
	return out
}

// gap is the white space between two tokens, and what it is in the style.
type gap struct {
	ast.Span
	text string
}

// lastLine is the part of a gap that indents what follows; nothing if that stays on its
// line.
func (g gap) lastLine(text string) gap {
	was := text[g.From.Offset():g.To.Offset()]
	i, j := strings.LastIndexByte(was, '\n'), strings.LastIndexByte(g.text, '\n')
	if i < 0 || j < 0 {
		return gap{ast.Span{From: g.To, To: g.To}, ""}
	}
	return gap{ast.Span{From: g.From + ast.Pos(i+1), To: g.To}, g.text[j+1:]}
}

// gaps are the places where two texts that differ in white space alone do so. Line ends
// are the editor's: which there are is not looked at, and those of the text are kept.
func gaps(was, is string) (out []gap) {
	lineEnd := "\n"
	if strings.Contains(was, "\r\n") {
		lineEnd = "\r\n"
	}
	i, j := 0, 0
	if strings.HasPrefix(was, ast.BOM) {
		i = len(ast.BOM)
	}
	for {
		from, to := i, j
		for i < len(was) && isBlank(was[i]) {
			i++
		}
		for j < len(is) && isBlank(is[j]) {
			j++
		}
		if strings.ReplaceAll(was[from:i], "\r\n", "\n") != is[to:j] {
			out = append(out, gap{ast.Span{From: ast.PosAt(from), To: ast.PosAt(i)}, strings.ReplaceAll(is[to:j], "\n", lineEnd)})
		}
		for i < len(was) && j < len(is) && !isBlank(was[i]) && was[i] == is[j] {
			i, j = i+1, j+1
		}
		if i >= len(was) && j >= len(is) {
			return out
		}
		if from == i && to == j {
			return nil // they differ in more, so no edit is certain
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
