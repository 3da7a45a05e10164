package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
)

// loose is what stands between two nodes: a comment, or text that is in no node.
type loose struct {
	from, to int
	comment  bool
	behind   bool // on the line of what stands before it
	empty    bool // an empty line stands before it
}

// loose returns what stands between what is written and an offset.
func (p *printer) loose(to int) []loose {
	var all []loose
	at := p.at
	add := func(from, end int, comment bool) {
		lines := strings.Count(p.text[at:from], "\n")
		all = append(all, loose{from, end, comment, lines == 0 && len(p.out)+len(all) > 0, lines > 1})
		at = end
	}
	for len(p.comments) > 0 && p.comments[0].From.Offset() < to {
		c := p.comments[0]
		if from, end := trimmed(p.text, at, c.From.Offset()); from < end {
			add(from, end, false)
		}
		add(c.From.Offset(), c.To.Offset(), true)
		p.comments = p.comments[1:]
	}
	if from, end := trimmed(p.text, at, to); from < end {
		add(from, end, false)
	}
	return all
}

// trimmed is a piece of a text without the white space at its ends.
func trimmed(text string, from, to int) (int, int) {
	for from < to && isBlank(text[from]) {
		from++
	}
	rest := strings.TrimFunc(text[from:to], white)
	if rest == "" {
		return to, to
	}
	from += strings.Index(text[from:to], rest)
	return from, from + len(rest)
}

// white reports whether the lexer takes a character for white space.
func white(r rune) bool { return r < utf8.RuneSelf && isBlank(byte(r)) || blank(r) }

// isBlank reports white space (L1.2).
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// above writes what stands before an offset, each on its line unless it comes after
// something.
func (p *printer) above(to, depth int) {
	for _, l := range p.loose(to) {
		p.write(l, depth)
	}
}

// insides writes what stands inside a rule or a header, where no empty line stays.
func (p *printer) insides(all []loose, depth int) {
	for _, l := range all {
		l.empty = false
		p.write(l, depth)
	}
}

// aboveSection does so for a section, and begins its line: an empty line stands
// before it and the comments right above it (T1.4).
func (p *printer) aboveSection(to int) {
	all := p.loose(to)
	last := p.at
	if len(all) > 0 {
		last = all[len(all)-1].to
	}
	own := len(all) // how many stand before that line
	for above := strings.Count(p.text[last:to], "\n") > 1; !above && own > 0; own-- {
		l := all[own-1]
		if !l.comment || l.behind {
			break
		}
		above = l.empty
	}
	for i, l := range all {
		l.empty = l.empty || i == own
		p.write(l, 0)
	}
	p.newline(0, own == len(all))
}

// write writes what stands in no node. Text that is no comment stands as it is, on
// the line on which it was.
func (p *printer) write(l loose, depth int) {
	switch {
	case !l.behind:
		p.newline(depth, l.empty)
		p.fresh = false
	case l.comment:
		p.out = append(p.out, ' ')
	default:
		p.out = append(p.out, p.text[p.at:l.from]...)
	}
	text := p.text[l.from:l.to]
	if l.comment {
		text = trimComment(text)
	} else {
		p.strays = true
	}
	p.out = append(p.out, text...)
	p.at = l.to
}

// begin begins the line of a node. An empty line stays before it (T1.4).
func (p *printer) begin(from, depth int) {
	p.newline(depth, strings.Count(p.text[p.at:from], "\n") > 1)
}

// newline begins a line, after an empty one or not. There is no empty line at the
// start of the text and of a section (T1.2, T1.4).
func (p *printer) newline(depth int, empty bool) {
	if len(p.out) > 0 {
		p.out = append(p.out, '\n')
		if empty && !p.fresh {
			p.out = append(p.out, '\n')
		}
	}
	p.spaces(depth)
}

func (p *printer) spaces(n int) {
	for range n {
		p.out = append(p.out, ' ')
	}
}

// token writes one of a section's tokens: after a blank if it opens, and on a line
// of the given depth after comments. With text before it that is in no node, such as
// a slip, it stands as it did.
func (p *printer) token(s ast.Span, depth int) {
	from, to := p.place(s)
	at, all := p.at, p.loose(from)
	if slices.ContainsFunc(all, func(l loose) bool { return !l.comment }) {
		p.strays = true
		p.copy(at, to)
		return
	}
	p.insides(all, depth)
	if len(all) > 0 {
		p.newline(depth, false)
	} else if p.text[from] == '{' {
		p.out = append(p.out, ' ')
	}
	p.copy(from, to)
}
