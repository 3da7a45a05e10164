package jmespath

import (
	"fmt"
	"strings"
)

// How tightly tokens bind what is before them; what is not here ends an
// expression. A projection's rest goes on for as long as tokens bind tighter than
// the projection, and not at all below powerRest.
const (
	powerPipe       = 1
	powerOr         = 2
	powerAnd        = 3
	powerComparison = 5
	powerFlatten    = 9
	powerRest       = 10
	powerStar       = 20
	powerFilter     = 21
	powerDot        = 40
	powerNot        = 45
	powerBracket    = 55
)

// powers of the tokens that may follow an expression.
var powers = [...]int{
	kindPipe: powerPipe, kindOr: powerOr, kindAnd: powerAnd,
	kindEqual: powerComparison, kindNotEqual: powerComparison, kindLess: powerComparison,
	kindLessEqual: powerComparison, kindGreater: powerComparison, kindGreaterEqual: powerComparison,
	kindFlatten: powerFlatten, kindFilter: powerFilter, kindDot: powerDot, kindOpenBracket: powerBracket,
}

// parser builds the tree of a query: precedence climbing over its tokens. A nil
// node means that err is set.
type parser struct {
	text   string
	tokens []token
	next   int
	depth  int
	err    *SyntaxError
}

// query parses the whole text.
func (p *parser) query() (node, error) {
	if len(p.text) > MaxQueryLen {
		return nil, &SyntaxError{Offset: MaxQueryLen, End: len(p.text), Class: Syntax,
			Message: fmt.Sprintf("found a query of %d bytes, expected at most %d", len(p.text), MaxQueryLen)}
	}
	if at := invalidUTF8(p.text); at >= 0 {
		return nil, &SyntaxError{Offset: at, End: at + 1, Class: Syntax,
			Message: fmt.Sprintf("found the byte 0x%02x, which is not UTF-8", p.text[at])}
	}
	p.tokens = lex(p.text)
	if p.peek().kind == kindEnd {
		return nil, &SyntaxError{Class: Syntax, End: len(p.text), Message: "found an empty query, expected an expression"}
	}
	n := p.expression(0)
	if n != nil && p.peek().kind != kindEnd {
		n = p.unexpected("the end of the query")
	}
	if n == nil {
		return nil, p.err
	}
	return n, nil
}

func (p *parser) peek() token { return p.tokens[p.next] }

// peek2 returns the token after the next one.
func (p *parser) peek2() token { return p.tokens[min(p.next+1, len(p.tokens)-1)] }

// take consumes the next token; the last one stays.
func (p *parser) take() token {
	t := p.tokens[p.next]
	p.next = min(p.next+1, len(p.tokens)-1)
	return t
}

// expression parses for as long as tokens bind tighter than power.
func (p *parser) expression(power int) node {
	entered := p.depth
	if !p.deeper() {
		return nil
	}
	left := p.prefix()
	for left != nil && powers[p.peek().kind] > power {
		left = p.infix(left)
	}
	p.depth = entered
	return left
}

// deeper enters one more level of nesting. What the levels bound is the recursion
// of the parser, the printer and the evaluator alike.
func (p *parser) deeper() bool {
	p.depth++
	if p.depth > MaxQueryNesting {
		p.fail(p.peek(), Syntax, fmt.Sprintf("found nesting deeper than %d levels", MaxQueryNesting))
		return false
	}
	return true
}

// prefix parses what an expression begins with.
func (p *parser) prefix() node {
	t := p.peek()
	switch t.kind {
	case kindName:
		p.take()
		if p.peek().kind == kindOpenParen {
			return p.call(t)
		}
		return newField(t, p.lexeme(t))
	case kindQuoted:
		return p.quoted()
	case kindRaw:
		p.take()
		return p.raw(t)
	case kindLiteral:
		p.take()
		return p.literal(t)
	case kindCurrent:
		p.take()
		return &current{at(t.start)}
	case kindNot:
		p.take()
		if operand := p.expression(powerNot); operand != nil {
			return &not{at(t.start), operand}
		}
		return nil
	case kindOpenParen:
		p.take()
		n := p.expression(0)
		if n == nil || !p.expect(kindCloseParen, `")"`) {
			return nil
		}
		return n
	case kindOpenBrace:
		return p.hash()
	case kindOpenBracket:
		if p.atBracket() {
			return p.bracket()
		}
		return p.list()
	case kindStar, kindFilter, kindFlatten:
		return p.bracket()
	case kindNumber:
		return p.unexpected("a literal in backquotes: numbers need backquotes")
	case kindReference:
		return p.unexpected(`an expression: "&" goes before an argument of a function only`)
	}
	return p.unexpected("an expression")
}

// infix parses what follows an expression.
func (p *parser) infix(left node) node {
	t := p.peek()
	switch t.kind {
	case kindDot:
		p.take()
		if p.peek().kind == kindStar {
			return joined(left, p.bracket())
		}
		return joined(left, p.afterDot(powerDot))
	case kindPipe:
		p.take()
		return joined(left, p.expression(powerPipe))
	case kindOr:
		return p.or(left)
	case kindAnd:
		return p.and(left)
	case kindOpenBracket, kindFilter, kindFlatten:
		return joined(left, p.bracket())
	}
	p.take()
	// Unlike the others, comparisons in a row nest to the left.
	if !p.deeper() {
		return nil
	}
	right := p.expression(powerComparison)
	if right == nil {
		return nil
	}
	return &comparison{at(t.start), t.kind, left, right}
}

// joined makes a chain, or makes one longer.
func joined(left, right node) node {
	if right == nil {
		return nil
	}
	c, ok := left.(*chain)
	if !ok {
		c = &chain{at(left.place()), append(make([]node, 0, 4), left)}
	}
	if r, ok := right.(*chain); ok {
		c.steps = append(c.steps, r.steps...)
	} else {
		c.steps = append(c.steps, right)
	}
	return c
}

// or parses the right side of ||.
func (p *parser) or(left node) node {
	t := p.take()
	right := p.expression(powerOr)
	if right == nil {
		return nil
	}
	if o, ok := left.(*or); ok {
		o.terms = append(o.terms, right)
		return o
	}
	return &or{at(t.start), []node{left, right}}
}

// and parses the right side of &&.
func (p *parser) and(left node) node {
	t := p.take()
	right := p.expression(powerAnd)
	if right == nil {
		return nil
	}
	if a, ok := left.(*and); ok {
		a.terms = append(a.terms, right)
		return a
	}
	return &and{at(t.start), []node{left, right}}
}

// afterDot parses the right side of a dot. A multiselect there ends it.
func (p *parser) afterDot(power int) node {
	switch p.peek().kind {
	case kindName, kindQuoted, kindStar:
		return p.expression(power)
	case kindOpenBrace:
		return p.hash()
	case kindOpenBracket:
		if next := p.peek2().kind; next == kindNumber || next == kindColon {
			return p.unexpected(`a name after ".": an index follows without "."`)
		}
		return p.list()
	}
	return p.unexpected(`a name, "*", "[" or "{" after "."`)
}

// lexeme returns the text of a token.
func (p *parser) lexeme(t token) string { return p.text[t.start:t.end] }

// expect consumes a token of one kind.
func (p *parser) expect(k kind, what string) bool {
	if p.peek().kind != k {
		p.unexpected(what)
		return false
	}
	p.take()
	return true
}

// unexpected fails at the next token. Slips that come from other languages get
// their own words, since they read as two expressions side by side.
func (p *parser) unexpected(expected string) node {
	t := p.peek()
	found := "found " + quote(p.lexeme(t))
	switch {
	case t.kind == kindBad:
		return p.fail(t, Syntax, t.fault)
	case t.kind == kindEnd:
		found = "found the end of the query"
	case p.next > 0 && t.kind == kindName && wordOperator(p.lexeme(t)) != "":
		expected = quote(wordOperator(p.lexeme(t)))
	case p.next > 0 && t.kind == kindReference:
		expected = `"&&"`
	}
	return p.fail(t, Syntax, found+", expected "+expected)
}

// wordOperator returns what an operator of other languages is here, or "".
func wordOperator(word string) string {
	switch strings.ToLower(word) {
	case "and":
		return "&&"
	case "or":
		return "||"
	case "is", "eq":
		return "=="
	case "ne":
		return "!="
	}
	return ""
}

// fail notes an error over a token.
func (p *parser) fail(t token, class Class, message string) node {
	p.err = &SyntaxError{Offset: int(t.start), End: int(t.end), Class: class, Message: message}
	return nil
}
