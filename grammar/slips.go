package grammar

import (
	"slices"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// Slips that participle can't pass over are repaired in the tokens before it
// sees them, so that a rule shows what else is wrong with it. Each is one
// function here, with its own code and fix.

// repair returns the rule's tokens as they were meant: those of the rule, or a
// repaired copy. A rule has one action, so one repair of it is all: what else is
// there is not a slip but another text.
func (p *parser) repair() []token {
	tokens := p.repairSigns()
	depth, known := 0, len(p.findings)
	for i, t := range tokens {
		switch {
		case t.is("("), t.is("["):
			if depth == 0 && t.is("(") {
				if repaired := p.repairAction(tokens, i); len(p.findings) > known {
					return repaired
				}
			}
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
	}
	return tokens
}

// repairAction looks at the "(" at i, outside of brackets: before it stand "=>"
// and the name of an action, or one of them is missing.
func (p *parser) repairAction(tokens []token, i int) []token {
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
// the action's name after it.
func (p *parser) wrongArrow(tokens []token, i int) []token {
	op := tokens[i]
	if !p.written(op) {
		return tokens // another sign was written, which is a finding already
	}
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
