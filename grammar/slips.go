package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// Slips that participle can't pass over are mended in the tokens before it
// sees them, so that a rule shows what else is wrong with it. Each is one
// function here, with its own code and fix.

// repair returns the rule's tokens as they were meant: those of the rule, or a
// mended copy. A rule has one action, so one mend of it is all: what else stands
// there is no slip but another text.
func (p *parser) repair() []token {
	depth := 0
	for i, t := range p.tokens {
		switch {
		case t.is("("), t.is("["):
			if depth == 0 && t.is("(") {
				if mended := p.mendAction(p.tokens, i); p.bad {
					return mended
				}
			}
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
	}
	return p.tokens
}

// mendAction looks at the "(" at i, outside of brackets: before it stand "=>"
// and the name of an action, or one of them is missing.
func (p *parser) mendAction(tokens []token, i int) []token {
	if i > 0 && tokens[i-1].is("=>") {
		return p.missingAction(tokens, i)
	}
	if i == 0 || tokens[i-1].kind != kindIdent || lang.FunctionNamed(tokens[i-1].text) != nil {
		return tokens // a function outside of brackets: one of those is missing
	}
	if i == 1 {
		return p.missingArrow(tokens, 0)
	}
	switch before := tokens[i-2]; {
	case before.is("]"):
		return p.missingArrow(tokens, i-1)
	case slices.Contains([]string{"&&", ">=", "==", "=", ">", "<="}, before.text):
		return p.wrongArrow(tokens, i-2)
	}
	return tokens
}

// missingAction: "=> (…)" (L2).
func (p *parser) missingAction(tokens []token, i int) []token {
	arrow := tokens[i-1]
	d := missingAction.At(arrow.after(), `found "(" after "=>", expected the name of an action`)
	names := []string{"issue", "add", "issueproperty"}
	if i+1 < len(tokens) && tokens[i+1].is(")") {
		names = []string{"permit", "deny"}
	}
	for _, n := range names {
		d.Fixes = append(d.Fixes, diag.Insert(`insert "`+n+`"`, tokens[i].span().From, n))
	}
	p.report(d)
	p.bad = true
	return slices.Insert(slices.Clone(tokens), i, token{kindIdent, names[0], tokens[i].from})
}

// missingArrow: "[…] permit()", "permit()" (L2). The action's name is at i.
func (p *parser) missingArrow(tokens []token, i int) []token {
	p.noArrow(tokens[i], diag.Insert(`insert "=>"`, tokens[i].span().From, "=> "))
	return slices.Insert(slices.Clone(tokens), i, token{kindPunct, "=>", tokens[i].from})
}

// wrongArrow: "[…] && permit()", "[…] >= permit()" (L2). The operator is at i,
// the action's name behind it.
func (p *parser) wrongArrow(tokens []token, i int) []token {
	op := tokens[i]
	p.noArrow(tokens[i+1], diag.Replace(`replace `+describe(op)+` with "=>"`, op.span(), "=>"))
	tokens = slices.Clone(tokens)
	tokens[i].text = "=>"
	return tokens
}

// noArrow reports an action without "=>" before it.
func (p *parser) noArrow(action token, fix diag.Fix) {
	d := missingArrow.At(action.span(), `found the action "%s", expected "=>" before it`, spell.Word(action.text))
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
		if n == i && c.endsWord(tokens[n]) {
			p.findings[len(p.findings)-1].Fixes = []diag.Fix{openString(c.last)}
		}
		return
	}
	found := p.next
	if i < len(tokens) {
		found = tokens[i]
	}
	if p.unclosed(&c, found) || p.unopened(&c, found) || p.unseen(found) {
		return
	}
	page := unexpectedToken
	if found.kind == kindIllegal {
		page = illegalCharacter
	}
	d := page.At(found.span(), "found %s, expected %s", describe(found), c.expected().text)
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
	d := unbalancedBracket.At(c.last.after(), `found %s, expected "%s"`, describe(found), closer)
	d.Related = []diag.Related{{Span: bracket.span(), Message: `the "` + bracket.text + `" that is not closed`}}
	d.Fixes = []diag.Fix{diag.Insert(`insert "`+closer+`"`, c.last.end(), closer)}
	if found.is("}") && found.from < p.next.from { // inside the rule: written for another bracket
		d.Span = found.span()
		d.Fixes = []diag.Fix{diag.Replace(`replace with "`+closer+`"`, found.span(), closer)}
	}
	p.report(d)
	return true
}

// unopened: a bracket that closes nothing.
func (p *parser) unopened(c *context, found token) bool {
	if len(c.stack) > 0 || !found.is("]") && !found.is(")") {
		return false
	}
	opener := map[string]string{"]": "[", ")": "("}[found.text]
	d := unbalancedBracket.At(found.span(), `found "%s" without "%s"`, found.text, opener)
	d.Fixes = []diag.Fix{diag.Replace(`remove "`+found.text+`"`, found.span(), "")}
	p.report(d)
	return true
}

// unseen: a character that nobody sees, inside a word; or a byte that is no
// UTF-8, which is reported for the whole text (L1.1).
func (p *parser) unseen(found token) bool {
	if found.kind != kindIllegal {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(found.text); blank(r) {
		p.report(invisible(found.span(), r))
		return true
	}
	return badByte(found.text)
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
	case found.kind == kindIdent && w.text == wantOpen.text:
		return []diag.Fix{diag.Insert(`insert "["`, c.last.end(), "[")}
	case c.endsWord(found):
		return []diag.Fix{openString(c.last)}
	case w.text == wantEq.text && wantValue.allows(found):
		return []diag.Fix{diag.Insert(`insert "="`, c.last.end(), "=")}
	case w.text == wantPart.text:
		return nil
	case w.allows(token{kind: kindPunct, text: ","}) && wantValue.allows(found):
		return []diag.Fix{diag.Insert(`insert ","`, c.last.end(), ",")}
	}
	return nil
}

// endsWord reports whether a string starts at the end of a word: its quote was
// meant as the second one, and what is taken for the string is the rest.
func (c *context) endsWord(found token) bool {
	return found.kind == kindString && c.last.kind == kindIdent && c.last.to() == found.from
}

func openString(word token) diag.Fix {
	return diag.Insert(`put a quote before "`+spell.Word(word.text)+`"`, word.span().From, `"`)
}
