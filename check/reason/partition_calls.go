package reason

import "github.com/assay-policy/assay/claim"

// meetCall puts the result of a call together with a pool, and its arguments with
// each other.
func (p *partition) meetCall(r *rule, class int, constants []claim.Value, c *call, w want) {
	if !c.isExact() { // a result that is not known, whatever the arguments are
		p.meet(class, constants, results, nil, w)
		return
	}
	switch c.tree.Name.Name {
	case "IsSubsetOf":
		p.meetArguments(r, c.args[0], c.args[1])
	case "ContainsOnlyValue":
		p.meetArguments(r, c.args[0], c.args[1])
		if at, _ := p.argument(r, c.args[1]); at >= 0 { // two values are an error
			p.atLeast(at, each)
		}
	default: // a boolean, or what is none
		p.argument(r, c.args[0])
	}
}

func (p *partition) meetArguments(r *rule, a, b *expr) {
	x, xs := p.argument(r, a)
	y, ys := p.argument(r, b)
	p.meet(x, xs, y, ys, each)
}

// argument is the pool of an argument.
func (p *partition) argument(r *rule, x *expr) (class int, constants []claim.Value) {
	switch {
	case x.call != nil && x.call.isExact():
		p.meetCall(r, -1, nil, x.call, one)
		return -1, nil // a boolean, which all classes have
	case x.call != nil:
		return results, nil
	case x.cond >= 0:
		return p.pool(r.conds[x.cond], x.prop)
	}
	return -1, x.values
}
