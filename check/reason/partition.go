package reason

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// A partition is what claims files can hold, up to renaming (T5.4): for each type
// the values that its claims can have. Values that meet are in one class, which
// needs the literals of that class alone (proof, 6 "Dropping literals").

// want says how many fresh values a class needs (T5.4).
type want uint8

// How many: for a class whose values are only tested; for one whose values are
// issued; for one whose values are compared with each other, or become names.
const (
	one want = iota
	few
	each
)

// The classes that are there before any type is.
const (
	names   = iota // of types that are compared or become values
	results        // of functions that are not read exactly
	others         // values of claims of types that no policy names
	firstType
)

// partition collects the classes.
type partition struct {
	types    []string // that policies name, sorted
	class    map[string]int
	parent   []int
	wants    []want
	literals []map[claim.Value]bool
	shared   map[claim.Value]bool          // literals of conditions of any type
	open     bool                          // there is a condition of any type
	outputs  bool                          // it matters what is issued
	unknown  int                           // how many results of functions are not known
	form     map[int]func(rank int) string // of fresh strings; nil for a class without
}

// divide makes the partition for policies, with claims that it must tell apart from
// all others.
func divide(policies []*Policy, apart []claim.Claim, outputs bool) *partition {
	p := &partition{class: map[string]int{}, shared: map[claim.Value]bool{}, outputs: outputs}
	for range firstType {
		p.addClass()
	}
	p.nameTypes(policies, apart)
	for _, c := range apart {
		p.literals[p.find(p.class[c.Type])][c.Value] = true
	}
	for _, policy := range policies {
		p.unknown += policy.need.unknown
		for _, r := range policy.rules {
			p.rule(r)
		}
	}
	p.complete()
	p.forms()
	return p
}

func (p *partition) addClass() int {
	n := len(p.parent)
	p.parent = append(p.parent, n)
	p.wants = append(p.wants, one)
	p.literals = append(p.literals, map[claim.Value]bool{})
	return n
}

func (p *partition) find(c int) int {
	for p.parent[c] != c {
		p.parent[c] = p.parent[p.parent[c]]
		c = p.parent[c]
	}
	return c
}

func (p *partition) union(a, b int) {
	a, b = p.find(a), p.find(b)
	if a == b {
		return
	}
	if len(p.literals[a]) < len(p.literals[b]) {
		a, b = b, a
	}
	p.parent[b] = a
	p.wants[a] = max(p.wants[a], p.wants[b])
	for v := range p.literals[b] {
		p.literals[a][v] = true
	}
	p.literals[b] = nil
}

func (p *partition) atLeast(c int, w want) {
	c = p.find(c)
	p.wants[c] = max(p.wants[c], w)
}

// nameTypes finds the types: each string of a type test or type=, `pcrs`, the names
// of L5.6 (T5.4).
func (p *partition) nameTypes(policies []*Policy, apart []claim.Claim) {
	found := map[string]bool{}
	for _, policy := range policies {
		for _, t := range policy.types {
			found[t] = true
		}
		p.open = p.open || policy.open
	}
	for _, c := range apart {
		found[c.Type] = true
	}
	if p.open {
		found["pcrs"] = true
		for _, name := range catalog.Names("", catalog.Steering) {
			found[name] = true
		}
	}
	for t := range found {
		p.types = append(p.types, t)
	}
	slices.Sort(p.types)
	for _, t := range p.types {
		p.class[t] = p.addClass()
	}
}

// values is the class of the values of a type.
func (p *partition) values(typ string) int {
	if c, ok := p.class[typ]; ok {
		return c
	}
	return others
}

// allValues puts the values of all types in one class.
func (p *partition) allValues() int {
	for c := firstType; c < len(p.parent); c++ {
		p.union(others, c)
	}
	return others
}

// tested is the class of the values of a condition's claims, if it matters which.
func (p *partition) tested(c *condition) int {
	if c.typed {
		return p.values(c.typ)
	}
	return p.allValues()
}

// pool is where the values of a property come from: a class, or a few constants.
func (p *partition) pool(c *condition, of ast.Property) (class int, constants []claim.Value) {
	switch of {
	case ast.ValueProperty:
		return p.tested(c), nil
	case ast.TypeProperty:
		if !c.typed {
			return names, nil
		}
		return -1, []claim.Value{claim.String(c.typ)}
	case ast.ValueTypeProperty:
		for k := claim.BooleanKind; k <= claim.StringKind; k++ {
			constants = append(constants, claim.String(k.String()))
		}
	case ast.IssuerProperty:
		for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
			constants = append(constants, claim.String(i.String()))
		}
	case ast.UnknownProperty:
	}
	return -1, constants
}

// meet puts two pools together.
func (p *partition) meet(a int, as []claim.Value, b int, bs []claim.Value, w want) {
	if a >= 0 && b >= 0 {
		p.union(a, b)
		p.atLeast(a, w)
	}
	p.know(a, bs)
	p.know(b, as)
}

// know adds literals to a class.
func (p *partition) know(class int, literals []claim.Value) {
	if class < 0 {
		return
	}
	for _, v := range literals {
		p.literals[p.find(class)][v] = true
	}
}

func (p *partition) rule(r *rule) {
	for _, c := range r.conds {
		p.fixedTests(c)
		for _, j := range c.joins {
			class, constants := p.pool(c, j.property)
			p.meetExpr(r, class, constants, j.right, each)
		}
	}
	if r.copies >= 0 {
		p.copied(r, r.conds[r.copies])
	}
	if r.typ != nil {
		p.made(r)
	}
}

// fixedTests notes the literals of tests of values. Those of types are types.
func (p *partition) fixedTests(c *condition) {
	for _, t := range c.fixed {
		if t.property != ast.ValueProperty {
			continue
		}
		if c.typed {
			p.know(p.values(c.typ), t.rights)
			continue
		}
		for _, v := range t.rights {
			p.shared[v] = true
		}
	}
}

// meetExpr puts what an expression can come to together with a pool.
func (p *partition) meetExpr(r *rule, class int, constants []claim.Value, x *expr, w want) {
	switch {
	case x.call != nil:
		p.meetCall(r, class, constants, x.call, w)
	case x.cond >= 0:
		from, known := p.pool(r.conds[x.cond], x.prop)
		p.meet(class, constants, from, known, w)
	default:
		p.know(class, x.values)
	}
}

// copied is claim=: names that fall together would set one property twice.
func (p *partition) copied(r *rule, c *condition) {
	class := p.tested(c)
	if !p.outputsOf(r) {
		return
	}
	p.atLeast(class, few)
	if !c.typed {
		p.atLeast(names, few)
		if r.action == ast.IssueProperty {
			p.atLeast(names, each)
			p.atLeast(class, each)
		}
	}
}

// made is type= and value=.
func (p *partition) made(r *rule) {
	var class int
	if r.typ.isFixed() && len(r.typ.values) == 1 {
		class = p.values(r.typ.values[0].Text())
	} else { // values made under a computed type: of any
		class = p.allValues()
		r.typ.refers(func(i int, of ast.Property) {
			if from, _ := p.pool(r.conds[i], of); from >= 0 {
				p.union(names, from)
				p.atLeast(names, each)
			}
		})
		if r.typ.call != nil {
			p.meetCall(r, names, nil, r.typ.call, each)
		}
	}
	if r.value == nil {
		return
	}
	if p.outputsOf(r) {
		if r.value.call != nil {
			p.atLeast(class, few)
		}
		r.value.refers(func(i int, of ast.Property) {
			if from, _ := p.pool(r.conds[i], of); from >= 0 {
				p.atLeast(from, few)
			}
		})
	}
	p.meetExpr(r, class, nil, r.value, one)
}

// outputsOf reports whether it matters which values an action makes: two of one
// property are an error, and claims count if what is issued does.
func (p *partition) outputsOf(r *rule) bool {
	return r.action == ast.IssueProperty || r.action == ast.Issue && p.outputs
}

// complete gives each class the literals that all have.
func (p *partition) complete() {
	shared := slices.Collect(maps.Keys(p.shared))
	for c := results; c < len(p.parent); c++ {
		p.know(c, shared)
	}
	if p.joint() {
		for _, t := range p.types {
			p.know(names, []claim.Value{claim.String(t)})
		}
	}
}

// joint reports whether names meet values (T5.4).
func (p *partition) joint() bool {
	for c := results; c < len(p.parent); c++ {
		if p.find(c) == p.find(names) {
			return true
		}
	}
	return false
}

// grows reports whether the partition is another for larger sets.
func (p *partition) grows() bool {
	for c := range p.parent {
		if p.find(c) == c && p.wants[c] == each {
			return true
		}
	}
	return false
}

// fresh is a value that stands for all that no literal tells apart from it: the
// rank-th of those of its gap. Fresh ones are used in order.
type fresh struct {
	class, gap, rank int
}

// isName reports whether a fresh value may also be a type.
func (p *partition) isName(f fresh) bool { return f.gap < 0 && f.class == p.find(names) }

// domain is what the values of a class can be, for sets of n claims.
type domain struct {
	values []claim.Value
	fresh  []fresh // of each value; class -1 for literals
	ids    []int32 // in a scene
}

// domainOf lists the values of a class (T5.4): true, false, its literals, fresh
// strings, integers of each gap.
func (p *partition) domainOf(class, n int) domain {
	class = p.find(class)
	n = max(n, 1) + p.unknown
	var d domain
	var integers []int64
	strings := map[string]bool{}
	d.literal(claim.Bool(false), claim.Bool(true))
	for v := range p.literals[class] {
		switch v.Kind() {
		case claim.IntegerKind:
			integers = append(integers, v.Int())
		case claim.StringKind:
			strings[v.Text()] = true
		case claim.BooleanKind:
		}
	}
	d.integers(class, integers, [...]int{one: 1, few: 3, each: n}[p.wants[class]])
	joint := p.find(names) == class
	count := [...]int{one: 1, few: 3, each: n}[p.wants[class]]
	if joint {
		count = [...]int{one: 1, few: 4, each: 2 * n}[p.wants[class]]
	}
	d.strings(class, strings, count, p.form[class])
	return d
}

func (d *domain) literal(vs ...claim.Value) {
	for _, v := range vs {
		d.add(v, fresh{class: -1})
	}
}

func (d *domain) add(v claim.Value, f fresh) {
	d.values = append(d.values, v)
	d.fresh = append(d.fresh, f)
}

// integers adds the integer literals and count of each gap: those nearest to the
// literal below, and in the first gap those nearest to the one above.
func (d *domain) integers(class int, literals []int64, count int) {
	slices.Sort(literals)
	if len(literals) == 0 {
		for i := range count {
			d.add(claim.Int(int64(i)), fresh{class, 0, i})
		}
		return
	}
	for i := range count {
		if n := int64(i) + 1; literals[0] >= math.MinInt64+n {
			d.add(claim.Int(literals[0]-n), fresh{class, 0, i})
		}
	}
	for at, lit := range literals {
		d.literal(claim.Int(lit))
		for i := range count {
			n := int64(i) + 1
			if lit > math.MaxInt64-n || at+1 < len(literals) && lit+n >= literals[at+1] {
				break
			}
			d.add(claim.Int(lit+n), fresh{class, at + 1, i})
		}
	}
}

// strings adds the string literals and count fresh ones.
func (d *domain) strings(class int, literals map[string]bool, count int, form func(int) string) {
	all := make([]string, 0, len(literals))
	for s := range literals {
		all = append(all, s)
	}
	slices.Sort(all)
	for _, s := range all {
		d.literal(claim.String(s))
	}
	for i, s := range freshStrings(count, form, func(s string) bool { return literals[s] }) {
		d.add(claim.String(s), fresh{class, -1, i})
	}
}

// freshStrings returns strings that are not taken, of a form if there is one.
func freshStrings(count int, form func(rank int) string, taken func(string) bool) []string {
	if form == nil {
		form = lettered
	}
	var found []string
	for i := 0; len(found) < count; i++ {
		if s := form(i); !taken(s) {
			found = append(found, s)
		}
	}
	return found
}

// lettered returns a, b, …
func lettered(rank int) string {
	s := string(rune('a' + rank%26))
	if rank >= 26 {
		s += strconv.Itoa(rank / 26)
	}
	return s
}

// typesFor lists the types for sets of n claims: with fresh ones if a condition is
// of any type.
func (p *partition) typesFor(n int) []string {
	if !p.open {
		return p.types
	}
	if p.joint() { // all strings of the class are types
		return stringsOf(p.domainOf(names, n).values)
	}
	known := map[string]bool{}
	for _, t := range p.types {
		known[t] = true
	}
	for v := range p.literals[p.find(names)] {
		known[v.Text()] = true
	}
	all := slices.Sorted(maps.Keys(known))
	count := [...]int{one: 1, few: 2, each: n}[p.wants[p.find(names)]]
	return append(all, freshStrings(count, nil, func(s string) bool { return known[s] })...)
}

func stringsOf(values []claim.Value) []string {
	var all []string
	for _, v := range values {
		if v.Kind() == claim.StringKind {
			all = append(all, v.Text())
		}
	}
	return all
}
