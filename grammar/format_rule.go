package grammar

// arrange decides where the lines of a rule begin (T1.5, T1.6).
func (l *layout) arrange(depth int) {
	end := len(l.tokens) - 1
	if !l.commented(0, end) && l.fits(0, end, depth) {
		return
	}
	for i, c := range l.conditions {
		if i > 0 {
			c.first = l.beginCondition(c.first, l.ands[i-1], depth)
		}
		if i < len(l.ands) && !l.commented(c.last, l.ands[i]) {
			c.last = l.ands[i] // stands behind its condition
		}
		l.arrangeCondition(c, depth)
	}
	if last := l.action.last; l.commented(l.action.list.close, last) {
		l.tokens[last].line = depth // the semicolon, if a comment keeps it from its place
	}
	if len(l.conditions) > 0 {
		depth += indent
		l.tokens[l.action.first].line = depth
	}
	l.arrangeUnit(l.action, depth, false)
}

// beginCondition begins the line of a condition after the first, and returns the
// token that does. A comment before "&&" makes that one it.
func (l *layout) beginCondition(first, and, depth int) int {
	if !l.commented(and-1, and) {
		l.tokens[first].line = depth
		return first
	}
	l.tokens[and].line = depth
	if l.commented(and, first) {
		l.tokens[first].line = depth
		return first
	}
	return and
}

// segment is the line on which a list would stand if it was not opened.
type segment struct{ first, last, depth int }

// segment returns the line of a unit's list: comments before and after that cut off
// what is not on it. After a comment the unit goes on one step deeper.
func (l *layout) segment(u unit, depth int) segment {
	s := segment{u.first, u.last, depth}
	for i := u.list.open; i > u.first; i-- {
		if l.commented(i-1, i) {
			s.first, s.depth = i, depth+indent
			break
		}
	}
	for i := u.list.close; i < u.last; i++ {
		if l.commented(i, i+1) {
			s.last = i
			break
		}
	}
	return s
}

// arrangeCondition opens the tests of a condition around a comment, and around a call
// that is opened because its line passes the limit before it ends.
func (l *layout) arrangeCondition(u unit, depth int) {
	b, s := u.list, l.segment(u, depth)
	noted := l.commented(b.open, b.close)
	passes := make([]bool, len(b.items))
	opened := noted
	for i, test := range b.items {
		end := test.last
		if i == len(b.items)-1 {
			end = s.last
		}
		passes[i] = !noted && test.list.opens() && !l.fits(s.first, end, s.depth)
		opened = opened || passes[i]
	}
	switch {
	case !opened:
	case l.hugs(b):
		l.arrangeList(b.items[0].list, s, passes[0])
	default:
		l.open(b, s.depth, passes)
	}
}

// arrangeUnit opens the list of a unit if it has to be.
func (l *layout) arrangeUnit(u unit, depth int, force bool) {
	if u.list != nil {
		l.arrangeList(u.list, l.segment(u, depth), force)
	}
}

// arrangeList opens a list, or the one in it that can be, if a comment stands in it
// or the line does not fit.
func (l *layout) arrangeList(b *bracket, s segment, force bool) {
	if b == nil || !force && !l.commented(b.open, b.close) && l.fits(s.first, s.last, s.depth) {
		return
	}
	switch {
	case !l.hugs(b):
		l.open(b, s.depth, nil)
	case len(b.items) == 1:
		l.arrangeList(b.items[0].list, s, force)
	}
}

// open gives each item of a list its line, and the closing bracket one. The lists of
// items that are forced are opened too.
func (l *layout) open(b *bracket, depth int, forced []bool) {
	for i, item := range b.items {
		l.tokens[item.first].line = depth + indent
		l.arrangeUnit(item, depth+indent, forced != nil && forced[i])
	}
	l.tokens[b.close].line = depth
}

// opens reports whether a list can be opened, or one in it: one of a single item
// stays on its line.
func (b *bracket) opens() bool {
	for b != nil && len(b.items) == 1 {
		b = b.items[0].list
	}
	return b != nil && len(b.items) > 0
}

// hugs reports whether a list is one that stays on its line: of one item, without a
// comment but in the item's own list. That is true of an empty list too.
func (l *layout) hugs(b *bracket) bool {
	if len(b.items) > 1 {
		return false
	}
	noted := l.tokens[b.close].noted - l.tokens[b.open].noted
	if len(b.items) == 1 && b.items[0].list != nil {
		inner := b.items[0].list
		noted -= l.tokens[inner.close].noted - l.tokens[inner.open].noted
	}
	return noted == 0
}

// commented reports whether a comment stands between two tokens.
func (l *layout) commented(first, last int) bool {
	return l.tokens[first].noted < l.tokens[last].noted
}

// fits reports whether the tokens fit on one line.
func (l *layout) fits(first, last, depth int) bool {
	end := l.tokens[last].column + l.tokens[last].width
	return depth+end-l.tokens[first].column <= columns
}

// lines writes the tokens, with the comments between them.
func (p *printer) lines(depth int) {
	l := &p.rule
	if l.action.list != nil {
		l.arrange(depth)
	}
	for i, t := range l.tokens {
		if t.line != noLine {
			depth = t.line
		}
		switch {
		case i > 0 && l.commented(i-1, i):
			next := depth
			if t.line == noLine {
				next += indent
			}
			p.insides(p.loose(t.from), next)
			p.newline(next, false)
		case t.line != noLine:
			p.newline(depth, false)
		case t.blank:
			p.out = append(p.out, ' ')
		}
		p.copy(t.from, t.to)
	}
}
