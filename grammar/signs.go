package grammar

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// Signs of other languages, of word processors and of mathematics, where one of
// ours was meant. Each is repaired as one, whatever tokens it was cut into.

// sign is what stands in a rule for a sign of the language.
type sign struct {
	tokens int    // that it takes
	meant  string // the sign of L2
	page   *diag.Page
}

// otherSigns are single characters, which the lexer knows none of.
var otherSigns = map[string]string{
	"\u2265": ">=", "\u2264": "<=", "\u2260": "!=", "\u21D2": "=>", "\u2192": "=>", "\u27F9": "=>", "\u27F6": "=>", "\u2794": "=>",
	"\uFF0C": ",", "\u3001": ",", "\uFF1B": ";", "\uFF1A": ":", "\uFF01": "!", "\uFF0E": ".", "\uFF08": "(", "\uFF09": ")",
	"~": "!", "\u00AC": "!", "\uFF3B": "[", "\uFF3D": "]", "\u3010": "[", "\u3011": "]", "\uFF1D": "=", "\uFF1C": "<", "\uFF1E": ">", "\u2227": "&&",
}

// repairSigns returns the tokens with the signs that were meant, and reports those
// that stand there. Nearly all rules have none, and keep their tokens.
func (p *parser) repairSigns() []token {
	depth := 0
	for i, t := range p.tokens {
		switch {
		case t.is("["), t.is("("):
			depth++
		case t.is("]"), t.is(")"):
			depth--
		}
		if p.odd(i, depth) && p.signAt(i, depth).tokens > 0 {
			return p.repairFrom(i, depth)
		}
	}
	return p.tokens
}

// odd reports whether the i-th token may begin a sign that is none of L2. It is
// asked of every token.
func (p *parser) odd(i, depth int) bool {
	t := p.tokens[i]
	if t.kind != kindPunct {
		return t.kind == kindIllegal
	}
	switch t.text {
	case "&&":
		return depth > 0
	case "=", "==", "!=", "<":
		return p.after(i).kind == kindPunct
	}
	return false
}

// repairFrom repairs all signs from the i-th token on.
func (p *parser) repairFrom(i, depth int) []token {
	out := slices.Clone(p.tokens[:i])
	for i < len(p.tokens) {
		t := p.tokens[i]
		s := p.signAt(i, depth)
		if s.tokens == 0 {
			s.tokens = 1
		} else {
			t = p.repairSign(p.tokens[i:i+s.tokens], s)
		}
		switch {
		case t.is("["), t.is("("):
			depth++
		case t.is("]"), t.is(")"):
			depth--
		}
		out = append(out, t)
		i += s.tokens
	}
	return out
}

// repairSign reports a sign and returns the token that was meant.
func (p *parser) repairSign(tokens []token, s sign) token {
	first, last := tokens[0], tokens[len(tokens)-1]
	span := ast.Span{From: first.span().From, To: last.end()}
	d := s.page.At(span, `found "%s", expected "%s"`, p.between(first, last), s.meant)
	d.Fixes = []diag.Fix{diag.Replace(`replace with "`+s.meant+`"`, span, s.meant)}
	p.report(d)
	p.bad = true
	kind := kindPunct
	if strings.HasPrefix(s.meant, "-") {
		kind = kindNumber
	}
	return token{kind, s.meant, first.from}
}

// between is the text from one token to another, with single blanks.
func (p *parser) between(first, last token) string {
	return strings.Join(strings.Fields(p.source[first.from:last.to()]), " ")
}

// signAt finds the sign that the tokens from the i-th on stand for, if they are
// none of L2.
func (p *parser) signAt(i, depth int) sign {
	t, next, third := p.tokens[i], p.after(i), p.after(i+1)
	touches := t.to() == next.from
	switch {
	case t.kind == kindIllegal && t.text == "\u2212" && next.kind == kindNumber && touches: // a minus of mathematics
		return sign{2, "-" + next.text, illegalCharacter}
	case otherSigns[t.text] == "=" && otherSigns[next.text] == "=" && touches:
		return sign{2, "==", illegalCharacter}
	case otherSigns[t.text] == "=" && otherSigns[next.text] == ">" && touches:
		return sign{2, "=>", missingArrow}
	case depth == 0 && p.beforeAction(i): // "[…] ≥ permit()"
		return sign{1, "=>", missingArrow}
	case t.kind == kindIllegal && otherSigns[t.text] != "":
		return sign{1, otherSigns[t.text], illegalCharacter}
	case t.is("&&") && depth > 0 && next.kind == kindIdent && isComparison(third):
		return sign{1, ",", unexpectedToken}
	case (t.is("==") || t.is("!=")) && next.is("=") && touches: // "===", "!=="
		return sign{2, t.text, unexpectedToken}
	case t.is("=") && next.is("<") && touches:
		return sign{2, "<=", unexpectedToken}
	case t.is("<") && next.is(">") && touches:
		return sign{2, "!=", unexpectedToken}
	case depth == 0:
		return p.arrowAt(i)
	}
	return sign{}
}

// beforeAction reports whether the i-th token, outside of brackets, is another
// character for a comparison or "&&", where an action follows.
func (p *parser) beforeAction(i int) bool {
	t := p.tokens[i]
	meant := token{kind: kindPunct, text: otherSigns[t.text]}
	joins := isComparison(meant) || meant.is("&&")
	return t.kind == kindIllegal && joins && p.after(i).kind == kindIdent && p.after(i+1).is("(")
}

// longestShaft is how many tokens the shaft of an arrow has at most. More are
// none, and must not be counted anew for each of them.
const longestShaft = 3

// arrowAt finds an arrow that is none of L2: "->", "= >", "==>", "-->".
func (p *parser) arrowAt(i int) sign {
	n := 0
	for n <= longestShaft && i+n < len(p.tokens) && isShaft(p.tokens[i+n]) {
		n++
	}
	head := p.after(i + n - 1)
	if n == 0 || n > longestShaft || !head.is(">") && !head.is("=>") && !head.is(">=") {
		return sign{}
	}
	return sign{n + 1, "=>", missingArrow}
}

func isShaft(t token) bool {
	return t.is("=") || t.is("==") || t.kind == kindIllegal && t.text == "-"
}

// after is the token that follows the i-th of the rule.
func (p *parser) after(i int) token {
	if i+1 < len(p.tokens) {
		return p.tokens[i+1]
	}
	return token{}
}

func isComparison(t token) bool {
	return t.kind == kindPunct && slices.Contains(wantOp.puncts, t.text)
}
