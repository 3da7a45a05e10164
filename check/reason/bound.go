package reason

import "github.com/assay-policy/assay/ast"

// enough is where counting claims ends: nobody searches that far.
const enough = 1 << 20

// need counts claims that suffice to keep what happens in a policy (T5.5).
type need struct {
	byType  map[string]int // the largest g(source) of rules that make the type
	anyType int            // of rules that compute it
	all     int            // of all
	rules   []int
	source  int     // the largest g(source) of a type=, or of what is issued
	conds   [][]int // g of each condition of each rule
	claims  []int   // those of the rule looked at
}

// needs counts for each rule of a policy.
func needs(rules []*rule) *need {
	n := &need{byType: map[string]int{}}
	for _, r := range rules {
		n.rules = append(n.rules, n.rule(r))
		n.sources(r)
		n.made(r)
		n.conds = append(n.conds, n.claims)
	}
	return n
}

// rule: Σ g over its positive conditions that no test of a later positive one
// refers to, or the largest g of a negated one if more.
func (n *need) rule(r *rule) int {
	n.claims = nil
	for _, c := range r.conds {
		n.claims = append(n.claims, n.condition(c))
	}
	covered := make([]bool, len(r.conds))
	for _, c := range r.conds {
		if c.negated {
			continue
		}
		for _, j := range c.joins {
			j.right.refers(func(i int, _ ast.Property) { covered[i] = true })
		}
	}
	sum, negated := 0, 0
	for i, c := range r.conds {
		switch {
		case c.negated:
			negated = max(negated, n.claims[i])
		case !covered[i]:
			sum += n.claims[i]
		}
	}
	return min(max(sum, negated), enough)
}

// condition: the largest of 1 and g(source) of the rules that may make what meets
// it, plus g(condition of c) for each c.… in its tests.
func (n *need) condition(c *condition) int {
	g := max(1, n.all)
	if c.typed {
		g = max(1, n.byType[c.typ], n.anyType)
	}
	for _, j := range c.joins {
		j.right.refers(func(i int, _ ast.Property) { g += n.claims[i] })
	}
	return min(g, enough)
}

// sources notes what a policy keeps besides (T5.5).
func (n *need) sources(r *rule) {
	r.typ.refers(func(i int, _ ast.Property) { n.source = max(n.source, n.claims[i]) })
	if r.action == ast.Issue || r.action == ast.IssueProperty {
		r.sources(func(i int) { n.source = max(n.source, n.claims[i]) })
	}
}

// made notes the claims that a rule makes.
func (n *need) made(r *rule) {
	g := 0
	r.sources(func(i int) { g = max(g, n.claims[i]) })
	n.all = max(n.all, g)
	switch {
	case r.typ == nil && r.copies < 0: // permits or denies
	case r.typ != nil && r.typ.isFixed() && len(r.typ.values) == 1:
		t := r.typ.values[0].Text()
		n.byType[t] = max(n.byType[t], g)
	case r.copies >= 0 && r.conds[r.copies].typed:
		t := r.conds[r.copies].typ
		n.byType[t] = max(n.byType[t], g)
	default:
		n.anyType = max(n.anyType, g)
	}
}

// total is the number of claims that suffice for one policy, or for two: equal
// rules at both beginnings count once (T5.5).
func total(policies ...*Policy) int {
	k, shared := 0, 0
	if len(policies) == 2 {
		a, b := policies[0].rules, policies[1].rules
		for shared < min(len(a), len(b)) && a[shared].key == b[shared].key {
			shared++
		}
	}
	for i, p := range policies {
		counted := p.need.rules
		if i == 1 {
			counted = counted[shared:]
		}
		for _, g := range counted {
			k += g
		}
		k += 2 * p.need.source
	}
	return min(k, enough)
}

// prefix is what the conditions of a rule need up to one of them, held or not.
func (n *need) prefix(rule, condition int) int {
	sum := 0
	for _, g := range n.conds[rule][:condition+1] {
		sum = min(sum+g, enough)
	}
	return sum
}
