package jmespath

import (
	"math"
	"strconv"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// atBracket reports whether the bracket that comes next is an index, a slice or
// [*], and no multiselect.
func (p *parser) atBracket() bool {
	switch p.peek2().kind {
	case kindNumber, kindColon:
		return true
	case kindStar:
		return p.tokens[min(p.next+2, len(p.tokens)-1)].kind == kindCloseBracket
	}
	return false
}

// bracket parses an index or a projection, which takes along the rest of the
// expression that binds tighter than it.
func (p *parser) bracket() node {
	t := p.peek()
	switch t.kind {
	case kindStar:
		p.take()
		rest, ok := p.rest(powerStar)
		return p.projection(ok, &members{at(t.start), rest})
	case kindFlatten:
		p.take()
		rest, ok := p.rest(powerFlatten)
		return p.projection(ok, &flatten{at(t.start), rest})
	case kindFilter:
		p.take()
		cond := p.expression(0)
		if cond == nil || !p.expect(kindCloseBracket, `"]"`) {
			return nil
		}
		rest, ok := p.rest(powerFilter)
		return p.projection(ok, &filter{at(t.start), cond, rest})
	}
	p.take()
	switch next := p.peek(); next.kind {
	case kindStar:
		p.take()
		if !p.expect(kindCloseBracket, `"]"`) {
			return nil
		}
		rest, ok := p.rest(powerStar)
		return p.projection(ok, &each{at(t.start), rest})
	case kindNumber, kindColon:
		return p.indexOrSlice(t)
	}
	return p.unexpected(`a number, ":" or "*"`)
}

// projection returns the node if its rest parsed.
func (p *parser) projection(ok bool, n node) node {
	if !ok {
		return nil
	}
	return n
}

// rest parses what a projection applies to each element; nil if nothing follows
// that binds tightly enough.
func (p *parser) rest(power int) (node, bool) {
	var n node
	switch k := p.peek().kind; {
	case powers[k] < powerRest:
		return nil, true
	case k == kindDot:
		p.take()
		n = p.afterDot(power)
	case k == kindOpenBracket && !p.atBracket():
		p.take()
		n = p.unexpected(`a number, ":" or "*"`)
	default:
		n = p.expression(power)
	}
	return n, n != nil
}

// indexOrSlice parses the inside of brackets that begin with a number or a colon,
// and the closing one.
func (p *parser) indexOrSlice(open token) node {
	var parts [3]*int64
	var last token
	colons := 0
	for p.peek().kind != kindCloseBracket {
		t := p.peek()
		switch {
		case t.kind == kindNumber && parts[colons] == nil:
			n, err := strconv.ParseInt(p.lexeme(t), 10, 64)
			if err != nil {
				return p.fail(t, Syntax, "found "+quote(p.lexeme(t))+", expected a number of 64 bits")
			}
			parts[colons] = &n
		case t.kind == kindColon && colons < 2:
			colons++
		case colons == 0:
			return p.unexpected(`"]" or ":"`)
		case parts[colons] == nil:
			return p.unexpected(`a number or "]"`)
		default:
			return p.unexpected(`"]"`)
		}
		last = p.take()
	}
	p.take()
	if colons == 0 {
		return &index{at(open.start), *parts[0]}
	}
	s := &slice{at: at(open.start), start: parts[0], stop: parts[1], step: 1}
	if step := parts[2]; step != nil {
		if *step == 0 {
			return p.fail(last, InvalidValue, "found a slice with step 0, expected another step")
		}
		s.step = max(*step, -math.MaxInt64) // so that it can be negated
	}
	var ok bool
	s.rest, ok = p.rest(powerStar)
	return p.projection(ok, s)
}

// list parses a multiselect [a, b].
func (p *parser) list() node {
	t := p.take()
	n := &list{at: at(t.start)}
	for {
		item := p.expression(0)
		if item == nil {
			return nil
		}
		n.items = append(n.items, item)
		if p.peek().kind != kindComma {
			break
		}
		p.take()
	}
	if !p.expect(kindCloseBracket, `"," or "]"`) {
		return nil
	}
	return n
}

// hash parses a multiselect {a: b}.
func (p *parser) hash() node {
	t := p.take()
	n := &hash{at: at(t.start)}
	for {
		name, ok := p.key()
		if !ok || !p.expect(kindColon, `":"`) {
			return nil
		}
		item := p.expression(0)
		if item == nil {
			return nil
		}
		n.names = append(n.names, name)
		n.cost += int64(len(name)) / jsondoc.BytesPerStep
		n.items = append(n.items, item)
		if p.peek().kind != kindComma {
			break
		}
		p.take()
	}
	if !p.expect(kindCloseBrace, `"," or "}"`) {
		return nil
	}
	return n
}

// key parses the name of a multiselect's member.
func (p *parser) key() (string, bool) {
	switch t := p.peek(); t.kind {
	case kindName:
		p.take()
		return p.lexeme(t), true
	case kindQuoted:
		p.take()
		return p.unquote(t)
	}
	p.unexpected("a name")
	return "", false
}
