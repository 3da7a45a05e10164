package grammar

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// The language has no "or": what should hold in two cases takes two rules. A rule
// with "||" is reported whole, with the rules that say it.

const (
	mostAlternatives = 16   // rules that a fix writes
	mostAlternative  = 4096 // bytes of each
	noOr             = `there is no "or"`
)

// alternatives reports a rule with "||", and whether it is one.
func (p *parser) alternatives() bool {
	i := slices.IndexFunc(p.tokens, func(t token) bool { return t.kind == kindIllegal && t.text == "|" || isOr(t) })
	for i >= 0 && i < len(p.tokens) && p.orAt(i) == 0 {
		i++
	}
	if i < 0 || i == len(p.tokens) {
		return false
	}
	span := ast.Span{From: p.tokens[i].span().From, To: p.tokens[i+p.orAt(i)-1].end()}
	d := unexpectedToken.At(span, `found "%s", expected two rules: `+noOr, p.between(p.tokens[i], p.tokens[i+p.orAt(i)-1]))
	last := p.tokens[len(p.tokens)-1]
	whole := ast.Span{From: p.tokens[0].span().From, To: last.end()}
	if rules := p.splitRule(); len(rules) > 1 {
		d.Fixes = []diag.Fix{diag.Replace("write a rule for each case", whole, strings.Join(rules, "\n"+p.indent()))}
	}
	p.report(d)
	p.bad = true
	return true
}

func isOr(t token) bool {
	return t.kind == kindIdent && len(t.text) == len("or") && strings.EqualFold(t.text, "or")
}

// orAt is the number of tokens of the "||" or "or" at the i-th, 0 if there is none.
func (p *parser) orAt(i int) int {
	t, next := p.tokens[i], p.after(i)
	switch {
	case t.kind == kindIllegal && t.text == "|" && next.text == "|" && t.to() == next.from:
		return 2
	case isOr(t) && (next.is("[") || next.is("!") || next.kind == kindIdent && !p.after(i+1).is("]")):
		return 1
	}
	return 0
}

// indent is the white space before the rule on its line.
func (p *parser) indent() string {
	at := p.tokens[0].from
	line := p.source[strings.LastIndexByte(p.source[:at], '\n')+1 : at]
	if strings.TrimLeft(line, " \t") != "" {
		return ""
	}
	return line
}

// piece is a part of a rule's conditions: the texts that may stand there.
type piece struct{ texts []string }

// splitRule returns the rules that together say what one with "||" means, none if
// that isn't clear: "||" binds more weakly than "&&" between conditions, and in a
// condition joins the tests between two commas.
func (p *parser) splitRule() (rules []string) {
	arrow := slices.IndexFunc(p.tokens, func(t token) bool { return t.is("=>") })
	last := p.tokens[len(p.tokens)-1]
	if arrow < 1 || last.to()-p.tokens[0].from > mostAlternative {
		return nil
	}
	action := p.source[p.tokens[arrow].from:last.to()]
	for from := 0; from < arrow; {
		to, next := p.groupEnd(from, arrow)
		if to == from || to < 0 {
			return nil
		}
		for _, conditions := range combine(p.pieces(from, to)) {
			rules = append(rules, conditions+" "+action)
		}
		if len(rules) > mostAlternatives {
			return nil
		}
		from = next
	}
	return rules
}

// groupEnd finds the end of the conditions joined by "&&" from a token on, and
// where the next such group starts. Parentheses around conditions give -1.
func (p *parser) groupEnd(from, arrow int) (to, next int) {
	depth := 0
	for i := from; i < arrow; i++ {
		switch t := p.tokens[i]; {
		case t.is("("), t.is("["):
			if depth == 0 && t.is("(") {
				return -1, arrow
			}
			depth++
		case t.is(")"), t.is("]"):
			depth--
		}
		if n := p.orAt(i); n > 0 && depth == 0 {
			return i, i + n
		}
	}
	return arrow, arrow
}

// pieces cuts conditions at the tests that "||" joins.
func (p *parser) pieces(from, to int) (out []piece) {
	text := func(a, b int) string { // of the tokens from a up to b
		if a >= b {
			return ""
		}
		return p.source[p.tokens[a].from:p.tokens[b-1].to()]
	}
	start, segment, alts := from, from, []string(nil) // since the last piece, bracket or comma, "||"
	alt := from
	for i := from; i < to; i++ {
		t := p.tokens[i]
		if n := p.orAt(i); n > 0 {
			alts = append(alts, text(alt, i))
			alt = i + n
			continue
		}
		if !t.is("[") && !t.is(",") && !t.is("]") && !t.is("&&") {
			continue
		}
		if len(alts) > 0 {
			head := p.source[p.tokens[start].from:p.tokens[segment].from]
			out = append(out, piece{[]string{head}}, piece{append(alts, text(alt, i))})
			start, alts = i, nil
		}
		segment, alt = i+1, i+1
	}
	return append(out, piece{[]string{text(start, to)}})
}

// combine returns every choice of one text of each piece.
func combine(pieces []piece) []string {
	out := []string{""}
	for _, pc := range pieces {
		var longer []string
		for _, before := range out {
			for _, text := range pc.texts {
				longer = append(longer, before+text)
			}
		}
		if out = longer; len(out) > mostAlternatives {
			return nil
		}
	}
	return out
}
