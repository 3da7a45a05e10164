package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// explain reports what is wrong with a rule that participle can't read. Of the
// library's error only the place is kept, and that where the context finds
// nothing to blame.
func (p *parser) explain(tokens []token, end int) {
	var c context
	i := c.blame(tokens)
	if i == len(tokens) {
		i = end
	}
	if n := slices.IndexFunc(tokens[:min(i+1, len(tokens))], unended); n >= 0 {
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
	if !p.written(found) || !p.written(c.last) {
		return // beside a token that was repaired, which is a finding already
	}
	defer p.slipsBeside(tokens, i)
	if p.unclosed(&c, found) || p.unopened(&c, found) || p.unseen(found) || p.negation(&c, tokens, i) {
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
	d.Fixes = append(likelyFixes(&c, found), p.guesses(&c, tokens, i)...)
	p.report(d)
}

// written reports whether a token is in the text, and was not put there by a
// repair.
func (p *parser) written(t token) bool {
	return t.to() <= len(p.source) && p.source[t.from:t.to()] == t.text
}

// slipsBeside reports the slips that are plain from single tokens, whatever else
// is wrong with the rule: those that lowering would find if it could be read. The
// token at the index is reported already.
func (p *parser) slipsBeside(tokens []token, blamed int) {
	if slices.ContainsFunc(tokens, unended) || blamed < len(tokens) && tokens[blamed].kind == kindString {
		return // where strings begin and end is not certain
	}
	var c context
	for i, t := range tokens {
		if i != blamed && p.written(t) {
			p.slipOf(t, &c)
			if i+1 < len(tokens) && isBareName(t, tokens[i+1], &c) {
				p.bareName(&ast.BinderRef{Span: t.span(), Name: t.text})
			}
		}
		c.pass(t)
	}
}

// isBareName reports whether a token is a name in the place of a test's value.
func isBareName(t, next token, c *context) bool {
	low := strings.ToLower(t.text)
	return t.kind == kindIdent && c.open().is("[") && isComparison(c.last) && (next.is(",") || next.is("]")) && low != "true" && low != "false"
}

// slipOf reports a slip in the token after the context.
func (p *parser) slipOf(t token, c *context) {
	named := c.last.kind == kindIdent && startsItem(c.before)
	switch low := strings.ToLower(t.text); {
	case t.kind == kindString:
		p.text(t)
	case t.kind == kindNumber:
		p.integer(t)
	case t.kind == kindPlaceholder:
		p.unfilled(t)
	case t.kind == kindIdent && low != t.text && (low == "true" || low == "false"):
		p.slip(wrongCase, t.span(), `found "`+t.text+`", expected "`+low+`"`, low)
	case t.is("=") && named && c.open().is("["):
		p.slip(singleEquals, t.span(), `found "=" in a condition, expected "=="`, "==")
	case t.is("==") && named && c.arrow && len(c.stack) == 1 && c.open().is("("):
		p.slip(doubleEquals, t.span(), `found "==" in an argument, expected "="`, "=")
	}
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

// negation: "not" before a condition, or "!" before a test. A fix that only made
// the rule one, without the negation, would reverse its meaning (L4.3).
func (p *parser) negation(c *context, tokens []token, i int) bool {
	if i >= len(tokens) {
		return false
	}
	found, w := tokens[i], c.expected().text
	switch {
	case w == wantColon.text && found.is("[") && strings.EqualFold(c.last.text, "not"):
		span := ast.Span{From: c.last.span().From, To: found.span().From}
		d := unexpectedToken.At(c.last.span(), `found "%s", expected "!"`, c.last.text)
		d.Fixes = []diag.Fix{diag.Replace(`replace with "!"`, span, "!")}
		p.report(d)
	case w == wantProperty.text && found.is("!"):
		d := unexpectedToken.At(found.span(), `found "!" before a test, expected "!=" in it`)
		if op := i + 2; op < len(tokens) && tokens[i+1].kind == kindIdent && (tokens[op].is("==") || tokens[op].is("=")) {
			d.Fixes = []diag.Fix{{Title: `replace with "!="`, Edits: []diag.Edit{
				{Span: ast.Span{From: found.span().From, To: tokens[i+1].span().From}},
				{Span: tokens[op].span(), NewText: "!="},
			}}}
		}
		p.report(d)
	default:
		return false
	}
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

// likelyFixes are the fixes for the common cases of an unexpected token.
func likelyFixes(c *context, found token) []diag.Fix {
	w := c.expected()
	switch {
	case w.text == wantParen.text && isDecision(c.last):
		return []diag.Fix{diag.Insert(`insert "()"`, c.last.end(), "()")}
	case c.last.is(",") && (found.is(",") || found.is("]") || found.is(")")), startsItem(c.last) && found.is(","):
		comma := c.last
		if !comma.is(",") {
			comma = found
		}
		return []diag.Fix{diag.Replace("remove the comma", comma.span(), "")}
	case w.text == wantOpen.text && found.is("!"): // "!" binds nothing (L4.3)
		binder := ast.Span{From: c.before.span().From, To: found.span().From}
		return []diag.Fix{diag.Replace("remove the binder", binder, "")}
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

// isDecision reports whether a token names an action without arguments (L5).
func isDecision(t token) bool {
	k := ast.ActionNamed(strings.ToLower(t.text))
	return k == ast.Permit || k == ast.Deny
}

// guesses are the changes of one token at the place of the i-th that could make
// the rule one. Those that do are kept (prove). None adds or takes away a "!": that
// reverses the meaning.
func (p *parser) guesses(c *context, tokens []token, i int) (fixes []diag.Fix) {
	if i >= len(tokens) {
		return nil
	}
	found, w := tokens[i], c.expected()
	if found.kind == c.last.kind && found.text == c.last.text && !found.is("!") {
		fixes = append(fixes, diag.Replace("remove the second "+describe(found), found.span(), ""))
	}
	if i+1 < len(tokens) && w.allows(tokens[i+1]) && p.written(tokens[i+1]) && !found.is("!") {
		fixes = append(fixes, diag.Replace("remove "+describe(found), found.span(), ""), p.swap(found, tokens[i+1]))
	}
	for _, punct := range w.puncts[:min(len(w.puncts), w.likely())] {
		if punct == "!" {
			continue
		}
		fixes = append(fixes, diag.Insert(`insert "`+punct+`"`, found.span().From, punct))
		if found.kind == kindPunct || found.kind == kindIllegal {
			fixes = append(fixes, diag.Replace(`replace with "`+punct+`"`, found.span(), punct))
		}
	}
	return fixes
}

// likely is how many of the signs that can stand in a place are worth a guess: of
// comparisons the first.
func (w want) likely() int {
	if w.text == wantOp.text || w.text == wantEq.text {
		return 1
	}
	return 3
}

// swap exchanges a token with the next.
func (p *parser) swap(t, next token) diag.Fix {
	span := ast.Span{From: t.span().From, To: next.end()}
	text := next.text + p.source[t.to():next.from] + t.text
	return diag.Replace("exchange "+describe(t)+" and "+describe(next), span, text)
}

// endsWord reports whether a string starts at the end of a word: its quote was
// meant as the second one, and what is taken for the string is the rest.
func (c *context) endsWord(found token) bool {
	return found.kind == kindString && c.last.kind == kindIdent && c.last.to() == found.from
}

func openString(word token) diag.Fix {
	return diag.Insert(`put a quote before "`+spell.Word(word.text)+`"`, word.span().From, `"`)
}
