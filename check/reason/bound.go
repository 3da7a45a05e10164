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
	source  int // the largest g(source) of a type=, or of what is issued
	// What functions need besides (proof, 8).
	calls, subsets, literals, unknown int
	conds                             [][]int // g of each condition of each rule
	claims                            []int   // those of the rule looked at
}

// needs counts for each rule of a policy.
func needs(rules []*rule) *need {
	n := &need{byType: map[string]int{}}
	for _, r := range rules {
		n.rules = append(n.rules, n.rule(r))
		n.sources(r)
		n.functions(r)
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

// functions: for each call 2 g per argument, and g of the condition around it. The
// literals count that may be among the values of a set.
func (n *need) functions(r *rule) {
	around := 0
	for _, g := range n.claims {
		around = max(around, g)
	}
	if r.value != nil {
		n.literals += len(r.value.values)
	}
	r.eachCall(func(c *call) {
		n.calls += around
		for _, a := range c.args {
			n.literals += len(a.values)
			a.refers(func(i int, _ ast.Property) { n.calls += 2 * n.claims[i] })
		}
		n.calls = min(n.calls, enough)
		if !c.isExact() {
			n.unknown++
		}
		if c.tree.Name.Name == "IsSubsetOf" {
			n.subsets++
		}
	})
}

// made notes the claims that a rule makes.
func (n *need) made(r *rule) {
	g := 0
	r.sources(func(i int) { g = max(g, n.claims[i]) })
	n.all = max(n.all, g)
	if t, known := r.makes(); known {
		n.byType[t] = max(n.byType[t], g)
	} else if r.typ != nil || r.copies >= 0 {
		n.anyType = max(n.anyType, g)
	}
}

// total is the number of claims that suffice for one policy, or for two: equal
// rules at both beginnings count once (T5.5). With functions it is (k' + w) · (1 +
// number of IsSubsetOf) (proof, 8).
func total(policies ...*Policy) int {
	k, shared := 0, 0
	if len(policies) == 2 {
		a, b := policies[0].rules, policies[1].rules
		for shared < min(len(a), len(b)) && a[shared].key == b[shared].key {
			shared++
		}
	}
	subsets, literals := 0, 0
	for i, p := range policies {
		counted := p.need.rules
		if i == 1 {
			counted = counted[shared:]
		}
		for _, g := range counted {
			k = min(k+g, enough)
		}
		k = min(k+2*p.need.source+p.need.calls, enough)
		subsets += p.need.subsets
		literals += p.need.literals + p.need.unknown
	}
	if subsets > 0 {
		k = (k + literals + 2) * (1 + subsets)
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

// isBounded reports whether the claims on which policies differ are few although the
// rule calls IsSubsetOf(a, b): neither the condition of b nor those of what makes its
// claims have a c.…, and they are made of .value alone (T5.6).
func isBounded(rules []*rule, at int) bool {
	bounded := true
	r := rules[at]
	r.eachCall(func(c *call) {
		if c.tree.Name.Name != "IsSubsetOf" {
			return
		}
		if b := c.args[1]; b.call == nil && b.cond >= 0 {
			bounded = bounded && isPlain(rules[:at], r.conds[b.cond])
		}
	})
	return bounded
}

// isPlain reports whether what meets a condition depends on no joins. Of the rules
// before, all count that may make it.
func isPlain(rules []*rule, c *condition) bool {
	wanted := map[string]bool{c.typ: true}
	all := !c.typed
	if len(c.joins) > 0 {
		return false
	}
	for i := len(rules) - 1; i >= 0; i-- {
		r := rules[i]
		typ, known := r.makes()
		if !known && r.typ == nil && r.copies < 0 || known && !all && !wanted[typ] {
			continue
		}
		if !r.isPlain() {
			return false
		}
		r.sources(func(cond int) {
			wanted[r.conds[cond].typ] = true
			all = all || !r.conds[cond].typed
		})
	}
	return true
}

// makes is the type of the claims that a rule makes, if it is one.
func (r *rule) makes() (string, bool) {
	switch {
	case r.typ != nil && r.typ.isFixed() && len(r.typ.values) == 1:
		return r.typ.values[0].Text(), true
	case r.copies >= 0 && r.conds[r.copies].typed:
		return r.conds[r.copies].typ, true
	}
	return "", false
}

// isPlain reports whether a rule takes only .value, and has no joins.
func (r *rule) isPlain() bool {
	for _, c := range r.conds {
		if len(c.joins) > 0 {
			return false
		}
	}
	if r.copies >= 0 {
		return true
	}
	return r.typ.isFixed() && r.value != nil && r.value.call == nil && (r.value.cond < 0 || r.value.prop == ast.ValueProperty)
}
