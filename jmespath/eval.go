package jmespath

import "github.com/assay-policy/assay/jsondoc"

func (n *current) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	return v, e.charge(1, int32(n.at))
}

func (n *field) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	m, _ := v.Member(n.name)
	return m, nil
}

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
	operand, err := n.operand.eval(e, v)
	return jsondoc.NewBool(!truthy(operand)), err
}

// Comparison is strictly typed (L7.1): values of different types are never equal,
// and only numbers have an order; for others it is null.
func (n *comparison) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	if err := e.charge(1, int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	left, err := n.left.eval(e, v)
	if err != nil {
		return jsondoc.Value{}, err
	}
	right, err := n.right.eval(e, v)
	if err != nil {
		return jsondoc.Value{}, err
	}
	if n.op == kindEqual || n.op == kindNotEqual {
		same, err := e.equal(left, right, int32(n.at))
		return jsondoc.NewBool(same == (n.op == kindEqual)), err
	}
	if left.Kind() != jsondoc.Number || right.Kind() != jsondoc.Number {
		return jsondoc.Value{}, nil
	}
	if err := e.charge(jsondoc.TextCost(left, right), int32(n.at)); err != nil {
		return jsondoc.Value{}, err
	}
	order := jsondoc.CompareNumbers(left, right)
	holds := false
	switch n.op {
	case kindLess:
		holds = order < 0
	case kindLessEqual:
		holds = order <= 0
	case kindGreater:
		holds = order > 0
	case kindGreaterEqual:
		holds = order >= 0
	}
	return jsondoc.NewBool(holds), nil
}

// equal compares two values, paying for all beyond the first step.
func (e *evaluator) equal(a, b jsondoc.Value, at int32) (bool, error) {
	if a.Kind() != b.Kind() {
		return false, nil
	}
	if a.Kind() >= jsondoc.Array {
		return jsondoc.EqualCharged(a, b, func(cost int64) error { return e.charge(cost, at) })
	}
	if cost := jsondoc.TextCost(a, b); cost > 0 {
		if err := e.charge(cost, at); err != nil {
			return false, err
		}
	}
	return jsondoc.Equal(a, b), nil
}

func (n *list) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	values, err := e.items(n.at, n.items, v)
	if values == nil || err != nil {
		return jsondoc.Value{}, err
	}
	return e.checkDepth(jsondoc.NewArray(values), int32(n.at))
}

func (n *hash) eval(e *evaluator, v jsondoc.Value) (jsondoc.Value, error) {
	values, err := e.items(n.at, n.items, v)
	if values == nil || err != nil {
		return jsondoc.Value{}, err
	}
	return e.checkDepth(jsondoc.NewObject(n.names, values), int32(n.at))
}

// items evaluates the parts of a multiselect; nil if there is nothing to select
// from, which makes the result null.
func (e *evaluator) items(at at, items []node, v jsondoc.Value) ([]jsondoc.Value, error) {
	if err := e.charge(1, int32(at)); err != nil || v.Kind() == jsondoc.Null {
		return nil, err
	}
	if err := e.charge(int64(len(items)), int32(at)); err != nil {
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

// A reference is no value: the function that takes it evaluates its body.
func (n *reference) eval(*evaluator, jsondoc.Value) (jsondoc.Value, error) {
	return jsondoc.Value{}, nil
}
