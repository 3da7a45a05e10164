package grammar

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
)

// Slips that participle can't pass over are mended in the tokens before it
// sees them, so that a rule shows what else is wrong with it. Each is one
// function here, with its own code and fix.

// repair returns the rule's tokens as they were meant.
func (p *parser) repair() []token {
	tokens := slices.Clone(p.tokens)
	depth := 0
	for i := 0; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case t.is("("), t.is("["):
			if depth == 0 && t.is("(") {
				tokens, i = p.mendAction(tokens, i)
			}
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
	}
	return tokens
}

// mendAction looks at the "(" at i, outside of brackets: before it stand "=>"
// and the name of an action, or one of them is missing. It returns the index
// of the "(" in the mended tokens.
func (p *parser) mendAction(tokens []token, i int) ([]token, int) {
	if i > 0 && tokens[i-1].is("=>") {
		return p.missingAction(tokens, i), i + 1
	}
	if i == 0 || tokens[i-1].kind != kindIdent {
		return tokens, i
	}
	if i == 1 {
		return p.missingArrow(tokens, 0), i + 1
	}
	switch before := tokens[i-2]; {
	case before.is("=>"), before.is(":"):
		return tokens, i
	case before.is("]"):
		return p.missingArrow(tokens, i-1), i + 1
	case slices.Contains([]string{"&&", ">=", "==", "=", ">", "<="}, before.text):
		p.wrongArrow(tokens, i-2)
	}
	return tokens, i
}

// missingAction: "=> (…)" (L2).
func (p *parser) missingAction(tokens []token, i int) []token {
	arrow := tokens[i-1]
	d := diag.New(diag.MissingAction, arrow.after(), `found "(" after "=>", expected the name of an action`)
	names := []string{"issue", "add", "issueproperty"}
	if i+1 < len(tokens) && tokens[i+1].is(")") {
		names = []string{"permit", "deny"}
	}
	for _, n := range names {
		d.Fixes = append(d.Fixes, diag.Insert(`insert "`+n+`"`, tokens[i].span().From, n))
	}
	p.report(d)
	p.bad = true
	return slices.Insert(tokens, i, token{kindIdent, names[0], tokens[i].from})
}

// missingArrow: "[…] permit()", "permit()" (L2). The action's name is at i.
func (p *parser) missingArrow(tokens []token, i int) []token {
	p.noArrow(tokens[i], diag.Insert(`insert "=>"`, tokens[i].span().From, "=> "))
	return slices.Insert(tokens, i, token{kindPunct, "=>", tokens[i].from})
}

// wrongArrow: "[…] && permit()", "[…] >= permit()" (L2). The operator is at i,
// the action's name behind it.
func (p *parser) wrongArrow(tokens []token, i int) {
	op := tokens[i]
	p.noArrow(tokens[i+1], diag.Replace(`replace `+describe(op)+` with "=>"`, op.span(), "=>"))
	tokens[i].text = "=>"
}

// noArrow reports an action without "=>" before it.
func (p *parser) noArrow(action token, fix diag.Fix) {
	d := diag.New(diag.MissingArrow, action.span(), `found the action "%s", expected "=>" before it`, shorten(action.text))
	d.Fixes = []diag.Fix{fix}
	p.report(d)
	p.bad = true
}

// explain reports what is wrong with a rule that participle can't read. Of the
// library's error only the place is kept, and that where the context finds
// nothing to blame.
func (p *parser) explain(tokens []token, offset int) {
	var c context
	i := c.blame(tokens)
	if i == len(tokens) && offset < p.next.from {
		i = max(0, slices.IndexFunc(tokens, func(t token) bool { return t.from >= offset }))
	}
	if n := slices.IndexFunc(tokens[:min(i+1, len(tokens))], open); n >= 0 {
		p.unterminated(tokens[n])
		return
	}
	found := p.next
	if i < len(tokens) {
		found = tokens[i]
	}
	if p.unclosed(&c, found) || p.unopened(&c, found) {
		return
	}
	d := diag.New(diag.UnexpectedToken, found.span(), "found %s, expected %s", describe(found), c.expected().text)
	if found.kind == kindIllegal {
		d.Code = diag.IllegalCharacter
	}
	if i == len(tokens) {
		d.Span = tokens[i-1].after()
	}
	d.Fixes = likelyFixes(&c, found)
	p.report(d)
}

// unclosed: a bracket that the rule never closes.
func (p *parser) unclosed(c *context, found token) bool {
	ends := found.kind == kindEOF || slices.ContainsFunc([]string{"=>", ";", "&&", "}"}, found.is)
	if !ends || !c.closable() {
		return false
	}
	bracket := c.open()
	closer := map[string]string{"[": "]", "(": ")"}[bracket.text]
	d := diag.New(diag.UnbalancedBracket, c.last.after(), `found %s, expected "%s"`, describe(found), closer)
	d.Related = []diag.Related{{Span: bracket.span(), Message: `the "` + bracket.text + `" that is not closed`}}
	d.Fixes = []diag.Fix{diag.Insert(`insert "`+closer+`"`, c.last.end(), closer)}
	p.report(d)
	return true
}

// unopened: a bracket that closes nothing.
func (p *parser) unopened(c *context, found token) bool {
	if len(c.stack) > 0 || !found.is("]") && !found.is(")") {
		return false
	}
	opener := map[string]string{"]": "[", ")": "("}[found.text]
	d := diag.New(diag.UnbalancedBracket, found.span(), `found "%s" without "%s"`, found.text, opener)
	d.Fixes = []diag.Fix{diag.Replace(`remove "`+found.text+`"`, found.span(), "")}
	p.report(d)
	return true
}

// likelyFixes are the mends for the common cases of an unexpected token.
func likelyFixes(c *context, found token) []diag.Fix {
	w := c.expected()
	switch {
	case found.text == "&", strings.EqualFold(found.text, "and") && len(c.stack) == 0:
		return []diag.Fix{diag.Replace(`replace with "&&"`, found.span(), "&&")}
	case found.is("=>") && w.text == wantOp.text:
		return []diag.Fix{diag.Replace(`replace with ">="`, found.span(), ">=")}
	case found.is("[") && w.text == wantColon.text:
		return []diag.Fix{diag.Insert(`insert ":"`, c.last.end(), ":")}
	case w.allows(token{kind: kindPunct, text: ","}) && wantValue.allows(found):
		return []diag.Fix{diag.Insert(`insert ","`, c.last.end(), ",")}
	}
	return nil
}
