package sat_test

import (
	"math/rand/v2"
	"testing"

	"github.com/assay-policy/assay/check/reason/internal/sat"
)

func always() error { return nil }

// T5.7: the search agrees with trying every assignment, also as clauses are added
// and with something assumed.
func TestAgreesWithTruthTables(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	found := map[sat.Status]int{}
	for range 3000 {
		n := 3 + r.IntN(8)
		s := sat.New()
		for range n {
			s.NewVar()
		}
		var clauses [][]sat.Lit
		for range 3 {
			for range r.IntN(3 * n) {
				c := make([]sat.Lit, 1+r.IntN(3))
				for i := range c {
					c[i] = literal(r, n)
				}
				clauses = append(clauses, c)
				s.Add(c...)
			}
			assumed := []sat.Lit{literal(r, n), literal(r, n)}[:r.IntN(3)]
			budget := int64(1 << 40)
			got := s.Solve(&budget, always, assumed...)
			want := sat.Unsatisfiable
			if possible(n, clauses, assumed) {
				want = sat.Satisfiable
			}
			if got != want {
				t.Fatalf("found %d, expected %d: %v assuming %v", got, want, clauses, assumed)
			}
			if got == sat.Satisfiable && !holds(s.Value, append(units(assumed), clauses...)) {
				t.Fatalf("found a false assignment of %v assuming %v", clauses, assumed)
			}
			found[got]++
		}
	}
	if found[sat.Satisfiable] < 1000 || found[sat.Unsatisfiable] < 1000 {
		t.Errorf("found %v, expected enough of both", found)
	}
}

func literal(r *rand.Rand, n int) sat.Lit {
	l := sat.Var(r.IntN(n))
	if r.IntN(2) == 0 {
		return l.Not()
	}
	return l
}

func units(lits []sat.Lit) [][]sat.Lit {
	var all [][]sat.Lit
	for _, l := range lits {
		all = append(all, []sat.Lit{l})
	}
	return all
}

func possible(n int, clauses [][]sat.Lit, assumed []sat.Lit) bool {
	all := append(units(assumed), clauses...)
	for m := range 1 << n {
		if holds(func(v int) bool { return m>>v&1 == 1 }, all) {
			return true
		}
	}
	return false
}

func holds(value func(int) bool, clauses [][]sat.Lit) bool {
	for _, c := range clauses {
		ok := false
		for _, l := range c {
			ok = ok || value(int(l>>1)) == (l&1 == 0)
		}
		if !ok {
			return false
		}
	}
	return true
}

// pigeons says that each of n+1 pigeons sits in one of n holes, no two in one: a
// contradiction that takes long to find.
func pigeons(n int) *sat.Solver {
	s := sat.New()
	in := func(p, h int) sat.Lit { return sat.Var(p*n + h) }
	for range (n + 1) * n {
		s.NewVar()
	}
	for p := range n + 1 {
		var some []sat.Lit
		for h := range n {
			some = append(some, in(p, h))
		}
		s.Add(some...)
	}
	for h := range n {
		for p := range n + 1 {
			for q := range p {
				s.Add(in(p, h).Not(), in(q, h).Not())
			}
		}
	}
	return s
}

// T2.3: steps, so that what is found doesn't depend on the machine.
func TestStopsAfterTheSteps(t *testing.T) {
	t.Parallel()
	few := int64(1000)
	if got := pigeons(9).Solve(&few, always); got != sat.Stopped {
		t.Errorf("found %d after 1000 steps, expected it to stop", got)
	}
	var needed [2]int64
	for i := range needed {
		budget := int64(1 << 40)
		if got := pigeons(6).Solve(&budget, always); got != sat.Unsatisfiable {
			t.Errorf("found %d, expected a contradiction", got)
		}
		needed[i] = 1<<40 - budget
	}
	if needed[0] != needed[1] {
		t.Errorf("found %d and %d steps, expected the same twice", needed[0], needed[1])
	}
}
