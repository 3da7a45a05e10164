package reason

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/lang"
)

// Functions (T5.6): of literals they are computed; IsSubsetOf, ContainsOnlyValue and
// NegateBool are read exactly; of the others is only known that equal arguments give
// equal results, so that any result is possible.

// computed evaluates a call of literals. Known is false where that would be too
// much work.
func computed(c *call) (values []claim.Value, known, fails bool) {
	var args [][]claim.Value
	for _, a := range c.args {
		args = append(args, a.values)
	}
	values, err := compute(c.tree.Name.Name, args)
	return values, !errors.Is(err, errTooMuch), errors.Is(err, errFails)
}

// isExact reports whether the circuit says what a function gives.
func (c *call) isExact() bool {
	switch c.tree.Name.Name {
	case "IsSubsetOf", "ContainsOnlyValue", "NegateBool":
		return true
	}
	return false
}

// call evaluates a call that depends on claims.
func (r *run) call(c *call, bound []*binding) *valueSet {
	if !c.isExact() {
		if r.concrete {
			return r.concreteCall(c, bound)
		}
		return r.unknownCall(c, bound)
	}
	var args []*valueSet
	fails := circuit.False
	for _, a := range c.args {
		set := r.expr(a, bound)
		args = append(args, set)
		fails = r.Or(fails, set.fails)
	}
	switch c.tree.Name.Name {
	case "IsSubsetOf":
		return r.truth(r.subset(args[0], args[1]), fails)
	case "ContainsOnlyValue":
		only := r.And(r.Or(args[0].on...), r.subset(args[0], args[1]))
		return r.truth(only, r.Or(fails, r.notOne(args[1], 0)))
	}
	return r.negated(args[0], fails)
}

// truth is one boolean, which is never read-only.
func (r *run) truth(is, fails circuit.Node) *valueSet {
	return &valueSet{
		keys:     []valueKey{{r.id(claim.Bool(false))}, {r.id(claim.Bool(true))}},
		on:       []circuit.Node{is.Not(), is},
		readOnly: []circuit.Node{circuit.False, circuit.False},
		fails:    fails,
	}
}

// subset is whether every value of a set is among those of another.
func (r *run) subset(a, b *valueSet) circuit.Node {
	among := map[valueKey]circuit.Node{}
	for i, k := range b.keys {
		among[k] = b.on[i]
	}
	var all []circuit.Node
	for i, k := range a.keys {
		all = append(all, r.Or(a.on[i].Not(), among[k]))
	}
	return r.And(all...)
}

// negated is NegateBool: of exactly one boolean the other, read-only if it is.
func (r *run) negated(of *valueSet, fails circuit.Node) *valueSet {
	set := r.truth(circuit.False, r.Or(fails, r.notOne(of, claim.BooleanKind)))
	set.on[0] = circuit.False
	for i, k := range of.keys {
		v := r.values[k[0]]
		if v.Kind() != claim.BooleanKind {
			continue
		}
		at := 1
		if v.Bool() {
			at = 0
		}
		set.on[at], set.readOnly[at] = of.on[i], of.readOnly[i]
	}
	return set
}

// unknownCall is any result, or a failure: the same for equal arguments.
func (r *run) unknownCall(c *call, bound []*binding) *valueSet {
	readOnly := circuit.False
	var key strings.Builder
	(&expr{cond: -1, call: c}).describe(&key)
	(&expr{cond: -1, call: c}).refers(func(cond int, p ast.Property) {
		arg := r.ofBinding(bound[cond], p)
		fmt.Fprintf(&key, "|%d %d %v %v", cond, p, arg.keys, arg.on)
		readOnly = r.Or(append(arg.readOnly, readOnly)...)
	})
	f := lang.FunctionNamed(c.tree.Name.Name)
	domain := r.resultDomain(f)
	t, ok := r.tables[key.String()]
	if !ok {
		t.number = int32(len(r.tables))
		for range len(domain) + 1 {
			t.nodes = append(t.nodes, r.Var())
		}
		for _, n := range t.nodes {
			r.results[n] = true
		}
		r.failures[t.nodes[len(domain)]] = true
		r.tables[key.String()] = t
	}
	nodes := t.nodes
	set := &valueSet{fails: nodes[len(nodes)-1]}
	if f.Many { // in an order that is not known either
		set.order = func(i, j int) circuit.Node { return r.listed(t.number, int32(i), int32(j)) }
	}
	some := circuit.False
	for i, v := range domain {
		on := nodes[i]
		if !f.Many { // exactly one: the first that is true, or the last
			on = r.And(on, some.Not())
			if i == len(domain)-1 {
				on = some.Not()
			}
			some = r.Or(some, nodes[i])
		}
		set.keys, set.on = append(set.keys, valueKey{r.id(v)}), append(set.on, on)
		set.readOnly = append(set.readOnly, r.And(on, readOnly))
	}
	return set
}

// table is the result of a call that is not known: for each value whether it is
// among the results, and whether the call fails.
type table struct {
	number int32
	nodes  []circuit.Node
}

// listed is whether a value stands before another in a list that is not known.
func (s *scene) listed(table, i, j int32) circuit.Node {
	if i > j {
		return s.listed(table, j, i).Not()
	}
	key := [3]int32{table, i, j}
	n, ok := s.lists[key]
	if !ok {
		n = s.Var()
		s.lists[key] = n
	}
	return n
}

// resultDomain is what an unknown result can be: any value of the partition of the
// kinds that the function gives.
func (r *run) resultDomain(f *lang.Function) []claim.Value {
	var all []claim.Value
	for _, v := range r.domain(results).values {
		if f.Result&(1<<v.Kind()) != 0 {
			all = append(all, v)
		}
	}
	return all
}

// concreteCall computes a call of one binder for each value that it can have. It
// serves to find examples, which are evaluated anyway.
func (r *run) concreteCall(c *call, bound []*binding) *valueSet {
	arg, ok := r.onlyArgument(c, bound)
	if !ok {
		return &valueSet{fails: circuit.True}
	}
	set := &valueSet{fails: r.notOne(arg, 0)}
	places := map[claim.Value]int{}
	for i, k := range arg.keys {
		results, err := c.apply(r.values[k[0]])
		if err != nil {
			set.fails = r.Or(set.fails, arg.on[i])
		}
		for _, v := range results {
			at, known := places[v]
			if !known {
				at = len(set.keys)
				places[v] = at
				set.keys, set.on = append(set.keys, valueKey{r.id(v)}), append(set.on, circuit.False)
				set.readOnly = append(set.readOnly, circuit.False)
			}
			set.on[at] = r.Or(set.on[at], arg.on[i])
			set.readOnly[at] = r.Or(set.readOnly[at], r.And(arg.on[i], arg.readOnly[i]))
		}
	}
	return set
}

// onlyArgument is the values of the one binder that a call depends on.
func (r *run) onlyArgument(c *call, bound []*binding) (*valueSet, bool) {
	var arg *valueSet
	conds := map[valueKey]bool{}
	(&expr{cond: -1, call: c}).refers(func(cond int, p ast.Property) {
		conds[valueKey{int32(cond), int32(p)}] = true
		arg = r.ofBinding(bound[cond], p)
	})
	return arg, len(conds) == 1
}

// apply evaluates a call whose binder has one value.
func (c *call) apply(v claim.Value) ([]claim.Value, error) {
	var args [][]claim.Value
	for _, a := range c.args {
		values := a.values
		var err error
		switch {
		case a.fails:
			err = errFails
		case a.call != nil:
			values, err = a.call.apply(v)
		case a.cond >= 0:
			values = []claim.Value{v}
		}
		if err != nil {
			return nil, err
		}
		args = append(args, values)
	}
	return compute(c.tree.Name.Name, args)
}

// outside lists the calls of a rule that are not read exactly (T5.6): of functions
// that are not, or of other arguments than literals and .value.
func (r *rule) outside() []*ast.Call {
	var found []*ast.Call
	r.eachCall(func(c *call) {
		exact := c.isExact()
		for _, a := range c.args {
			exact = exact && !a.fails && (a.call == nil || a.call.isExact()) && (a.cond < 0 || a.prop == ast.ValueProperty)
		}
		if !exact {
			found = append(found, c.tree)
		}
	})
	return found
}

// eachCall visits the calls of a rule that depend on claims, from the outside in; of
// one that is not read exactly what is in it does not matter.
func (r *rule) eachCall(visit func(*call)) {
	var look func(x *expr)
	look = func(x *expr) {
		if x == nil || x.call == nil {
			return
		}
		visit(x.call)
		if x.call.isExact() {
			for _, a := range x.call.args {
				look(a)
			}
		}
	}
	for _, c := range r.conds {
		for _, j := range c.joins {
			look(j.right)
		}
	}
	look(r.typ)
	look(r.value)
}
