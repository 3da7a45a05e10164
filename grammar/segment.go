package grammar

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// segmenter finds the version, the sections and the rules, by ";" and braces
// alone: neither can stand inside a rule, so a broken rule never hides the
// next. What a rule says is not looked at here.
type segmenter struct {
	tokens   []token
	at       int
	opts     Options
	findings diag.List
	pending  []pending
	tooMany  bool

	endsInComment bool // the text does
}

func (s *segmenter) peek() token       { return s.tokens[s.at] }
func (s *segmenter) ahead(n int) token { return s.tokens[min(s.at+n, len(s.tokens)-1)] }

// report adds a finding; after many they have no fixes, as those of a rule.
func (s *segmenter) report(d diag.Diagnostic) {
	if len(s.findings) >= 10*mostDetailed {
		d.Fixes, d.Related = nil, nil
	}
	s.findings = append(s.findings, d)
}

func (s *segmenter) take() token {
	t := s.tokens[s.at]
	if t.kind != kindEOF {
		s.at++
	}
	return t
}

// last is the token before the current one, or an empty one at the start.
func (s *segmenter) last() token {
	if s.at == 0 {
		return token{from: s.tokens[0].from}
	}
	return s.tokens[s.at-1]
}

// policy = version section* ;   (L2)
func (s *segmenter) policy(p *ast.Policy) {
	p.Version = s.version()
	for s.peek().kind != kindEOF {
		if s.sectionStarts(0) {
			p.Items = append(p.Items, s.section())
		} else {
			p.Items = append(p.Items, s.stray())
		}
	}
}

// sectionStarts reports whether a name and "{" stand n tokens ahead; "={" is a
// slip of published samples. The name of a section starts one also if its "{"
// is missing, where rules follow.
func (s *segmenter) sectionStarts(n int) bool {
	t := s.ahead(n)
	if t.kind != kindIdent {
		return false
	}
	brace := s.ahead(n+1).is("{") || s.ahead(n+1).is("=") && s.ahead(n+2).is("{")
	return brace || ast.SectionNamed(t.text) != ast.UnknownSection && s.ruleStarts(n+1)
}

// sectionStartsInRule is the same in the middle of a rule, where a "{" may stand
// for another bracket: it takes a name that is nearly one of a section.
func (s *segmenter) sectionStartsInRule() bool {
	return s.sectionStarts(0) && spell.Closest(s.peek().text, ast.SectionNames()) != ""
}

// closes reports whether the "}" here ends the section: one with a rule after
// it was meant as something else. A rule that lacks only its ";" may have lost
// it to the "}".
func (s *segmenter) closes(complete bool) bool {
	n := 1
	if !complete && s.ahead(1).is(";") {
		n = 2
	}
	return !s.ruleStarts(n)
}

// stray covers text between sections that is none: all of it, since one lost
// brace or name makes strays of many rules.
func (s *segmenter) stray() *ast.Bad {
	if s.peek().is(";") {
		return s.straySemicolons()
	}
	first := s.peek()
	d := unexpectedToken.At(first.span(), "found %s, expected a section", describe(first))
	if first.is("}") {
		s.strayBrace(first)
	} else if first.kind != kindIllegal || !badByte(first.text) { // else reported for the whole text
		s.report(d)
	}
	for s.peek().kind != kindEOF && !s.sectionStarts(0) {
		s.take()
	}
	return &ast.Bad{Span: ast.Span{From: first.span().From, To: s.last().end()}}
}

// straySemicolons covers what stands after a section that has its ";".
func (s *segmenter) straySemicolons() *ast.Bad {
	first := s.peek()
	s.semicolons(first, "a section")
	return &ast.Bad{Span: ast.Span{From: first.span().From, To: s.last().end()}}
}

// semicolons reports those that end nothing, however many stand in a row, as one.
// The last before the end of a section that lost its "}" is left for that.
func (s *segmenter) semicolons(first token, expected string) {
	s.take()
	for s.peek().is(";") && (expected != "a rule" || !s.lostBrace()) {
		s.take()
	}
	d := unexpectedToken.At(first.span(), `found ";", expected %s`, expected)
	span := ast.Span{From: first.span().From, To: s.last().end()}
	d.Fixes = []diag.Fix{diag.Replace(`remove ";"`, span, "")}
	s.report(d)
}

func (s *segmenter) unopened(brace token) {
	d := unbalancedBracket.At(brace.span(), `found "}" without "{"`)
	d.Fixes = []diag.Fix{diag.Replace(`remove "}"`, brace.span(), "")}
	s.report(d)
}

// strayBrace reports a "}" between sections. The fix takes the ";" after it as well,
// which would be the next stray.
func (s *segmenter) strayBrace(brace token) {
	s.unopened(brace)
	d := &s.findings[len(s.findings)-1]
	last, n := brace, 1
	if s.ahead(1).is(";") {
		last, n = s.ahead(1), 2
	}
	if s.ahead(n).kind != kindEOF && !s.sectionStarts(n) {
		d.Fixes = nil // it is not all that is wrong here
	} else if n == 2 && len(d.Fixes) > 0 {
		span := ast.Span{From: brace.span().From, To: last.end()}
		d.Fixes = []diag.Fix{diag.Replace(`remove "};"`, span, "")}
	}
}

// section = name "{" rule* "}" ";" ;   (L2)
func (s *segmenter) section() *ast.Section {
	name := s.take()
	sec := &ast.Section{Name: ident(name), Kind: s.sectionKind(name)}
	if eq := s.peek(); eq.is("=") {
		s.take()
		d := equalsBrace.At(eq.span(), `found "=" before "{", expected "{"`)
		d.Fixes = []diag.Fix{diag.Replace(`remove "="`, eq.span(), "")}
		s.report(d)
	}
	open := name
	if s.peek().is("{") {
		open = s.take()
		sec.Open = open.span().From
	} else {
		d := unexpectedToken.At(name.after(), `found %s, expected "{"`, describe(s.peek()))
		d.Fixes = []diag.Fix{diag.Insert(`insert "{"`, name.end(), "{")}
		s.report(d)
	}
	for s.peek().kind != kindEOF && !s.peek().is("}") && !s.sectionStarts(0) && !s.lostBrace() {
		s.statement(sec)
	}
	s.closeSection(sec, open)
	sec.Span = ast.Span{From: name.span().From, To: s.last().end()}
	return sec
}

// sectionKind resolves a section's name. A misspelt one is taken for what it
// most likely is, so that its rules are still checked.
func (s *segmenter) sectionKind(name token) ast.SectionKind {
	if k := ast.SectionNamed(name.text); k != ast.UnknownSection {
		return k
	}
	best := spell.Closest(name.text, ast.SectionNames())
	d := unknownSection.At(name.span(), `unknown section "%s"`, spell.Word(name.text))
	if strings.EqualFold(best, name.text) {
		d = wrongCase.At(name.span(), `found "%s", expected "%s"`, name.text, best)
	}
	if best != "" {
		d.Fixes = []diag.Fix{diag.Replace(`replace with "`+best+`"`, name.span(), best)}
	}
	s.report(d)
	return ast.SectionNamed(best)
}

// lostBrace reports whether the ";" here is that of a section without "}".
func (s *segmenter) lostBrace() bool {
	return s.peek().is(";") && (s.ahead(1).kind == kindEOF || s.sectionStarts(1))
}

// closeSection reads "}" and ";".
func (s *segmenter) closeSection(sec *ast.Section, open token) {
	if last := s.last(); s.peek().kind == kindEOF && last.kind == kindString && unended(last) {
		return // the text ends inside a string: that is the finding (L1.4)
	}
	if !s.peek().is("}") {
		d := unbalancedBracket.At(s.last().after(), `found %s, expected "}"`, describe(s.peek()))
		d.Related = []diag.Related{{Span: open.span(), Message: `the "{" that is not closed`}}
		d.Fixes = []diag.Fix{diag.Insert(`close the section`, s.last().end(), "\n};")}
		if s.peek().is(";") {
			d.Fixes = []diag.Fix{diag.Insert(`close the section`, s.last().end(), "}")}
			sec.Semi = s.take().span().From
		}
		s.report(d)
		return
	}
	sec.Close = s.take().span().From
	if extra := s.peek(); extra.is("}") && s.ahead(1).is(";") {
		s.take()
		s.unopened(extra)
	}
	if s.peek().is(";") {
		sec.Semi = s.take().span().From
		return
	}
	s.missingSemicolon("section")
}

// missingSemicolon reports a ";" that should follow the last token (L2.2).
func (s *segmenter) missingSemicolon(what string) {
	at := s.last()
	d := missingSemicolon.At(at.after(), `missing ";" after the %s`, what)
	d.Fixes = []diag.Fix{diag.Insert(`insert ";"`, at.end(), ";")}
	d.Fixes[0].Safe = true
	s.report(d)
}

// statement cuts out one rule and puts it on the list of those to be parsed.
func (s *segmenter) statement(sec *ast.Section) {
	if semi := s.peek(); semi.is(";") {
		s.semicolons(semi, "a rule")
		return
	}
	start := s.at
	complete := s.ruleEnd()
	if s.peek().is(";") {
		s.take()
	} else if complete && s.last().kind != kindString { // a string there took the ";"
		s.missingSemicolon("rule")
	}
	if len(s.pending) >= s.opts.MaxRules {
		s.limitRules(s.tokens[start])
		return
	}
	sec.Statements = append(sec.Statements, nil)
	s.pending = append(s.pending, pending{section: sec, slot: len(sec.Statements) - 1, tokens: s.tokens[start:s.at], next: s.peek()})
}

func (s *segmenter) limitRules(at token) {
	if !s.tooMany {
		s.report(textLimit.At(at.span(), "the policy has more than %d rules, the limit", s.opts.MaxRules))
	}
	s.tooMany = true
}

// ruleEnd moves to the end of a rule: its ";", the end of the section, or the
// start of the next rule where a ";" is missing. It reports whether the rule
// has its action, so that nothing but the ";" is missing.
func (s *segmenter) ruleEnd() bool {
	depth, action := 0, false
	for {
		t := s.peek()
		switch {
		case t.kind == kindEOF, t.is(";"), t.is("}") && s.closes(action && depth == 0), s.sectionStartsInRule():
			return action && depth == 0
		case t.is("=>"):
			action = true
		case t.is("("), t.is("["):
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
		s.take()
		done := action && depth == 0 && t.is(")")
		if done && s.ruleStarts(0) {
			return true
		}
		if t.kind == kindString && unended(t) && s.ruleStarts(0) {
			return false // the string swallowed the end of its rule
		}
	}
}

// unended reports whether a string token lacks its closing quote.
func unended(t token) bool {
	return strings.HasPrefix(t.text, `"`) && closing(t.text, 1) != len(t.text)
}

// ruleStarts reports whether a rule starts n tokens ahead.
func (s *segmenter) ruleStarts(n int) bool {
	t := s.ahead(n)
	binder := t.kind == kindIdent && (s.ahead(n+1).is(":") || s.ahead(n+1).is("["))
	return binder || t.is("[") || t.is("!") || t.is("=>")
}

func ident(t token) *ast.Ident { return &ast.Ident{Span: t.span(), Name: t.text} }
