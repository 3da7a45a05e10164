package explain

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/spell"
)

// remarker remarks on the tests that fail (T4.3).
type remarker struct {
	src    *ast.Source
	makers makers
	// names are the claim types that come in, then those that rules made, in order;
	// known is how many of them there are before each rule.
	names []string
	known []int
	// pairs is how many names may still be compared with others.
	pairs int
	// made finds the rule that made a claim first.
	made func(claim.Claim) *eval.RuleTrace
}

// maxPairs bounds the time that looking for near names takes, far above what a
// policy and its claims need.
const maxPairs = 100_000

// minName is how long a name must be to be near one that differs in more than case.
const minName = 3

// remark remarks on all tests that fail.
func remark(trace *eval.Trace, run []*Rule, made makers, claims []claim.Claim) {
	m := &remarker{src: trace.Source, makers: made, pairs: maxPairs, made: trace.Maker}
	m.name(run, claims)
	for _, r := range run {
		for i := range r.Conditions {
			if c := &r.Conditions[i]; c.Looked && !c.Holds && !c.Node.Negated() {
				m.condition(r, c)
			}
		}
	}
}

// name fills in the names of claims.
func (m *remarker) name(run []*Rule, claims []claim.Claim) {
	seen := map[string]bool{}
	add := func(c *claim.Claim) {
		if !seen[c.Type] {
			seen[c.Type] = true
			m.names = append(m.names, c.Type)
		}
	}
	for i := range claims {
		add(&claims[i])
	}
	m.known = make([]int, len(run))
	for i, r := range run {
		m.known[i] = len(m.names)
		for k := range r.trace.Made {
			add(&r.trace.Made[k])
		}
	}
	for i, r := range run {
		if !r.Reached { // it was looked at with the claims at the end
			m.known[i] = len(m.names)
		}
	}
}

// condition remarks on the failed tests of a condition.
func (m *remarker) condition(r *Rule, c *Condition) {
	typ, named := typeLiteral(c.Node)
	if named && c.claims == 0 {
		m.missing(r, c, typ)
		return
	}
	for i := range c.Tests {
		t := &c.Tests[i]
		if t.Holds {
			continue
		}
		var kind kind
		if kind, t.Remark = m.test(c, t); !named || kind == sameText {
			continue
		}
		if t.Maker = m.makers.lacking(typ, c.Node, r.order); t.Maker != nil && kind == otherValue {
			t.Remark = "" // that rule would have made the right one
		}
	}
}

// missing remarks on the test of a type of which there is no claim.
func (m *remarker) missing(r *Rule, c *Condition, typ string) {
	t := &c.Tests[0]
	for i := range c.Tests {
		if v, ok := literal(c.Tests[i].Node.Value); ok && c.Tests[i].Node.Property == ast.TypeProperty && v.Text() == typ {
			t = &c.Tests[i]
			break
		}
	}
	makers := m.makers[typ]
	if len(makers) == 0 {
		if near := m.near(typ, m.names[:m.known[r.order]]); near != "" {
			t.Remark = "did you mean " + show(claim.String(near)) + "?"
		}
		return
	}
	if t.Maker = m.makers.lacking(typ, c.Node, r.order); t.Maker != nil {
		return
	}
	if first := makers[0]; first.order >= r.order {
		t.Remark = "made only later, by rule " + place(m.src, first.Node)
	} else if first.Ran {
		t.Remark = "rule " + place(m.src, first.Node) + " ran and made none"
	}
}

// near returns the name of a claim that a type most likely stands for. A name that
// claims of evidence have is no slip, but for its case.
func (m *remarker) near(typ string, names []string) string {
	if m.pairs < len(names) {
		return ""
	}
	m.pairs -= len(names)
	most := 2
	if e, ok := catalog.Lookup(typ); ok && e.Use.Has(catalog.Incoming) || len(typ) < minName {
		most = 0
	}
	return spell.ClosestWithin(typ, names, most)
}
