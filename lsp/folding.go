package lsp

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var foldingMethod = on("textDocument/foldingRange", folding,
	func(c *protocol.ServerCapabilities, _ *client) { c.FoldingRangeProvider = true })

// folding returns what can be folded: sections, rules and argument lists of several
// lines, and blocks of comments (V1.31).
func folding(_ context.Context, r *request, p *protocol.TextDocumentParams) ([]protocol.FoldingRange, error) {
	d, a, err := r.policyOf(p.TextDocument)
	out := []protocol.FoldingRange{}
	if a == nil {
		return out, err
	}
	f := &folds{d: d, lines: r.client.TextDocument.FoldingRange.LineFoldingOnly}
	for section := range a.tree().Sections() {
		f.brackets(section.Open, section.Close)
		for _, s := range section.Statements {
			f.statement(s)
		}
	}
	f.comments(a.tree().Comments)
	out = append(out, f.out...)
	slices.SortStableFunc(out, func(a, b protocol.FoldingRange) int { return int(a.StartLine) - int(b.StartLine) })
	if most := r.client.TextDocument.FoldingRange.RangeLimit; most > 0 && uint32(len(out)) > most {
		out = out[:most]
	}
	return out, nil
}

// folds collects what can be folded.
type folds struct {
	d     *document
	lines bool // the client folds whole lines only
	out   []protocol.FoldingRange
}

// brackets folds what is between brackets, so that both stay in sight.
func (f *folds) brackets(open, closing ast.Pos) {
	if open.IsValid() && closing.IsValid() {
		f.fold(ast.Span{From: open + 1, To: closing}, true, "")
	}
}

// fold adds a span of several lines. Where a client folds whole lines, the last one
// stays if something closes on it.
func (f *folds) fold(s ast.Span, closes bool, kind protocol.FoldingRangeKind) {
	at := f.d.rangeOf(s)
	if f.lines && closes && at.End.Line > 0 {
		at.End.Line--
	}
	if at.Start.Line >= at.End.Line {
		return
	}
	fold := protocol.FoldingRange{StartLine: at.Start.Line, EndLine: at.End.Line, Kind: kind}
	if !f.lines {
		fold.StartCharacter, fold.EndCharacter = &at.Start.Character, &at.End.Character
	}
	f.out = append(f.out, fold)
}

func (f *folds) statement(s ast.Statement) {
	rule, ok := s.(*ast.Rule)
	if !ok {
		f.fold(ast.Span{From: s.Pos(), To: s.End()}, false, "")
		return
	}
	f.fold(rule.Span, false, "")
	ast.Walk(rule, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Action:
			f.brackets(n.Open, n.Close)
		case *ast.Call:
			f.brackets(n.Open, n.Close)
		default:
		}
		return true
	})
}

// comments folds comments on lines that follow one another.
func (f *folds) comments(all []*ast.Comment) {
	for len(all) > 0 {
		n := 1
		for n < len(all) && f.follows(all[n-1], all[n]) {
			n++
		}
		f.fold(ast.Span{From: all[0].From, To: all[n-1].To}, false, protocol.CommentFold)
		all = all[n:]
	}
}

// follows reports whether a comment begins the line after another.
func (f *folds) follows(a, b *ast.Comment) bool {
	from, to := f.d.Place(a.To), f.d.Place(b.From)
	return to.Line == from.Line+1 && f.d.startsLine(b.From)
}

// startsLine reports whether nothing but white space is before a place on its line.
func (d *document) startsLine(at ast.Pos) bool {
	for i := at.Offset() - 1; i >= 0; i-- {
		switch d.Text[i] {
		case ' ', '\t':
		case '\n', '\r':
			return true
		default:
			return false
		}
	}
	return true
}
