package grammar

import "slices"

// context is where in a rule a token stands. L2 is LL(1), so the tokens before
// decide what could stand there. participle only says that a rule is broken:
// it gives up at the start of an optional part, not at the token to blame.
type context struct {
	stack  []token // open brackets
	last   token   // the token before
	before token   // the token before that
	arrow  bool    // "=>" has been passed
}

// pass moves the context after a token.
func (c *context) pass(t token) {
	switch {
	case t.is("["), t.is("("):
		c.stack = append(c.stack, t)
	case (t.is("]") || t.is(")")) && len(c.stack) > 0:
		c.stack = c.stack[:len(c.stack)-1]
	case t.is("=>"):
		c.arrow = true
	}
	c.before, c.last = c.last, t
}

// open is the innermost open bracket, an empty token at the rule's top.
func (c *context) open() token {
	if len(c.stack) == 0 {
		return token{}
	}
	return c.stack[len(c.stack)-1]
}

// blame passes tokens up to the first that can't stand where it does, and
// returns its index: the number of tokens if only the end is wrong.
func (c *context) blame(tokens []token) int {
	for i, t := range tokens {
		if !c.expected().allows(t) {
			return i
		}
		c.pass(t)
	}
	return len(tokens)
}

// want is what can stand in a place.
type want struct {
	text   string
	puncts []string
	ident  bool
	value  bool // literal or identifier
}

func (w want) allows(t token) bool {
	switch t.kind {
	case kindIdent:
		return w.ident || w.value
	case kindString, kindNumber, kindPlaceholder:
		return w.value
	case kindPunct:
		return slices.Contains(w.puncts, t.text)
	case kindEOF, kindIllegal:
	}
	return false
}

var (
	wantRule      = want{text: `a condition or "=>"`, puncts: []string{"!", "[", "=>"}, ident: true}
	wantCondition = want{text: "a condition", puncts: []string{"!", "["}, ident: true}
	wantAction    = want{text: "an action", ident: true}
	wantBinder    = want{text: `a binder or "["`, puncts: []string{"["}, ident: true}
	wantOpen      = want{text: `"["`, puncts: []string{"["}}
	wantParen     = want{text: `"("`, puncts: []string{"("}}
	wantColon     = want{text: `":"`, puncts: []string{":"}}
	wantNext      = want{text: `"&&" or "=>"`, puncts: []string{"&&", "=>"}}
	wantEnd       = want{text: `";"`, puncts: []string{";"}}
	wantProperty  = want{text: "a property (type, value, valueType or issuer)", ident: true}
	wantOp        = want{text: `a comparison such as "=="`, puncts: []string{"==", "!=", "<", "<=", ">", ">=", "="}}
	wantValue     = want{text: "a value", value: true}
	wantValues    = want{text: `a value or ")"`, puncts: []string{")"}, value: true}
	wantArg       = want{text: "an argument", value: true}
	wantArgs      = want{text: `an argument or ")"`, puncts: []string{")"}, value: true}
	wantEq        = want{text: `"="`, puncts: []string{"=", "==", ",", ")", ".", "("}}
	wantTestEnd   = want{text: `"," or "]"`, puncts: []string{",", "]"}}
	wantListEnd   = want{text: `"," or ")"`, puncts: []string{",", ")"}}
	wantPart      = want{text: `"." or "("`, puncts: []string{".", "("}}
)

// and allows more punctuation without saying so.
func (w want) and(puncts ...string) want {
	w.puncts = append(slices.Clone(w.puncts), puncts...)
	return w
}

// expected says what could stand after the context.
func (c *context) expected() want {
	switch {
	case c.open().is("["):
		return c.inCondition()
	case len(c.stack) > 1:
		return c.inList(wantValues, wantValue)
	case c.open().is("("):
		return c.inAction()
	}
	return c.atTop()
}

func (c *context) atTop() want {
	switch {
	case c.last.text == "":
		return wantRule
	case c.last.is("=>"):
		return wantAction
	case c.last.is("&&"):
		return wantCondition
	case c.last.is("!"):
		return wantBinder
	case c.last.is(":"):
		return wantOpen
	case c.last.is("]"):
		return wantNext
	case c.last.kind == kindIdent && c.arrow:
		return wantParen
	case c.last.kind == kindIdent:
		return wantColon
	}
	return wantEnd
}

// startsItem reports whether a test, argument or value starts after t.
func startsItem(t token) bool { return t.is("[") || t.is("(") || t.is(",") }

func (c *context) inCondition() want {
	switch {
	case startsItem(c.last):
		return wantProperty
	case c.last.kind == kindIdent && startsItem(c.before):
		return wantOp
	}
	return c.afterValue(wantTestEnd)
}

func (c *context) inAction() want {
	if c.last.kind == kindIdent && startsItem(c.before) {
		return wantEq
	}
	w := c.inList(wantArgs, wantArg)
	if w.text == wantListEnd.text && startsItem(c.before) {
		return w.and("=", "==") // a literal before "=" gets its own finding
	}
	return w
}

// inList is the inside of parentheses.
func (c *context) inList(first, item want) want {
	switch {
	case c.last.is("("):
		return first
	case c.last.is(","):
		return item
	}
	return c.afterValue(wantListEnd)
}

// afterValue is what follows a value or one of its parts.
func (c *context) afterValue(end want) want {
	switch {
	case c.last.is("."):
		return wantProperty
	case c.last.kind == kindPunct && !c.last.is(")"):
		return wantValue
	case c.last.kind == kindIdent && !c.before.is("."):
		if c.open().is("[") && c.last.text != "true" && c.last.text != "false" {
			return wantPart.and(end.puncts...)
		}
		return end.and(".", "(")
	}
	return end
}

// closable reports whether a closing bracket could stand after the context.
func (c *context) closable() bool {
	w := c.expected()
	return len(c.stack) > 0 && (w.allows(token{kind: kindPunct, text: "]"}) || w.allows(token{kind: kindPunct, text: ")"}))
}
