package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// The current value: the document, or the element that a projection hands on.
func (n *current) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	return v, e.charge(1, int32(n.at))
}

// A name selects a member; null if there is none or the value is not an object.
func (n *field) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(n.cost, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	m, _ := v.Member(n.name)
	return m, nil
}

// An index counts from the end if negative; null beyond either end.
func (n *index) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	i, size := n.n, int64(v.Len())
	if i < 0 {
		i += size
	}
	if v.Kind() != jsondoc.Array || i < 0 || i >= size {
		return jsondoc.Value{}, nil
	}
	return v.At(int(i)), nil
}

func (n *literal) eval(e *evaluator, _ jsondoc.Value) (jsondoc.Value, error) {
	return n.value, e.charge(1, int32(n.at))
}

// A chain costs nothing besides its steps, and goes on over null: functions and
// literals make something of it.
func (n *chain) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	for _, step := range n.steps {
		var err error
		if v, err = step.eval(e, v); err != nil {
			return jsondoc.Value{}, err
		}
	}
	return v, nil
}

// truthy is JMESPath's truth: null, false, "", [] and {} are false.
func truthy(v jsondoc.Value) bool {
	switch v.Kind() {
	case jsondoc.Null:
		return false
	case jsondoc.Bool:
		return v.Bool()
	case jsondoc.String:
		return v.Text() != ""
	case jsondoc.Array, jsondoc.Object:
		return v.Len() > 0
	}
	return true
}

// || and && return one of their operands, not a boolean.
func (n *or) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	return firstTerm(e, n.at, n.terms, v, true)
}

func (n *and) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	return firstTerm(e, n.at, n.terms, v, false)
}

// firstTerm returns the first operand with a truth, or the last one. Each operator
// costs a step, also those that are not reached: a || b || c is (a || b) || c.
func firstTerm(e *evaluator, at at, terms []node, v jsondoc.Value, truth bool) (jsondoc.Value, error) {
	err := e.charge(int64(len(terms))-1, int32(at))
	var result jsondoc.Value
	for i := 0; err == nil && i < len(terms); i++ {
		result, err = terms[i].eval(e, v)
		if truthy(result) == truth {
			break
		}
	}
	return result, err
}

func (n *not) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	holds, err := e.holds(n.operand, &v)
	return jsondoc.NewBool(!holds), err
}

// holds evaluates a node for its truth alone. It costs what eval costs, but what
// filters are made of needs no values in between, and hands the current one on by
// its address: filters are where searches spend their time.
func (e *evaluator) holds(n node, v *jsondoc.Value) (bool, error) {
	switch n := n.(type) {
	case *comparison:
		holds, _, err := n.compare(e, v)
		return holds, err
	case *or:
		return e.anyTerm(n.at, n.terms, v, true)
	case *and:
		found, err := e.anyTerm(n.at, n.terms, v, false)
		return !found, err
	case *field:
		if err := e.charge(n.cost, int32(n.at)); err != nil {
			return false, err
		}
		m, ok := v.Member(n.name)
		return ok && truthy(m), nil
	}
	result, err := n.eval(e, *v)
	return truthy(result), err
}

// anyTerm reports whether one of the operands has a truth, like firstTerm.
func (e *evaluator) anyTerm(at at, terms []node, v *jsondoc.Value, truth bool) (bool, error) {
	if err := e.charge(int64(len(terms))-1, int32(at)); err != nil {
		return false, err
	}
	for _, term := range terms {
		holds, err := e.holds(term, v)
		if holds == truth || err != nil {
			return true, err
		}
	}
	return false, nil
}

// Comparison is strictly typed (L7.1): values of different types are never equal,
// and only numbers have an order; for others it is null.
func (n *comparison) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	holds, defined, err := n.compare(e, &v)
	if !defined || err != nil {
		return jsondoc.Value{}, err
	}
	return jsondoc.NewBool(holds), nil
}

// compare reports whether the comparison holds, and whether it is defined.
func (n *comparison) compare(e *evaluator, v *jsondoc.Value) (holds, defined bool, err error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return false, false, err
	}
	var here, there jsondoc.Value
	left, err := e.operand(n.left, v, &here)
	if err != nil {
		return false, false, err
	}
	right, err := e.operand(n.right, v, &there)
	if err != nil {
		return false, false, err
	}
	if n.op == kindEqual || n.op == kindNotEqual {
		same, err := e.equal(left, right, int32(n.at))
		return same == (n.op == kindEqual) && err == nil, true, err
	}
	if left.Kind() != jsondoc.Number || right.Kind() != jsondoc.Number {
		return false, false, nil
	}
	if err := e.charge(jsondoc.TextCost(*left, *right), int32(n.at)); err != nil {
		return false, false, err
	}
	switch order := jsondoc.CompareNumbers(*left, *right); n.op {
	case kindLess:
		holds = order < 0
	case kindLessEqual:
		holds = order <= 0
	case kindGreater:
		holds = order > 0
	case kindGreaterEqual:
		holds = order >= 0
	}
	return holds, true, nil
}

// operand evaluates a node, the most frequent ones without a dynamic call. The
// result is where it points to: a literal in the node, others in room.
func (e *evaluator) operand(n node, v, room *jsondoc.Value) (result *jsondoc.Value, err error) {
	switch n := n.(type) {
	case *literal:
		return &n.value, e.charge(1, int32(n.at))
	case *field:
		if err := e.charge(n.cost, int32(n.at)); err != nil {
			return room, err
		}
		*room, _ = v.Member(n.name)
		return room, nil
	}
	*room, err = n.eval(e, *v)
	return room, err
}

// equal compares two values, paying for all beyond the first step.
func (e *evaluator) equal(a, b *jsondoc.Value, at int32) (bool, error) {
	if a.Kind() != b.Kind() {
		return false, nil
	}
	// The usual cases have no cost: short texts, and texts of different lengths.
	switch x, y := a.Text(), b.Text(); a.Kind() {
	case jsondoc.String:
		if len(x) != len(y) || len(x) < jsondoc.BytesPerStep {
			return x == y, nil
		}
	case jsondoc.Number:
		if x == y && len(x) < jsondoc.BytesPerStep/2 {
			return true, nil
		}
	case jsondoc.Array, jsondoc.Object:
		return jsondoc.EqualCharged(*a, *b, func(cost int64) error { return e.charge(cost, at) })
	}
	if err := e.charge(jsondoc.TextCost(*a, *b), at); err != nil {
		return false, err
	}
	return jsondoc.Equal(*a, *b), nil
}

func (n *list) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	values, err := e.items(n.at, n.items, 0, v)
	if values == nil || err != nil {
		return jsondoc.Value{}, err
	}
	return e.checkDepth(jsondoc.NewArray(values), int32(n.at))
}

// Members are in the order of the query (L7.5).
func (n *hash) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	values, err := e.items(n.at, n.items, n.cost, v)
	if values == nil || err != nil {
		return jsondoc.Value{}, err
	}
	return e.checkDepth(jsondoc.NewObject(n.names, values), int32(n.at))
}

// items evaluates the parts of a multiselect, whose names cost more steps; nil if
// there is nothing to select from, which makes the result null.
func (e *evaluator) items(at at, items []node, more int64, v jsondoc.Value) ([]jsondoc.Value, error) {
	if err := e.charge(1, int32(at)); err != nil || v.Kind() == jsondoc.Null {
		return nil, err
	}
	if err := e.charge(int64(len(items))+more, int32(at)); err != nil {
		return nil, err
	}
	if err := e.checkElements(int64(len(items)), int32(at)); err != nil {
		return nil, err
	}
	values := make([]jsondoc.Value, len(items))
	for i, item := range items {
		var err error
		if values[i], err = item.eval(e, v); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Arguments are evaluated and checked from left to right; they wait on the stack,
// so that calls in a projection allocate nothing.
func (n *call) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	base := len(e.stack)
	for i, arg := range n.args {
		value, err := arg.eval(e, v)
		if err != nil {
			return jsondoc.Value{}, err
		}
		if _, is := arg.(*reference); !is && n.function.param(i)&(1<<value.Kind()) == 0 {
			return jsondoc.Value{}, n.fault(i, n.function.mismatch(i, 1<<value.Kind()))
		}
		e.stack = append(e.stack, value)
	}
	result, err := n.function.run(e, n, e.stack[base:])
	e.stack = e.stack[:base]
	return result, err
}

// fault is an error about the type of an argument.
func (n *call) fault(arg int, message string) error {
	return &EvalError{Offset: int(n.args[arg].place()), Class: InvalidType, Message: message}
}

// A reference is not a value: the function that takes it evaluates its body.
func (n *reference) eval(*evaluator, jsondoc.Value) (jsondoc.Value, error) {
	return jsondoc.Value{}, nil
}
