package lsp

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
)

// spot is a place in a policy as far as its tokens tell: in which section, and where
// the statement around it begins.
type spot struct {
	section *ast.Section // nil at the top level
	from    int          // where the rule, or what stands at the top level, begins
	to      int          // where it ends, as far as it was read
}

// kind is that of the section.
func (s spot) kind() ast.SectionKind {
	if s.section == nil {
		return ast.UnknownSection
	}
	return s.section.Kind
}

// spot finds the section and the statement around a place, or, if it begins a
// statement, before that.
func (p *place) spot(pos ast.Pos) spot {
	tree := p.tree()
	end := len(p.Text)
	if v := tree.Version; v != nil && pos <= v.To && (pos < v.To || !v.Semi.IsValid()) {
		return spot{from: v.From.Offset(), to: max(v.To.Offset(), pos.Offset())}
	}
	s := spot{to: end}
	if v := tree.Version; v != nil {
		s.from = v.To.Offset()
	} else if strings.HasPrefix(p.Text, ast.BOM) {
		s.from = len(ast.BOM)
	}
	for _, item := range tree.Items {
		if item.Pos() >= pos {
			s.to = item.Pos().Offset()
			break
		}
		switch item := item.(type) {
		case *ast.Section:
			if item.Open.IsValid() && item.Open < pos && (!item.Close.IsValid() || pos <= item.Close) {
				s.section, s.from = item, item.Open.Offset()+1
			} else {
				s.section, s.from = nil, item.From.Offset()
				if item.Close.IsValid() && item.Close < pos {
					s.from = min(item.To, pos).Offset()
				}
			}
		case *ast.Bad:
			s.section, s.from = nil, item.From.Offset()
		}
	}
	if s.section != nil {
		p.statement(&s, pos)
	}
	s.from = min(s.from, pos.Offset())
	return s
}

// statement finds the rule of a section around a place. One without ";" goes on up to
// the place.
func (p *place) statement(s *spot, pos ast.Pos) {
	if s.section.Close.IsValid() {
		s.to = s.section.Close.Offset()
	}
	for _, st := range s.section.Statements {
		if st.Pos() >= pos {
			s.to = st.Pos().Offset()
			return
		}
		s.from = st.Pos().Offset()
		if st.End() <= pos && strings.HasSuffix(p.Text[:st.End().Offset()], ";") {
			s.from = st.End().Offset()
		}
	}
}

// before returns the tokens of a statement up to an offset.
func (p *place) before(s spot, offset int) []lexeme { return p.lexemes(s.from, max(s.from, offset)) }

// mostAfter is how much of a text is read after a place.
const mostAfter = 4096

// after returns the tests or arguments after an offset in the innermost brackets around
// it: the first goes on with what is being written there.
func (p *place) after(s spot, offset int) [][]lexeme {
	parts := [][]lexeme{nil}
	to := min(max(s.to, offset), offset+mostAfter)
	depth := 0
	for _, t := range p.lexemes(offset, to) {
		switch {
		case t.kind == grammar.Comment:
			continue
		case t.is("("):
			depth++
		case t.is(")") && depth > 0:
			depth--
		case t.is("]"), t.is(")"), t.is("["), t.is("=>"), t.is(";"), t.is("&&"):
			return parts
		case t.is(",") && depth == 0:
			parts = append(parts, nil)
			continue
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], t)
	}
	return parts
}
