package jmespath

import "github.com/assay-policy/assay/internal/jsondoc"

// Bounds of a query, which no Budget changes.
const (
	MaxQueryLen     = 64 << 10 // bytes
	MaxQueryNesting = 256      // levels of parentheses, brackets, operators
)

// Query is a compiled query: immutable, safe to share between goroutines.
type Query struct {
	text string
	root node
}

// Compile parses and checks a query (L7.4). Its errors are of type *SyntaxError.
func Compile(query string) (*Query, error) {
	p := parser{text: query}
	root, err := p.query()
	if err != nil {
		return nil, err
	}
	return &Query{text: query, root: root}, nil
}

// Text returns the query as it was written.
func (q *Query) Text() string { return q.text }

// String returns the query in a canonical form that compiles to the same tree.
func (q *Query) String() string { return string(appendNode(nil, q.root, 0)) }

// Search runs the query over a document. A nil Budget is a full one of the
// default limits. No match is null. Errors are of type *EvalError or
// *BudgetError, or what Budget.Poll returned.
//
// The result shares parts with the document, and may share them with itself: its
// compact text can be far longer than what was paid for, so writers should use
// jsondoc.AppendCompactMax.
func (q *Query) Search(doc jsondoc.Value, b *Budget) (jsondoc.Value, error) {
	if b == nil {
		b = NewBudget()
	}
	if b.Poll != nil {
		if err := b.Poll(); err != nil {
			return jsondoc.Value{}, err
		}
	}
	e := b.begin()
	v, err := q.root.eval(e, doc)
	b.Steps = e.left()
	if err != nil {
		return jsondoc.Value{}, err
	}
	return v, nil
}
