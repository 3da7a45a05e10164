package grammar

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// What a slip was meant as is a guess. A fix is offered only if it was tried: the
// rule has less that can't be read when the fix is made.

const (
	mostTried   = 1 << 18 // bytes that are read again to try the fixes of a text
	mostOffered = 3       // fixes of one finding
)

// standsAlone are the codes of slips that hide nothing else of their rule, and
// whose fixes need no trial.
var standsAlone = map[diag.Code]bool{
	singleEquals.Code: true, doubleEquals.Code: true, wrongQuotes.Code: true, badEscape.Code: true, wrongCase.Code: true,
	positionalArgument.Code: true, badInteger.Code: true, placeholder.Code: true, commentForm.Code: true,
	invisibleCharacter.Code: true, disabledRule.Code: true, swallowedRule.Code: true, textLimit.Code: true,
}

// prove keeps the fixes of rules that can't be read to those that help.
func prove(src *ast.Source, rules []pending, findings []diag.List, opts Options) {
	left := mostTried
	for i, found := range findings {
		fixes := 0
		for _, d := range found {
			if !standsAlone[d.Code] {
				fixes += len(d.Fixes)
			}
		}
		if fixes == 0 {
			continue
		}
		text := rules[i].text(src)
		trial := trial{text: text, from: rules[i].tokens[0].from, opts: opts}
		if cost := len(text) * (fixes + 1); cost <= left {
			left -= cost
			trial.before = troubles(text, opts)
		}
		for j := range found {
			if !standsAlone[found[j].Code] {
				found[j].Fixes = trial.helpful(found[j].Fixes)
			}
		}
	}
}

// trial tries fixes on the text of a rule.
type trial struct {
	text   string
	from   int // offset of the rule
	before int // how much can't be read in it; 0 if nothing is tried
	opts   Options
}

// helpful returns the fixes that leave less to be read, without those that do what
// an earlier one does, or say that they do. Of a text with too much to try it returns none.
func (t trial) helpful(fixes []diag.Fix) (kept []diag.Fix) {
	if t.before == 0 {
		return nil
	}
	seen := map[string]bool{}
	for _, f := range fixes {
		local := diag.Fix{Edits: slices.Clone(f.Edits)}
		for i := range local.Edits {
			local.Edits[i].From -= ast.Pos(t.from)
			local.Edits[i].To -= ast.Pos(t.from)
		}
		fixed, made := diag.Apply(t.text, local)
		if made == 0 || seen[fixed] || seen[f.Title] || troubles(fixed, t.opts) >= t.before {
			continue
		}
		seen[fixed], seen[f.Title] = true, true
		if kept = append(kept, f); len(kept) == mostOffered {
			break
		}
	}
	return kept
}

// troubles counts what can't be read in the text of some rules.
func troubles(text string, opts Options) (n int) {
	l := lex(text, nil)
	s := &segmenter{tokens: l.tokens, opts: opts}
	section := &ast.Section{}
	for s.peek().kind != kindEOF {
		if s.peek().is("}") || s.sectionStarts(0) {
			s.take()
			n++
			continue
		}
		s.statement(section)
	}
	n += len(s.findings)
	shapes := newShapes()
	for _, r := range s.pending {
		p := parser{shapes: shapes, opts: opts, source: text, tokens: r.tokens, next: r.next}
		p.rule()
		for _, d := range p.findings {
			if d.Severity == diag.Error {
				n++
			}
		}
	}
	return n
}
