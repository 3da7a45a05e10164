package reason

import (
	"cmp"
	"math"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// A scene is what claims files can hold, as variables of a circuit, with the
// policies that are run over all of them at once (T5.7).
type scene struct {
	*circuit.Circuit
	setting
	part   *partition
	size   int // of the sets for which there are enough fresh values
	values []claim.Value
	ids    map[claim.Value]int32
	atoms  []atom
	before map[[2]int32]circuit.Node // whether an atom stands before another
	tables map[string]table          // results of functions that are not known
	lists  map[[3]int32]circuit.Node // and the order in lists of them
	// results are the nodes of tables, failures those that say that the call fails.
	results, failures map[circuit.Node]bool
	domains           map[int]domain
	runs              []*run
}

// setting is what a question asks of the claims.
type setting struct {
	policies []*Policy
	room     int64
	steps    int64         // of a search, as it says when it stops
	typ      catalog.Type  // whose evidence is preferred (T5.8)
	apart    []claim.Claim // that are told apart from all others
	custom   bool          // claims of clients alone
	outputs  bool          // it matters what is issued
	edits    bool          // types and issuers are told apart, so that a value can be set
	concrete bool          // functions are computed for each value that there is
}

// atom is a claim that a file can hold, for all that policies don't tell apart from
// it.
type atom struct {
	claim claim.Claim
	node  circuit.Node
	cost  int // 0 if evidence gives it (T5.8)
	fresh fresh
	seen  bool // its value is looked at, not only tested
	apart bool
}

// set prepares the claims of sets of n. What is begun may be stopped by the budget.
func (s setting) set(b *budget, part *partition, n int) *scene {
	sc := &scene{
		Circuit: circuit.New(s.room), setting: s, part: part, size: n,
		ids: map[claim.Value]int32{}, before: map[[2]int32]circuit.Node{}, tables: map[string]table{}, lists: map[[3]int32]circuit.Node{}, results: map[circuit.Node]bool{}, failures: map[circuit.Node]bool{}, domains: map[int]domain{},
	}
	sc.Watch(b.poll)
	sc.atoms = sc.tellApart()
	for i := range sc.atoms {
		sc.atoms[i].node = sc.Var()
	}
	for _, p := range s.policies {
		if !sc.Full() {
			sc.runs = append(sc.runs, sc.run(p))
		}
	}
	return sc
}

// id numbers values.
func (s *scene) id(v claim.Value) int32 {
	n, ok := s.ids[v]
	if !ok {
		n = int32(len(s.values))
		s.ids[v] = n
		s.values = append(s.values, v)
	}
	return n
}

func (s *scene) text(v string) int32 { return s.id(claim.String(v)) }

// candidate is a claim with the group of those that no policy tells apart. There are
// hundreds of thousands in a large policy: what its key says is not kept again.
type candidate struct {
	key         entryKey
	group       int32
	fresh       *fresh
	seen, apart bool // as in atom
	readOnly    bool // as the claim was given
}

// candidates are a list in blocks, so that it grows without a copy.
type candidates struct {
	blocks [][]candidate
	n      int32
}

const blockSize = 1024

func (c *candidates) at(i int32) *candidate { return &c.blocks[i/blockSize][i%blockSize] }

// add adds a candidate, and returns its place.
func (c *candidates) add(one candidate) int32 {
	if c.n%blockSize == 0 {
		c.blocks = append(c.blocks, make([]candidate, blockSize))
	}
	c.n++
	*c.at(c.n - 1) = one
	return c.n - 1
}

// ranked is the best candidate of a group so far.
type ranked struct {
	atom
	order string // of its value, bytewise
}

// step is how a condition splits a group: by what it sees of a claim, in numbers.
type step struct {
	group, condition int32
	typ, value       int32 // 0 if it does not look
	rest             int32 // issuer, kind, read-only
}

// The steps that are of no condition.
const (
	isApart    = math.MinInt32
	isSettable = math.MinInt32 / 2
)

// splitter finds out which claims policies tell apart: those that pass other tests,
// and those that differ in what is looked at of them.
type splitter struct {
	*scene
	all   candidates
	place map[entryKey]int32
	steps map[step]int32
	types []string
	named map[string]bool // like claims of the service, as those of clients can't be
}

// tellApart makes one atom for all claims that no condition tells apart; for claims
// that no condition wants there is none. Claims that behave alike change nothing
// together that one of them does not.
func (s *scene) tellApart() []atom {
	sp := &splitter{
		scene: s, place: map[entryKey]int32{}, steps: map[step]int32{}, types: s.part.typesFor(s.size), named: s.named(),
	}
	for _, c := range s.apart {
		if c.Issuer != claim.AttestationPolicy && !sp.Full() {
			at := sp.at(candidate{key: entryKey{sp.text(c.Type), sp.id(c.Value), c.Issuer}, fresh: &fresh{class: -1}, readOnly: c.ReadOnly})
			sp.all.at(at).apart = true
			sp.split(at, step{condition: isApart + at})
		}
	}
	if s.edits {
		sp.settable()
	}
	known := map[string]bool{}
	for _, p := range s.policies {
		for _, r := range p.rules {
			for _, c := range r.conds {
				if !known[c.key] && !sp.Full() {
					known[c.key] = true
					sp.condition(len(known), c)
				}
			}
		}
	}
	return sp.best()
}

// named is how clients can't name their claims: like those that evidence gives, of any
// type if none is known (T2.5).
func (s setting) named() map[string]bool {
	if !s.custom {
		return nil
	}
	found := map[string]bool{}
	for _, name := range catalog.Names(s.typ, catalog.Incoming) {
		found[name] = true
	}
	return found
}

// settable adds what claims that are given can be set to, also where no condition
// wants it (T4.4).
func (sp *splitter) settable() {
	known := map[place]bool{}
	for _, c := range sp.apart {
		at := place{c.Type, c.Issuer}
		if c.Issuer == claim.AttestationPolicy || known[at] {
			continue
		}
		known[at] = true
		d := sp.domain(sp.part.values(c.Type))
		for i := range d.values {
			if sp.Full() {
				return
			}
			at := sp.at(candidate{key: entryKey{sp.text(c.Type), d.ids[i], c.Issuer}, fresh: &d.fresh[i]})
			sp.split(at, step{condition: isSettable, typ: sp.text(c.Type), rest: int32(c.Issuer)})
		}
	}
}

// condition splits the groups by who passes its tests.
func (sp *splitter) condition(number int, c *condition) {
	types := sp.types
	if c.typed {
		types = []string{c.typ}
	}
	lit := c.wantsValue()
	for _, t := range types {
		d := sp.domain(sp.part.values(t))
		typ := sp.text(t)
		for i, v := range d.values {
			if lit != nil && *lit != v {
				continue
			}
			if sp.Full() {
				return
			}
			for _, issuer := range []claim.Issuer{claim.AttestationService, claim.CustomClaim} {
				if sp.custom && (issuer != claim.CustomClaim || sp.named[t]) {
					continue
				}
				sp.candidate(number, c, entryKey{typ, d.ids[i], issuer}, claim.Claim{Type: t, Value: v, Issuer: issuer}, &d.fresh[i])
			}
		}
		if !sp.Spend(1 + len(d.values)/4) {
			return
		}
	}
}

// candidate splits the group of a claim that a condition wants.
func (sp *splitter) candidate(number int, c *condition, key entryKey, of claim.Claim, f *fresh) {
	switch {
	case c.passes(of):
		at := sp.at(candidate{key: key, fresh: f})
		sp.split(at, sp.sees(int32(number), c, key, sp.claimOf(sp.all.at(at))))
		if c.observed.has(ast.ValueProperty) {
			sp.all.at(at).seen = true
		}
	case c.typed && c.mayFail(): // its right sides are evaluated (L4.10)
		sp.split(sp.at(candidate{key: key, fresh: f}), step{condition: -int32(number)})
	}
}

// wantsValue is the literal of a test value == literal, if there is one.
func (c *condition) wantsValue() *claim.Value {
	if c.mayFail() {
		return nil
	}
	for _, t := range c.fixed {
		if t.property == ast.ValueProperty && t.op == ast.Equal && len(t.rights) == 1 {
			return &t.rights[0]
		}
	}
	return nil
}

// sees is what a condition sees of a claim that passes its tests.
func (s setting) sees(number int32, c *condition, key entryKey, of claim.Claim) step {
	st := step{condition: number}
	if s.edits || c.observed.has(ast.TypeProperty) {
		st.typ = key.typ + 1
	}
	if c.observed.has(ast.ValueProperty) {
		st.value = key.value + 1
		if of.ReadOnly {
			st.rest |= 1
		}
	}
	if c.observed.has(ast.ValueTypeProperty) {
		st.rest |= int32(of.Value.Kind()) << 1
	}
	if s.edits || c.observed.has(ast.IssuerProperty) {
		st.rest |= (int32(of.Issuer) + 1) << 4
	}
	return st
}

func (s *scene) domain(class int) domain {
	class = s.part.find(class)
	d, ok := s.domains[class]
	if !ok {
		d = s.part.domainOf(class, s.size)
		s.Spend(len(d.values))
		for _, v := range d.values {
			d.ids = append(d.ids, s.id(v))
		}
		s.domains[class] = d
	}
	return d
}

// claimOf is the claim of a candidate.
func (sp *splitter) claimOf(c *candidate) claim.Claim {
	of := claim.Claim{Type: sp.values[c.key.typ].Text(), Value: sp.values[c.key.value], Issuer: c.key.issuer, ReadOnly: c.readOnly}
	of.ReadOnly = of.IsReadOnly()
	return of
}

// at is the place of a candidate, which is added if its key is new.
func (sp *splitter) at(c candidate) int32 {
	i, ok := sp.place[c.key]
	if !ok {
		sp.Spend(8)
		i = sp.all.add(c)
		sp.place[c.key] = i
	}
	return i
}

// split moves a candidate on to the group of all that took the same steps.
func (sp *splitter) split(at int32, s step) {
	sp.Spend(6)
	s.group = sp.all.at(at).group
	g, ok := sp.steps[s]
	if !ok {
		g = int32(len(sp.steps)) + 1
		sp.steps[s] = g
	}
	sp.all.at(at).group = g
}

// best returns one claim of each group: one that evidence gives, then bytewise
// (T5.8).
func (sp *splitter) best() []atom {
	places := map[int32]int{}
	var found []ranked
	for i := range sp.all.n {
		group, c := sp.all.at(i).group, sp.ranked(sp.all.at(i))
		at, ok := places[group]
		switch {
		case !ok:
			places[group] = len(found)
			found = append(found, c)
		case preferred(c, found[at]) < 0:
			found[at] = c
		}
	}
	slices.SortFunc(found, preferred)
	atoms := make([]atom, len(found))
	for i, c := range found {
		atoms[i] = c.atom
	}
	return atoms
}

func (sp *splitter) ranked(c *candidate) ranked {
	of := sp.claimOf(c)
	return ranked{
		atom:  atom{claim: of, cost: cost(of, sp.typ), fresh: *c.fresh, seen: c.seen, apart: c.apart},
		order: string(of.Value.JSON()),
	}
}

// cost is 0 for a claim that evidence gives (T5.8).
func cost(c claim.Claim, of catalog.Type) int {
	e, known := catalog.Lookup(c.Type)
	given := known && c.Issuer == claim.AttestationService && e.Use.Has(catalog.Incoming) && e.Kinds.Has(c.Value.Kind()) &&
		(of == "" || e.Types.Has(of)) && fits(e, c.Value) && (e.Most == 0 || c.Value.Int() >= e.Least && c.Value.Int() <= e.Most)
	if given {
		return 0
	}
	return 1
}

// preferred orders claims for examples (T5.8).
func preferred(a, b ranked) int {
	return cmp.Or(
		cmp.Compare(a.cost, b.cost),
		cmp.Compare(a.claim.Type, b.claim.Type),
		cmp.Compare(a.claim.Value.Kind(), b.claim.Value.Kind()),
		cmp.Compare(a.order, b.order),
		-cmp.Compare(a.claim.Issuer, b.claim.Issuer),
	)
}
