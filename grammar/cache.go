package grammar

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// Cache keeps the rules of the text that it parsed last. After an edit it parses
// only those that changed and moves the others, which is what an editor needs at
// every keystroke. It gives what the function Parse gives. The zero Cache is
// empty; it belongs to one goroutine.
type Cache struct {
	used   bool // else nothing is kept
	opts   Options
	rules  map[string]kept // by their text; all without a finding
	room   map[string]kept // empty, for those of the next text, as the two below
	tokens []token
	todo   []pending
	// shared counts the texts since all rules were moved. Those that stand where
	// they stood are taken as they are, which keeps the text alive that they were
	// read from: never more than mostShared of them.
	shared int
	parsed int // rules of the last text
}

const mostShared = 16

// kept is a rule with its tokens: where a string ends can depend on the rest of the
// line, so the same text may come as other tokens.
type kept struct {
	rule  *ast.Rule
	shape []cut
}

// cut is a token: where it begins in its rule.
type cut struct {
	kind       kind
	from, size int
}

// Parse is the function Parse, with the rules of the last text at hand.
func (c *Cache) Parse(src *ast.Source, opts Options) (*ast.Policy, diag.List) {
	opts = opts.withDefaults()
	if !c.used || c.opts != opts {
		*c = Cache{used: true, opts: opts}
	}
	c.shared = (c.shared + 1) % mostShared
	return c.parse(src, opts)
}

// Parsed returns how many rules of the last text were parsed: the others were those of
// the text before.
func (c *Cache) Parsed() int { return c.parsed }

// text is the rule as it is written. What it is parsed to depends on that and on
// its shape alone, as long as there is no finding: those look at the token after
// it, too.
func (r *pending) text(src *ast.Source) string {
	return src.Text[r.tokens[0].from:r.tokens[len(r.tokens)-1].to()]
}

// shape is how the text is cut into tokens.
func (r *pending) shape() []cut {
	if r.cuts != nil {
		return r.cuts
	}
	out := make([]cut, len(r.tokens))
	for i, t := range r.tokens {
		out[i] = r.cut(t)
	}
	return out
}

func (r *pending) cut(t token) cut { return cut{t.kind, t.from - r.tokens[0].from, len(t.text)} }

// known returns a rule of the last text as it stands here, nil if it is new.
func (c *Cache) known(src *ast.Source, r *pending, m *mover) *ast.Rule {
	if len(c.rules) == 0 {
		return nil
	}
	was, ok := c.rules[r.text(src)]
	if !ok || !slices.EqualFunc(was.shape, r.tokens, func(c cut, t token) bool { return c == r.cut(t) }) {
		return nil
	}
	r.cuts = was.shape
	from := r.tokens[0].from
	if c.shared > 0 && was.rule.From.Offset() == from {
		return was.rule
	}
	return m.rule(was.rule, from)
}

// keep replaces the rules of the last text with those of this one.
func (c *Cache) keep(src *ast.Source, rules []pending, findings []diag.List) {
	if !c.used {
		return
	}
	// The keys are of this text, so none of an earlier one.
	clear(c.rules)
	c.rules, c.room = c.room, c.rules
	if c.rules == nil {
		c.rules = make(map[string]kept, len(rules))
	}
	c.parsed = 0
	for i := range rules {
		if rules[i].cuts == nil {
			c.parsed++
		}
		parsed, ok := rules[i].section.Statements[rules[i].slot].(*ast.Rule)
		if ok && len(findings[i]) == 0 {
			c.rules[rules[i].text(src)] = kept{parsed, rules[i].shape()}
		}
	}
}
