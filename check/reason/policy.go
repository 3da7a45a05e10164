package reason

import (
	"context"
	"maps"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

// Outcome is what an evaluation came to, as far as policies are compared by it
// (T5.2): why a policy denies is no part of it. The zero Outcome denies.
type Outcome struct {
	Permitted bool
	// Claims is the outgoing set in order of first issue, empty unless permitted;
	// Properties what was set, empty after an error.
	Claims, Properties []claim.Claim
}

// Evaluate evaluates a policy over claims, by whatever engine the caller has. Each
// example is evaluated before it is shown.
type Evaluate func(ctx context.Context, claims []claim.Claim) (Outcome, error)

// Policy is a policy that is ready to be reasoned about. It is immutable, and can
// take part in any number of questions.
type Policy struct {
	checked  *check.Checked
	evaluate Evaluate
	rules    []*rule
	byTree   map[*ast.Rule]int
	need     *need
	types    []string    // named by it, sorted
	open     bool        // a condition is of any type
	outside  []*ast.Call // that are not read exactly
	endless  bool        // a call may make rounds follow rounds (proof, 8)
}

// New prepares a policy. Without a way to evaluate it, examples are not found: what
// is proved needs none.
func New(checked *check.Checked, evaluate Evaluate) *Policy {
	return prepare(checked, evaluate, lower(checked))
}

func prepare(checked *check.Checked, evaluate Evaluate, rules []*rule) *Policy {
	p := &Policy{checked: checked, evaluate: evaluate, rules: rules, byTree: map[*ast.Rule]int{}, need: needs(rules)}
	types := map[string]bool{}
	for i, r := range rules {
		p.byTree[r.tree] = i
		for _, c := range r.conds {
			p.open = p.open || !c.typed
			c.nameTypes(types)
		}
		if r.typ != nil {
			for _, v := range r.typ.values {
				types[v.Text()] = true
			}
		}
		outside := r.outside()
		if !isBounded(rules, i) {
			p.endless = true
			if len(outside) == 0 {
				r.eachCall(func(c *call) { outside = append(outside, c.tree) })
			}
		}
		p.outside = append(p.outside, outside...)
	}
	p.types = slices.Sorted(maps.Keys(types))
	return p
}

// Without is the policy without some rules. It has no way to be evaluated: it serves to
// prove that they have no effect.
func (p *Policy) Without(rules ...*ast.Rule) *Policy {
	rest := slices.DeleteFunc(slices.Clone(p.rules), func(r *rule) bool { return slices.Contains(rules, r.tree) })
	if len(rest) == len(p.rules) {
		return p
	}
	return prepare(p.checked, nil, rest)
}

// Checked is the policy as it was checked.
func (p *Policy) Checked() *check.Checked { return p.checked }

func (c *condition) nameTypes(types map[string]bool) {
	for _, t := range c.fixed {
		if t.property == ast.TypeProperty {
			for _, v := range t.rights {
				types[v.Text()] = true
			}
		}
	}
}

// same reports whether two policies have the same rules, names of binders apart.
func same(a, b *Policy) bool {
	return slices.EqualFunc(a.rules, b.rules, func(x, y *rule) bool { return x.key == y.key })
}
