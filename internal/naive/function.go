package naive

import (
	"errors"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// L7: Arguments are evaluated left to right and may be calls.
func (e *evaluation) call(x *ast.Call, bound binders) ([]value, error) {
	args := make([][]value, len(x.Args))
	for i, arg := range x.Args {
		vs, err := e.values(arg, bound)
		if err != nil {
			return nil, err
		}
		args[i] = vs
	}
	for i, arg := range x.Args { // L9.3
		e.hold(arg, args[i])
	}
	if err := e.fits(x.Span); err != nil {
		return nil, err
	}
	return functions[x.Name.Name](e, x, args)
}

// functions has an implementation for each function.
var functions = map[string]func(e *evaluation, x *ast.Call, args [][]value) ([]value, error){
	"JmesPath":          (*evaluation).jmesPath,
	"JsonToClaimValue":  (*evaluation).jsonToClaimValue,
	"IsSubsetOf":        (*evaluation).isSubsetOf,
	"AppendString":      (*evaluation).appendString,
	"NegateBool":        (*evaluation).negateBool,
	"ContainsOnlyValue": (*evaluation).containsOnlyValue,
}

// spanOf is the place of a call's i-th argument.
func spanOf(x *ast.Call, i int) ast.Span {
	return ast.Span{From: x.Args[i].Pos(), To: x.Args[i].End()}
}

// L7: "One string" means exactly one value, a string; else an evaluation error.
func oneString(x *ast.Call, i int, arg []value) (string, error) {
	if !isOne(arg, claim.StringKind) {
		return "", failure{engine.FailArgument(spanOf(x, i), x.Name.Name, engine.OneString, len(arg), kindOfOne(arg))}
	}
	return arg[0].Text(), nil
}

// L7: valid JSON. L9.1: JSON depth.
func (e *evaluation) parse(x *ast.Call, arg []value) (jsondoc.Value, error) {
	text, err := oneString(x, 0, arg)
	if err != nil {
		return jsondoc.Value{}, err
	}
	if e.read[text] {
		return jsondoc.Parse(text, jsondoc.Options{MaxDepth: e.limits.Depth})
	}
	// L9.2: a JSON argument ⌊length / 8⌋, but nothing for a text of at most 4 MiB
	// that was a JSON argument of this evaluation before.
	if err := e.take(int64(len(text))/8, spanOf(x, 0)); err != nil {
		return jsondoc.Value{}, err
	}
	return e.document(x, text)
}

// document reads a text, and takes memory for it: it may have as many values as
// there is room for (L9.3).
func (e *evaluation) document(x *ast.Call, text string) (jsondoc.Value, error) {
	tooMuch := failure{engine.FailMemory(spanOf(x, 0), e.limits.Memory)}
	room := (e.limits.Memory - e.used() - int64(len(text))) / 32
	if room <= 0 {
		return jsondoc.Value{}, tooMuch
	}
	doc, err := jsondoc.Parse(text, jsondoc.Options{MaxDepth: e.limits.Depth, MaxValues: room})
	var over *jsondoc.Error
	if errors.As(err, &over) && over.Values {
		return jsondoc.Value{}, tooMuch
	}
	if err != nil {
		return jsondoc.Value{}, failure{engine.FailJSON(spanOf(x, 0), x.Name.Name, err, e.limits.Depth)}
	}
	if len(text) > 4<<20 {
		e.memory.large += int64(len(text)) + 32*doc.Size()
	} else {
		e.memory.documents += int64(len(text)) + 32*doc.Size()
		e.read[text] = true
	}
	return doc, nil
}

// L7: JmesPath(json, query): one string, valid JSON; one non-empty string, a
// valid query. One string: the result as compact JSON text; no match is null.
//
// L7.5: Compact JSON.
func (e *evaluation) jmesPath(x *ast.Call, args [][]value) ([]value, error) {
	json, query := args[0], args[1]
	doc, err := e.parse(x, json)
	if err != nil {
		return nil, err
	}
	text, err := oneString(x, 1, query)
	if err != nil {
		return nil, err
	}
	q, err := jmespath.Compile(text)
	if err != nil {
		return nil, failure{engine.FailQuery(spanOf(x, 1), err)}
	}
	found, err := e.search(x, q, doc)
	if err != nil {
		return nil, err
	}
	compact, fits := jsondoc.AppendCompactMax(nil, found, e.limits.Text)
	if !fits {
		return nil, failure{engine.FailText(x.Span, e.limits.Text)}
	}
	if err := e.take(int64(len(compact))/64, x.Span); err != nil { // L9.2
		return nil, err
	}
	return []value{{claim.String(string(compact)), anyReadOnly(json) || anyReadOnly(query)}}, nil
}

// L9.2: A JMESPath node visited costs one step, and one more for each element it
// yields; elements of one intermediate list; one string value; JSON depth.
func (e *evaluation) search(x *ast.Call, q *jmespath.Query, doc jsondoc.Value) (jsondoc.Value, error) {
	budget := &jmespath.Budget{
		Steps:       e.limits.Steps - e.steps,
		MaxElements: e.limits.Elements,
		MaxText:     int64(e.limits.Text),
		MaxDepth:    e.limits.Depth,
		Poll:        e.ctx.Err,
	}
	found, err := q.Search(doc, budget)
	e.steps = e.limits.Steps - budget.Steps
	if cancelled := e.ctx.Err(); cancelled != nil {
		return jsondoc.Value{}, cancelled
	}
	var over *jmespath.BudgetError
	if errors.As(err, &over) && over.Limit == jmespath.LimitSteps {
		e.steps = e.limits.Steps // a budget that is passed is spent
	}
	if err != nil {
		return jsondoc.Value{}, failure{engine.FailSearch(x.Span, err, e.limits)}
	}
	return found, nil
}

// L7: JsonToClaimValue(json): one string, valid JSON. Integer, boolean, string →
// that value; array of these and nulls → their values, nulls dropped; null →
// none; fraction, object, nested array → error.
//
// L7.2: Equal values of one call collapse.
func (e *evaluation) jsonToClaimValue(x *ast.Call, args [][]value) ([]value, error) {
	json := args[0]
	doc, err := e.parse(x, json)
	if err != nil {
		return nil, err
	}
	elements := []jsondoc.Value{doc}
	if doc.Kind() == jsondoc.Array {
		if doc.Len() > e.limits.Elements { // L9.1: elements of one intermediate list
			return nil, failure{engine.FailElements(spanOf(x, 0), e.limits.Elements)}
		}
		elements = nil
		for i := range doc.Len() {
			elements = append(elements, doc.At(i))
		}
	}
	var all []value
	for _, element := range elements {
		if element.Kind() == jsondoc.Null {
			continue
		}
		v, ok := claimValue(element)
		if !ok {
			return nil, failure{engine.FailClaimValue(spanOf(x, 0), element)}
		}
		all = append(all, value{v, anyReadOnly(json)})
	}
	for _, v := range all {
		if len(v.Text()) > e.limits.Text { // L9.1: one string value
			return nil, failure{engine.FailText(x.Span, e.limits.Text)}
		}
	}
	return distinct(all), nil
}

// L7.2: A number written with a fraction or an exponent is a fraction.
func claimValue(element jsondoc.Value) (claim.Value, bool) {
	switch element.Kind() {
	case jsondoc.Bool:
		return claim.Bool(element.Bool()), true
	case jsondoc.String:
		return claim.String(element.Text()), true
	case jsondoc.Number:
		n, ok := element.Int()
		return claim.Int(n), ok
	case jsondoc.Null, jsondoc.Array, jsondoc.Object:
	}
	return claim.Value{}, false
}

// L7: IsSubsetOf(a, b): one boolean: every value of a is among b; never
// read-only.
func (e *evaluation) isSubsetOf(x *ast.Call, args [][]value) ([]value, error) {
	a, b := args[0], args[1]
	if err := e.takeForSets(x, a, b); err != nil {
		return nil, err
	}
	among := map[claim.Value]bool{}
	for _, v := range b {
		among[v.Value] = true
	}
	for _, v := range a {
		if !among[v.Value] {
			return []value{{Value: claim.Bool(false)}}, nil
		}
	}
	return []value{{Value: claim.Bool(true)}}, nil
}

// L7: AppendString(a, b): one string each; one string.
func (e *evaluation) appendString(x *ast.Call, args [][]value) ([]value, error) {
	a, b := args[0], args[1]
	first, err := oneString(x, 0, a)
	if err != nil {
		return nil, err
	}
	second, err := oneString(x, 1, b)
	if err != nil {
		return nil, err
	}
	size := len(first) + len(second)
	if size > e.limits.Text { // L9.1: one string value
		return nil, failure{engine.FailText(x.Span, e.limits.Text)}
	}
	if err := e.take(int64(size)/64, x.Span); err != nil { // L9.2
		return nil, err
	}
	text := first + second
	return []value{{claim.String(text), anyReadOnly(a) || anyReadOnly(b)}}, nil
}

// L7: NegateBool(b): one boolean; one boolean.
func (e *evaluation) negateBool(x *ast.Call, args [][]value) ([]value, error) {
	b := args[0]
	if !isOne(b, claim.BooleanKind) {
		return nil, failure{engine.FailArgument(spanOf(x, 0), x.Name.Name, engine.OneBoolean, len(b), kindOfOne(b))}
	}
	return []value{{claim.Bool(!b[0].Bool()), b[0].readOnly}}, nil
}

// L7: ContainsOnlyValue(a, v): any; exactly one value. One boolean: a is not
// empty and holds only v; never read-only.
func (e *evaluation) containsOnlyValue(x *ast.Call, args [][]value) ([]value, error) {
	a, v := args[0], args[1]
	if len(v) != 1 {
		return nil, failure{engine.FailArgument(spanOf(x, 1), x.Name.Name, engine.OneValue, len(v), kindOfOne(v))}
	}
	if err := e.takeForSets(x, a, v); err != nil {
		return nil, err
	}
	only := len(a) > 0
	for _, w := range a {
		if w.Value != v[0].Value {
			only = false
		}
	}
	return []value{{Value: claim.Bool(only)}}, nil
}
