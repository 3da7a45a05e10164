package grammar

import (
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
)

// layout is the tokens of a rule, or of the header, with what is decided about the
// lines they stand on.
type layout struct {
	printer *printer
	tokens  []laid
	stray   bool // there is text between them that is no comment

	conditions []unit
	ands       []int
	action     unit
	noted      int // comments so far
}

// laid is a token. Were all on one line, it would begin at the column.
type laid struct {
	from, to      int // offsets
	column, width int // in code points
	blank         bool
	noted         int // comments before it, in the rule
	line          int // how deep the line is that it begins, noLine if none
}

const noLine = -1

// unit is a run of tokens that begin on one line: a condition, the action with its
// arrow, a test, or an argument. Each has at most one bracket of its own.
type unit struct {
	first, last int // the last one may be a comma or "&&" after it
	list        *bracket
}

// bracket is a list with its brackets: tests, or arguments of an action or a call.
type bracket struct {
	open, close int
	items       []unit
}

func (l *layout) reset(p *printer) {
	*l = layout{printer: p, tokens: l.tokens[:0], conditions: l.conditions[:0], ands: l.ands[:0]}
}

// add appends a token, with a blank before it or not, and returns its index.
func (l *layout) add(s ast.Span, blank bool) int {
	from, to := l.printer.place(s)
	return l.addText(from, to, blank)
}

func (l *layout) addText(from, to int, blank bool) int {
	p, n := l.printer, len(l.tokens)
	column := 0
	if n > 0 {
		last := l.tokens[n-1]
		column = last.column + last.width
		l.between(last.to, from)
	}
	if blank {
		column++
	}
	width := utf8.RuneCountInString(p.text[from:to])
	l.tokens = append(l.tokens, laid{from, to, column, width, blank, l.noted, noLine})
	return n
}

// between looks at the text between two tokens: comments are counted, all else but
// white space is noticed.
func (l *layout) between(at, to int) {
	for comments := l.printer.comments; l.noted < len(comments); l.noted++ {
		c := comments[l.noted]
		if c.From.Offset() >= to {
			break
		}
		l.gap(at, c.From.Offset())
		at = c.To.Offset()
	}
	l.gap(at, to)
}

func (l *layout) gap(from, to int) {
	if from < to {
		from, to = trimmed(l.printer.text, from, to)
		l.stray = l.stray || from < to
	}
}

// addNumber appends the parts of a version number, which may stand apart (L2.4). In
// another text than that of the tree there may be fewer.
func (l *layout) addNumber(s ast.Span) {
	p := l.printer
	if p.tokens != nil {
		for p.tokens[0].kind == kindNumber || p.tokens[0].is(".") {
			l.add(ast.Span{}, false)
		}
		return
	}
	from := s.From.Offset()
	for _, t := range lex(p.text[from:s.To.Offset()], nil).tokens {
		if t.kind != kindEOF {
			l.addText(from+t.from, from+t.to(), false)
		}
	}
}

// read takes in a rule.
func (l *layout) read(p *printer, r *ast.Rule) {
	l.reset(p)
	for i, c := range r.Conditions {
		if i > 0 {
			l.ands = append(l.ands, l.add(sized(r.Ands[i-1], 2), true))
		}
		l.conditions = append(l.conditions, l.condition(c, i > 0))
	}
	l.action.first = l.add(sized(r.Arrow, 2), len(r.Conditions) > 0)
	l.readAction(r.Action)
	if r.Semi.IsValid() {
		l.add(sized(r.Semi, 1), false)
	}
	l.action.last = len(l.tokens) - 1
	begin, end := r.From.Offset(), r.To.Offset()
	l.stray = l.stray || p.tokens == nil && (l.tokens[0].from != begin || l.tokens[l.action.last].to != end)
}

func (l *layout) readAction(a *ast.Action) {
	l.add(a.Name.Span, true)
	b := &bracket{open: l.add(sized(a.Open, 1), false), items: make([]unit, len(a.Args))}
	for i, arg := range a.Args {
		l.comma(b, a.Commas, i)
		u := unit{first: len(l.tokens)}
		blank := i > 0
		if arg.Name != nil {
			l.add(arg.Name.Span, blank)
			l.add(arg.EqSpan, false)
			blank = false
		}
		u.list = l.value(arg.Value, blank)
		u.last = len(l.tokens) - 1
		b.items[i] = u
	}
	b.close = l.add(sized(a.Close, 1), false)
	l.action.list = b
}

func (l *layout) condition(c *ast.Condition, blank bool) unit {
	u := unit{first: len(l.tokens)}
	if c.Negated() {
		l.add(sized(c.Not, 1), blank)
		blank = false
	}
	if c.Binder != nil {
		l.add(c.Binder.Span, blank)
		l.add(sized(c.Colon, 1), false)
		blank = false
	}
	b := &bracket{open: l.add(sized(c.Open, 1), blank), items: make([]unit, len(c.Tests))}
	for i, t := range c.Tests {
		l.comma(b, c.Commas, i)
		test := unit{first: l.add(t.Name.Span, i > 0)}
		l.add(t.OpSpan, false)
		test.list = l.value(t.Value, false)
		test.last = len(l.tokens) - 1
		b.items[i] = test
	}
	b.close = l.add(sized(c.Close, 1), false)
	u.list, u.last = b, b.close
	return u
}

// comma appends the comma before an item of a list, which comes after the one
// before that.
func (l *layout) comma(b *bracket, commas []ast.Pos, i int) {
	if i > 0 {
		b.items[i-1].last = l.add(sized(commas[i-1], 1), false)
	}
}

// value appends a value and returns the bracket of a call.
func (l *layout) value(e ast.Expr, blank bool) *bracket {
	switch e := e.(type) {
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
		l.add(ast.Span{From: e.Pos(), To: e.End()}, blank)
	case *ast.PropertyRef:
		l.add(e.Binder.Span, blank)
		l.add(sized(e.Dot, 1), false)
		l.add(e.Name.Span, false)
	case *ast.Call:
		return l.call(e, blank)
	}
	return nil
}

func (l *layout) call(c *ast.Call, blank bool) *bracket {
	l.add(c.Name.Span, blank)
	b := &bracket{open: l.add(sized(c.Open, 1), false), items: make([]unit, len(c.Args))}
	for i, arg := range c.Args {
		l.comma(b, c.Commas, i)
		u := unit{first: len(l.tokens)}
		u.list = l.value(arg, i > 0)
		u.last = len(l.tokens) - 1
		b.items[i] = u
	}
	b.close = l.add(sized(c.Close, 1), false)
	return b
}
