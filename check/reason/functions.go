package reason

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason/internal/circuit"
	"github.com/assay-policy/assay/claim"
)

// Functions (T5.6): some are exact, some computed, and of some is only known that
// equal arguments give equal results.

// call evaluates a call whose arguments depend on claims.
func (r *run) call(c *call, bound []*binding) *valueSet {
	return &valueSet{fails: circuit.True}
}

// computed evaluates a call of literals. Known is false where that would be too
// much work.
func computed(c *call) (values []claim.Value, known, fails bool) {
	return nil, false, false
}

// outside lists the calls of a rule that are not read exactly.
func (r *rule) outside() []*ast.Call {
	var found []*ast.Call
	add := func(x *expr) {
		if x != nil && x.call != nil {
			found = append(found, x.call.tree)
		}
	}
	for _, c := range r.conds {
		for _, j := range c.joins {
			add(j.right)
		}
	}
	add(r.typ)
	add(r.value)
	return slices.Clip(found)
}

func (p *partition) meetCall(r *rule, class int, c *call) {}
