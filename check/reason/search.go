package reason

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/check/reason/internal/sat"
)

// budget is what a question may take: steps, never time, decide what is found; the
// context can stop it as well.
type budget struct {
	ctx   context.Context
	steps int64
}

func (b *budget) poll() error { return b.ctx.Err() }

// finder looks for sets of claims for which a node is true (T5.7).
type finder struct {
	*scene
	*budget
	encoder *circuit.Encoder
	atoms   []int32    // that the node depends on
	pairs   [][2]int32 // of atoms whose order it depends on

	witnesses *witnesses // nil unless several nodes are looked at
}

// find prepares the search for a node.
func (s *scene) find(root circuit.Node, b *budget) *finder {
	f := &finder{scene: s, budget: b, encoder: circuit.NewEncoder(s.Circuit)}
	f.encoder.Solver().Add(f.encoder.Lit(root))
	for i, a := range s.atoms {
		if f.encoder.Has(a.node) {
			f.atoms = append(f.atoms, int32(i))
		}
	}
	for pair, n := range s.before {
		if f.encoder.Has(n) {
			f.pairs = append(f.pairs, pair)
		}
	}
	slices.SortFunc(f.pairs, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	f.inOrder()
	return f
}

// findAny prepares searches for several nodes.
func (s *scene) findAny(b *budget) *finder {
	f := &finder{scene: s, budget: b, encoder: circuit.NewEncoder(s.Circuit)}
	for i, a := range s.atoms {
		f.encoder.Lit(a.node)
		f.atoms = append(f.atoms, int32(i))
	}
	f.inOrder()
	return f
}

// inOrder says that fresh values that are looked at are used in order: sets that
// differ by a renaming alone are one (T5.4).
func (f *finder) inOrder() {
	used := map[fresh][]circuit.Node{}
	for _, i := range f.atoms {
		a := &f.scene.atoms[i]
		if a.seen && a.fresh.class >= 0 && f.part.wants[a.fresh.class] == each && !f.part.isName(a.fresh) {
			used[a.fresh] = append(used[a.fresh], a.node)
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(used), compareFresh) {
		before := at
		before.rank--
		if nodes, ok := used[before]; ok {
			f.require(f.Or(f.Or(used[at]...).Not(), f.Or(nodes...)))
		}
	}
}

func compareFresh(a, b fresh) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.gap, b.gap), cmp.Compare(a.rank, b.rank))
}

// solve looks for an assignment under assumptions in which the order of claims is
// one: as cycles turn up, they are forbidden.
func (f *finder) solve(assumed ...circuit.Node) sat.Status {
	lits := make([]sat.Lit, 0, len(assumed))
	for _, n := range assumed {
		lits = append(lits, f.encoder.Lit(n))
	}
	for {
		status := f.encoder.Solver().Solve(&f.steps, f.poll, lits...)
		if status != sat.Satisfiable {
			return status
		}
		cycle := f.cycle()
		if cycle == nil {
			return status
		}
		clause := make([]sat.Lit, 0, len(cycle))
		for _, n := range cycle {
			clause = append(clause, f.encoder.Lit(n).Not())
		}
		f.encoder.Solver().Add(clause...)
	}
}

// ordered is the relation of the assignment: which claims come after a claim.
func (f *finder) ordered() map[int32][]int32 {
	after := map[int32][]int32{}
	for _, p := range f.pairs {
		if f.encoder.Value(f.atomBefore(p[0], p[1])) {
			after[p[0]] = append(after[p[0]], p[1])
		} else {
			after[p[1]] = append(after[p[1]], p[0])
		}
	}
	return after
}

// cycle finds claims of the set that was found each of which stands before the next,
// and returns the nodes that say so.
func (f *finder) cycle() []circuit.Node {
	after := f.ordered()
	state := map[int32]int{} // 1 on the path, 2 done
	var path []int32
	var visit func(a int32) []circuit.Node
	visit = func(a int32) []circuit.Node {
		state[a] = 1
		path = append(path, a)
		for _, b := range after[a] {
			if state[b] == 1 {
				return f.round(path[slices.Index(path, b):])
			}
			if state[b] == 0 {
				if c := visit(b); c != nil {
					return c
				}
			}
		}
		state[a] = 2
		path = path[:len(path)-1]
		return nil
	}
	for _, p := range f.pairs {
		if state[p[0]] == 0 {
			if c := visit(p[0]); c != nil {
				return c
			}
		}
	}
	return nil
}

func (f *finder) round(path []int32) []circuit.Node {
	var nodes []circuit.Node
	for i, a := range path {
		nodes = append(nodes, f.atomBefore(a, path[(i+1)%len(path)]))
	}
	return nodes
}

// present lists the claims of the set that was found.
func (f *finder) present() []int32 {
	var set []int32
	for _, i := range f.atoms {
		if f.encoder.Value(f.scene.atoms[i].node) {
			set = append(set, i)
		}
	}
	return set
}

// atLeast returns nodes of which the k-th says that more than k of some are true,
// for k below most.
func (s *scene) atLeast(of []circuit.Node, most int) []circuit.Node {
	if len(of) <= 1 {
		return of
	}
	a, b := s.atLeast(of[:len(of)/2], most), s.atLeast(of[len(of)/2:], most)
	sums := make([]circuit.Node, min(len(a)+len(b), most))
	for k := range sums { // more than k: more than i of a, and more than k-i-1 of b
		var ways []circuit.Node
		for i := -1; i <= k && i < len(a); i++ {
			j := k - i - 1
			if j >= len(b) {
				continue
			}
			left, right := circuit.True, circuit.True
			if i >= 0 {
				left = a[i]
			}
			if j >= 0 {
				right = b[j]
			}
			ways = append(ways, s.And(left, right))
		}
		sums[k] = s.Or(ways...)
	}
	return sums
}

// found is a set of claims, in an order.
type found struct {
	claims []int32 // atoms
	least  bool    // proved: no smaller set will do
}

// smallest looks for a set with the fewest claims, and of those for the preferred
// one (T5.8).
func (f *finder) smallest() (*found, sat.Status) {
	status := f.solve()
	if status != sat.Satisfiable {
		return nil, status
	}
	set := f.present()
	best := &found{claims: f.arranged(set)}
	counts := f.counts(len(set))
	for len(set) > 0 && !f.Full() {
		status := f.solve(counts[len(set)-1].Not())
		if status == sat.Stopped {
			return best, sat.Satisfiable
		}
		if status == sat.Unsatisfiable {
			break
		}
		set = f.present()
		best.claims = f.arranged(set)
	}
	if f.Full() {
		return best, sat.Satisfiable
	}
	best.least = true
	if len(set) < len(counts) {
		f.require(counts[len(set)].Not())
	}
	f.prefer(best, set)
	return best, sat.Satisfiable
}

// atMost looks for no sets of more than n claims.
func (f *finder) atMost(n int) {
	if counts := f.counts(n); n < len(counts) {
		f.require(counts[n].Not())
	}
}

func (f *finder) counts(n int) []circuit.Node {
	nodes := make([]circuit.Node, len(f.atoms))
	for i, a := range f.atoms {
		nodes[i] = f.scene.atoms[a].node
	}
	return f.atLeast(nodes, n+1)
}

func (f *finder) require(n circuit.Node) { f.encoder.Solver().Add(f.encoder.Lit(n)) }
