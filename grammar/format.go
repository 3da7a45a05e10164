package grammar

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// Format returns a policy in the one style there is (T1), from its text and the tree
// that was parsed from it. Only white space changes: tokens, literals and comments
// stay as they are, in their order, and so does ast.Bad with all that is in it. What
// comes out depends on nothing but tokens, comments and where empty lines stood.
// FormatProved proves that nothing was lost.
func Format(src *ast.Source, tree *ast.Policy) string {
	p := &printer{text: src.Text, comments: tree.Comments}
	return string(p.policy(tree))
}

const (
	indent  = 4   // columns that a line is deeper than the one around it (T1.4)
	columns = 100 // most of a rule that stands on one line (T1.5)
)

// printer writes a policy in order, from the first byte to the last.
type printer struct {
	text     string
	comments []*ast.Comment // those not yet written
	// tokens are those of the text, if it is another than the tree was parsed from:
	// the same tokens at other places.
	tokens []token

	out    []byte
	at     int  // up to where the text is written
	fresh  bool // no line was written yet in the section
	strays bool // text that is in no node was copied
	rule   layout
}

// place is where a token stands: by the tree, or where the next token of the other
// text does.
func (p *printer) place(s ast.Span) (from, to int) {
	if p.tokens == nil {
		return s.From.Offset(), s.To.Offset()
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t.from, t.to()
}

// start is where a node begins.
func (p *printer) start(n ast.Node) int {
	if p.tokens == nil {
		return n.Pos().Offset()
	}
	return p.tokens[0].from
}

// sized is the place of a token of a known size.
func sized(at ast.Pos, size int) ast.Span { return ast.Span{From: at, To: at + ast.Pos(size)} }

func (p *printer) policy(tree *ast.Policy) []byte {
	p.out = slices.Grow(p.out[:0], len(p.text)+len(p.text)/4+16)
	if strings.HasPrefix(p.text, ast.BOM) {
		p.at = len(ast.BOM) // T1.2
	}
	if tree.Version != nil {
		p.version(tree.Version)
	}
	for _, item := range tree.Items {
		switch item := item.(type) {
		case *ast.Section:
			p.aboveSection(p.start(item))
			p.section(item)
		case *ast.Bad:
			p.bad(item.Span, 0)
		}
	}
	p.above(len(p.text), 0)
	if len(p.out) > 0 {
		p.out = append(p.out, '\n')
	}
	return p.out
}

// version writes the header, on one line but for comments in it.
func (p *printer) version(v *ast.Version) {
	from := p.start(v)
	p.above(from, 0)
	l := &p.rule
	l.reset(p)
	l.add(v.Keyword.Span, false)
	l.add(sized(v.Eq, 1), false)
	l.addNumber(v.Number)
	if v.Semi.IsValid() {
		l.add(sized(v.Semi, 1), false)
	}
	if l.stray {
		p.bad(v.Span, 0)
		return
	}
	p.begin(from, 0)
	p.lines(0)
}

// section writes a section (T1.4).
func (p *printer) section(s *ast.Section) {
	p.token(s.Name.Span, 0)
	if s.Open.IsValid() {
		p.token(sized(s.Open, 1), indent)
	}
	p.fresh = true
	opened := len(p.out)
	for _, st := range s.Statements {
		switch st := st.(type) {
		case *ast.Rule:
			p.statement(st)
		case *ast.Bad:
			p.bad(st.Span, indent)
		}
	}
	p.closeSection(s, opened)
	p.fresh = false
}

// closeSection writes the comments before the closing brace, the brace, which has a
// line of its own if anything stands in the section, and the semicolon.
func (p *printer) closeSection(s *ast.Section, opened int) {
	if s.Close.IsValid() {
		from, to := p.place(sized(s.Close, 1))
		p.above(from, indent)
		if len(p.out) > opened {
			p.newline(0, false)
		}
		p.copy(from, to)
	}
	if s.Semi.IsValid() {
		p.token(sized(s.Semi, 1), 0)
	}
}

// statement writes a rule. One that has text which is not in its tree, such as a
// slip that was read for what it was meant as, stands as it is.
func (p *printer) statement(r *ast.Rule) {
	from := p.start(r)
	p.above(from, indent)
	if p.rule.read(p, r); p.rule.stray {
		p.bad(r.Span, indent)
		return
	}
	p.begin(from, indent)
	p.lines(indent)
}

// bad copies text that could not be read, with the blanks before it if it begins
// its line: how far in its other lines stand was meant to go with that.
func (p *printer) bad(s ast.Span, depth int) {
	p.strays = true
	from, to := s.From.Offset(), s.To.Offset()
	p.above(from, depth)
	start := from
	for start > p.at && (p.text[start-1] == ' ' || p.text[start-1] == '\t') {
		start--
	}
	if start > 0 && p.text[start-1] == '\n' {
		p.begin(from, 0)
		from = start
	} else {
		p.begin(from, depth)
	}
	p.copy(from, to)
	for len(p.comments) > 0 && p.comments[0].From.Offset() < to {
		p.comments = p.comments[1:]
	}
}

// copy writes text as it stands.
func (p *printer) copy(from, to int) {
	p.out = append(p.out, p.text[from:to]...)
	p.at, p.fresh = to, false
}
