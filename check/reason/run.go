package reason

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// A run is a policy run over all sets of claims at once: each claim that there can
// be is a node that says whether it is there (T5.7). After an error nothing of a
// Result counts, so rules run on regardless.
type run struct {
	*scene
	policy  *Policy
	entries []entry
	byType  map[int32][]int32
	place   map[entryKey]int32
	rules   []ruleRun

	permit, deny circuit.Node
	failed       circuit.Node // an error so far, in configuration and authorization
	failedLater  circuit.Node // or in issuance, if that runs

	outgoing   *outgoing
	properties *outgoing      // of all sections
	early      []circuit.Node // properties that were set before issuance, by entry

	orders map[[4]int32]circuit.Node
	others map[int]circuit.Node // of rules that permit or deny: another does
}

// entry is a claim of the incoming set, as far as it may come to be there.
type entry struct {
	typ, value int32
	issuer     claim.Issuer
	on         circuit.Node // it is there
	readOnly   circuit.Node // if it is there, it is read-only (L3.4)
	atom       int32        // of the file, -1 for a claim that rules make
	makers     []maker
}

type entryKey struct {
	typ, value int32
	issuer     claim.Issuer
}

// maker is a rule that makes a claim, with where its value stands among those of
// the expression.
type maker struct {
	rule int
	on   circuit.Node
	from *valueSet
	at   int
}

// ruleRun is what became of a rule.
type ruleRun struct {
	on      circuit.Node   // its conditions hold
	entered []circuit.Node // all conditions before hold
	held    []circuit.Node // the condition holds, whether it is entered or not
	before  circuit.Node   // an error before the rule
	fails   circuit.Node   // an error in it
}

// outgoing is a set that a Result shows, by type (L6.5).
type outgoing struct {
	types  []int32
	byType map[int32][]int32 // entries of shown
	shown  []entry
	place  map[entryKey]int32
}

func newOutgoing() *outgoing {
	return &outgoing{byType: map[int32][]int32{}, place: map[entryKey]int32{}}
}

// run runs the sections in their order (L6.1).
func (s *scene) run(p *Policy) *run {
	r := &run{
		scene: s, policy: p, byType: map[int32][]int32{}, place: map[entryKey]int32{},
		outgoing: newOutgoing(), properties: newOutgoing(), orders: map[[4]int32]circuit.Node{},
	}
	for i, a := range s.atoms {
		readOnly := circuit.False
		if a.claim.ReadOnly {
			readOnly = circuit.True
		}
		r.add(entry{
			typ: s.text(a.claim.Type), value: s.id(a.claim.Value), issuer: a.claim.Issuer,
			on: a.node, readOnly: readOnly, atom: int32(i),
		})
	}
	issuing := false
	for i, rule := range p.rules {
		if rule.section == ast.Issuance && !issuing {
			issuing = true
			r.endAuthorization()
		}
		r.rule(i, rule)
		if r.Full() {
			return r
		}
	}
	if !issuing {
		r.endAuthorization()
	}
	return r
}

func (r *run) endAuthorization() {
	for _, e := range r.properties.shown {
		r.early = append(r.early, e.on)
	}
}

func (r *run) add(e entry) {
	at := int32(len(r.entries))
	r.entries = append(r.entries, e)
	r.byType[e.typ] = append(r.byType[e.typ], at)
	r.place[entryKey{e.typ, e.value, e.issuer}] = at
}

// rule enters the conditions, and acts if they hold (L4.4).
func (r *run) rule(number int, of *rule) {
	later := of.section == ast.Issuance
	state := ruleRun{before: r.failed}
	if later {
		state.before = r.failedLater
	}
	bound := make([]*binding, len(of.conds))
	entered := circuit.True
	for i, c := range of.conds {
		state.entered = append(state.entered, entered)
		set, fails := r.condition(c, bound)
		bound[i] = set
		held := r.Or(set.on...)
		if c.negated { // L4.3
			held = held.Not()
		}
		state.fails = r.Or(state.fails, r.And(entered, fails))
		state.held = append(state.held, held)
		entered = r.And(entered, held)
	}
	state.on = entered
	if state.on != circuit.False {
		state.fails = r.Or(state.fails, r.act(number, of, bound, state.on))
	}
	r.rules = append(r.rules, state)
	if later {
		r.failedLater = r.Or(r.failedLater, state.fails)
	} else {
		r.failed = r.Or(r.failed, state.fails)
	}
}

// binding is the claims that meet a condition (L4.2), in no order: orders are found
// where they matter.
type binding struct {
	entries []int32
	on      []circuit.Node
}

// condition filters the incoming set (L4.1). It also returns whether evaluating its
// right sides fails, if it is entered (L4.10).
func (r *run) condition(c *condition, bound []*binding) (*binding, circuit.Node) {
	var joiners []*joiner
	fails := circuit.False
	for _, j := range c.joins {
		right := r.expr(j.right, bound)
		fails = r.Or(fails, right.fails)
		joiners = append(joiners, &joiner{run: r, join: j, right: right})
	}
	if fails != circuit.False && c.typed {
		fails = r.And(fails, r.present(c.typ))
	}
	set := &binding{}
	for _, at := range r.candidates(c) {
		e := &r.entries[at]
		if e.on == circuit.False || !c.passes(r.claimOf(e)) {
			continue
		}
		on := r.meets(e, joiners)
		if on != circuit.False {
			set.entries, set.on = append(set.entries, at), append(set.on, on)
		}
	}
	return set, fails
}

// meets is whether a claim is there and meets the joins.
func (r *run) meets(e *entry, joiners []*joiner) circuit.Node {
	if len(joiners) == 0 {
		return e.on
	}
	all := []circuit.Node{e.on}
	for _, j := range joiners {
		all = append(all, j.holds(r.leftOf(e, j.property)))
	}
	return r.And(all...)
}

// candidates are the claims that a condition may want.
func (r *run) candidates(c *condition) []int32 {
	if lit := c.wantsValue(); c.typed && lit != nil {
		var found []int32
		for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
			if at, ok := r.place[entryKey{r.text(c.typ), r.id(*lit), i}]; ok {
				found = append(found, at)
			}
		}
		return found
	}
	found := make([]int32, 0)
	if c.typed {
		found = r.byType[r.text(c.typ)]
	} else {
		for i := range r.entries {
			found = append(found, int32(i))
		}
	}
	r.Spend(len(found) * (1 + len(c.fixed)))
	return found
}

// present is whether there is a claim of a type.
func (r *run) present(typ string) circuit.Node {
	var all []circuit.Node
	for _, at := range r.byType[r.text(typ)] {
		all = append(all, r.entries[at].on)
	}
	return r.Or(all...)
}

func (r *run) claimOf(e *entry) claim.Claim {
	return claim.Claim{Type: r.values[e.typ].Text(), Value: r.values[e.value], Issuer: e.issuer}
}

// leftOf is the number of a property of a claim.
func (r *run) leftOf(e *entry, p ast.Property) int32 {
	switch p {
	case ast.TypeProperty:
		return e.typ
	case ast.ValueProperty:
		return e.value
	case ast.ValueTypeProperty, ast.IssuerProperty, ast.UnknownProperty:
	}
	return r.id(property(r.claimOf(e), p))
}

// act does what the action says, and returns whether that fails.
func (r *run) act(number int, of *rule, bound []*binding, on circuit.Node) circuit.Node {
	switch of.action {
	case ast.Permit:
		r.permit = r.Or(r.permit, on)
		return circuit.False
	case ast.Deny:
		r.deny = r.Or(r.deny, on)
		return circuit.False
	case ast.Add, ast.Issue, ast.IssueProperty, ast.UnknownAction:
	}
	var made []product
	var fails circuit.Node
	if of.copies >= 0 {
		made = r.copied(bound[of.copies])
	} else {
		made, fails = r.typed(of, bound)
	}
	for i := range made {
		m := &made[i]
		m.on = r.And(on, m.on)
		if of.action != ast.Add { // L5.4
			fails = r.Or(fails, r.And(m.on, m.readOnly))
		}
		if r.steers(of, m.typ) {
			fails = r.Or(fails, m.on)
		}
		if m.on != circuit.False {
			r.enter(number, of.action, m)
		}
	}
	if of.action == ast.IssueProperty {
		fails = r.Or(fails, r.unset(made))
	}
	return r.And(on, fails)
}

// product is a claim that an action makes.
type product struct {
	typ, value   int32
	on, readOnly circuit.Node
	from         *valueSet
	at           int
}

// copied is claim=: type and value of every claim (L5.1).
func (r *run) copied(of *binding) []product {
	set := r.ofBinding(of, wholeOf)
	var made []product
	for i, key := range set.keys {
		made = append(made, product{key[0], key[1], set.on[i], set.readOnly[i], set, i})
	}
	return made
}

// typed is type= and value=: exactly one string, not read-only (L5.1, L5.4), and a
// claim for each value.
func (r *run) typed(of *rule, bound []*binding) ([]product, circuit.Node) {
	types, values := r.expr(of.typ, bound), r.expr(of.value, bound)
	fails := r.Or(types.fails, values.fails, r.notOne(types, claim.StringKind))
	var made []product
	for i, t := range types.keys {
		fails = r.Or(fails, r.And(types.on[i], types.readOnly[i]))
		if r.values[t[0]].Kind() != claim.StringKind {
			continue
		}
		for j, v := range values.keys {
			made = append(made, product{t[0], v[0], r.And(types.on[i], values.on[j]), values.readOnly[j], values, j})
		}
	}
	return made, fails
}

// notOne is whether a set is not exactly one value of the kind.
func (r *run) notOne(set *valueSet, kind claim.Kind) circuit.Node {
	var wrong []circuit.Node
	for i, k := range set.keys {
		if kind != 0 && r.values[k[0]].Kind() != kind {
			wrong = append(wrong, set.on[i])
		}
	}
	return r.Or(append(wrong, r.Or(set.on...).Not(), r.AtLeastTwo(set.on))...)
}

// steers reports whether a claim is an error by its name (L5.6).
func (r *run) steers(of *rule, typ int32) bool {
	if of.section != ast.Configuration || len(of.conds) == 0 || of.action != ast.IssueProperty {
		return false
	}
	e, _ := catalog.Lookup(r.values[typ].Text())
	return e.Use.Has(catalog.Steering)
}

// enter puts a claim that was made into the sets of its action (L5).
func (r *run) enter(number int, action ast.ActionKind, m *product) {
	by := maker{number, m.on, m.from, m.at}
	key := entryKey{m.typ, m.value, claim.AttestationPolicy}
	if at, ok := r.place[key]; ok {
		r.again(&r.entries[at], by, m.readOnly)
	} else {
		r.add(entry{m.typ, m.value, key.issuer, m.on, m.readOnly, -1, []maker{by}})
	}
	switch action {
	case ast.Issue:
		r.show(r.outgoing, key, by)
	case ast.IssueProperty:
		r.show(r.properties, key, by)
	case ast.UnknownAction, ast.Permit, ast.Deny, ast.Add:
	}
}

// again is a claim that may be there already: it is read-only if either is (L3.4).
func (r *run) again(e *entry, by maker, readOnly circuit.Node) {
	e.readOnly = r.Or(r.And(e.on, e.readOnly), r.And(by.on, readOnly))
	e.on = r.Or(e.on, by.on)
	e.makers = append(e.makers, by)
}

func (r *run) show(o *outgoing, key entryKey, by maker) {
	if at, ok := o.place[key]; ok {
		r.again(&o.shown[at], by, circuit.False)
		return
	}
	at := int32(len(o.shown))
	o.place[key] = at
	if o.byType[key.typ] == nil {
		o.types = append(o.types, key.typ)
	}
	o.byType[key.typ] = append(o.byType[key.typ], at)
	o.shown = append(o.shown, entry{key.typ, key.value, key.issuer, by.on, circuit.False, -1, []maker{by}})
}

// unset is whether a property has two values (L6.5), of those just set.
func (r *run) unset(made []product) circuit.Node {
	fails := circuit.False
	known := map[int32]bool{}
	for _, m := range made {
		if known[m.typ] {
			continue
		}
		known[m.typ] = true
		var all []circuit.Node
		for _, at := range r.properties.byType[m.typ] {
			all = append(all, r.properties.shown[at].on)
		}
		fails = r.Or(fails, r.AtLeastTwo(all))
	}
	return fails
}

// issues reports whether a rule is one of issuance.
func (r *run) issues(rule int) bool { return r.policy.rules[rule].section == ast.Issuance }
