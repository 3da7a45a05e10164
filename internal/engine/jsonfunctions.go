package engine

import (
	"unicode/utf8"

	"cel.dev/cel-go/common/types/ref"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// jmesPath: the result of the query as compact JSON text; no match is null (L7).
func jmesPath(c invocation) ref.Val {
	doc, ok := c.json(0)
	if !ok {
		return nil
	}
	query, alsoReadOnly, ok := c.jmesQuery(1)
	if !ok {
		return nil
	}
	found, ok := c.search(query, doc.tree)
	if !ok {
		return nil
	}
	room := c.kept()
	written, fits := jsondoc.AppendCompactMax(room.text[:0], found, c.limits.Text)
	room.text = written
	if !fits {
		c.Fail(FailText(c.Call.Span, c.limits.Text))
		return nil
	}
	if !c.pay(int64(len(written)) / bytesPerStep) { // L9.2
		return nil
	}
	text := string(written)
	if doc.entry != nil {
		c.remember(text, found)
	}
	return c.oneValue(claim.String(text), doc.readOnly || alsoReadOnly)
}

// remember keeps the tree with the text that was made of it, so that what reads
// the text need not decode it. Decoding would give the same tree.
func (c invocation) remember(text string, tree jsondoc.Value) {
	if tree.Kind() >= jsondoc.Array && tree.Depth() <= c.limits.Depth && utf8.ValidString(text) {
		c.memory.trees.remember(text, tree)
	}
}

// jmesQuery returns the query that an argument must denote; a literal one was
// compiled with the program (L7.4).
func (c invocation) jmesQuery(i int) (query *jmespath.Query, readOnly, ok bool) {
	text, ok := c.one(i, OneString)
	if !ok {
		return nil, false, false
	}
	if c.Query != nil {
		return c.Query, text.ReadOnly, true
	}
	query, err := c.queries.compile(text.Text())
	if err != nil {
		return nil, false, c.Fail(FailQuery(c.span(i), err))
	}
	return query, text.ReadOnly, true
}

// search runs a query. Its nodes are charged to the budget of the evaluation (L9.1).
func (c invocation) search(query *jmespath.Query, doc jsondoc.Value) (jsondoc.Value, bool) {
	left := c.limits.Steps - c.steps
	budget := &c.kept().budget
	budget.Steps = left
	budget.MaxElements, budget.MaxText, budget.MaxDepth = c.limits.Elements, int64(c.limits.Text), c.limits.Depth
	found, err := query.Search(doc, budget)
	if c.cancelled != nil || !c.take(left-budget.Steps) {
		return found, false
	}
	if err == nil {
		return found, true
	}
	c.Fail(FailSearch(c.Call.Span, err, *c.limits))
	if c.failure.Code == StepLimit.Code {
		c.steps = c.limits.Steps
	}
	return found, false
}

// jsonToClaimValue: a string, boolean or integer becomes that value, an array of
// these their values without its nulls, null nothing (L7, L7.2).
func jsonToClaimValue(c invocation) ref.Val {
	doc, ok := c.json(0)
	if !ok {
		return nil
	}
	if doc.tree.Kind() != jsondoc.Array {
		out := c.newSet()
		if !c.addClaimValue(out.values(), doc.tree, doc.readOnly) {
			return nil
		}
		return out
	}
	if doc.tree.Len() > c.limits.Elements {
		c.Fail(FailElements(c.span(0), c.limits.Elements))
		return nil
	}
	if doc.entry != nil && doc.entry.made != nil && doc.entry.madeReadOnly == doc.readOnly {
		return doc.entry.made
	}
	out := c.newSet()
	room := &c.memory.trees
	if n := doc.tree.Len(); doc.entry != nil && n > scanLimit && n <= mostMade-room.made {
		out = &set{} // kept with its document, which rules may ask for again
		doc.entry.made, doc.entry.madeReadOnly = out, doc.readOnly
		room.made += n
	}
	for i := range doc.tree.Len() {
		if !c.addClaimValue(out.values(), doc.tree.At(i), doc.readOnly) {
			return nil
		}
	}
	return out
}

// addClaimValue adds what an element becomes, nothing of a null.
func (c invocation) addClaimValue(out *Values, e jsondoc.Value, readOnly bool) bool {
	if e.Kind() == jsondoc.Null {
		return true
	}
	v, ok := claimValue(e)
	if !ok {
		return c.Fail(FailClaimValue(c.span(0), e))
	}
	if len(v.Text()) > c.limits.Text {
		return c.Fail(FailText(c.Call.Span, c.limits.Text))
	}
	out.Add(v, readOnly)
	return true
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
