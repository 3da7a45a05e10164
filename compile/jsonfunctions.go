package compile

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/jmespath"
	"github.com/assay-policy/assay/jsondoc"
)

// jmesPath: the result of the query as compact JSON text; no match is null (L7).
func jmesPath(c invocation) *Values {
	doc, readOnly, ok := c.json(0)
	if !ok {
		return nil
	}
	query, alsoReadOnly, ok := c.jmesQuery(1)
	if !ok {
		return nil
	}
	found, ok := c.search(query, doc)
	if !ok {
		return nil
	}
	text, fits := jsondoc.AppendCompactMax(nil, found, c.limits.Text)
	if !fits {
		c.Fail(FailText(c.call.Span, c.limits.Text))
		return nil
	}
	return oneValue(claim.String(string(text)), readOnly || alsoReadOnly)
}

// jmesQuery returns the query that an argument must denote; a literal one was
// compiled with the program (L7.4).
func (c invocation) jmesQuery(i int) (query *jmespath.Query, readOnly, ok bool) {
	text, ok := c.one(i, OneString)
	if !ok {
		return nil, false, false
	}
	if c.query != nil {
		return c.query, text.ReadOnly, true
	}
	query, err := jmespath.Compile(text.Text())
	if err != nil {
		return nil, false, c.Fail(FailQuery(c.span(i), err))
	}
	return query, text.ReadOnly, true
}

// search runs a query. Its nodes are charged to the budget of the evaluation (L9).
func (c invocation) search(query *jmespath.Query, doc jsondoc.Value) (jsondoc.Value, bool) {
	left := c.limits.Steps - c.steps
	budget := jmespath.Budget{
		Steps:       left,
		MaxElements: c.limits.Elements,
		MaxText:     int64(c.limits.Text),
		MaxDepth:    c.limits.Depth,
		Poll:        c.look,
	}
	found, err := query.Search(doc, &budget)
	if c.cancelled != nil || !c.take(left-budget.Steps) {
		return found, false
	}
	if err == nil {
		return found, true
	}
	c.Fail(FailSearch(c.call.Span, err, *c.limits))
	if c.failure.Code == diag.StepLimit {
		c.steps = c.limits.Steps
	}
	return found, false
}

// jsonToClaimValue: a string, boolean or integer becomes that value, an array of
// these their values without its nulls, null nothing (L7, L7.2).
func jsonToClaimValue(c invocation) *Values {
	doc, readOnly, ok := c.json(0)
	if !ok {
		return nil
	}
	if doc.Kind() != jsondoc.Array {
		return c.claimValues([]jsondoc.Value{doc}, readOnly)
	}
	if doc.Len() > c.limits.Elements {
		c.Fail(FailElements(c.span(0), c.limits.Elements))
		return nil
	}
	elements := make([]jsondoc.Value, doc.Len())
	for i := range elements {
		elements[i] = doc.At(i)
	}
	return c.claimValues(elements, readOnly)
}

// claimValues turns the elements into values, dropping nulls.
func (c invocation) claimValues(elements []jsondoc.Value, readOnly bool) *Values {
	out := &Values{}
	for _, e := range elements {
		if e.Kind() == jsondoc.Null {
			continue
		}
		v, ok := claimValue(e)
		if !ok {
			c.Fail(FailClaimValue(c.span(0), e))
			return nil
		}
		if len(v.Text()) > c.limits.Text {
			c.Fail(FailText(c.call.Span, c.limits.Text))
			return nil
		}
		out.Add(v, readOnly)
	}
	return out
}

// claimValue returns the value of a scalar; false for what can't be one: a
// number with a fraction or an exponent, also 1.0, or beyond 64 bits (L7.2).
func claimValue(e jsondoc.Value) (claim.Value, bool) {
	switch e.Kind() {
	case jsondoc.Bool:
		return claim.Bool(e.Bool()), true
	case jsondoc.String:
		return claim.String(e.Text()), true
	case jsondoc.Number:
		n, ok := e.Int()
		return claim.Int(n), ok
	}
	return claim.Value{}, false
}
