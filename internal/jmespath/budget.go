package jmespath

import (
	"math"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Default limits (section 9 of the language).
const (
	DefaultSteps       = 10_000_000
	DefaultMaxElements = 1_000_000
	DefaultMaxText     = 16 << 20
	DefaultMaxDepth    = jsondoc.DefaultMaxDepth
)

// Budget bounds the work of searches. Search charges Steps, so one Budget can
// serve all queries of an evaluation, one after the other. The zero Budget has no
// steps left; NewBudget makes a full one. It belongs to one goroutine and must not be
// copied once it is used. Call Forget when the documents are done with and the budget
// is kept.
type Budget struct {
	// Steps are what is left. They are charged before the work they pay for; the
	// package comment has the rule. What can't be paid is not charged.
	Steps int64
	// MaxElements is the size of one list or object that a query makes; 0 means
	// DefaultMaxElements.
	MaxElements int
	// MaxText is the size in bytes of one string that a query makes; 0 means
	// DefaultMaxText.
	MaxText int64
	// MaxDepth is the nesting of arrays and objects that a query makes; 0 means
	// DefaultMaxDepth.
	MaxDepth int
	// Poll, if not nil, is asked when a search starts and every 1,024 steps. Its
	// error, say of a context, ends the search and is returned as it is.
	Poll func() error

	evaluator evaluator // of the search at work; its stack serves the next one too
}

// NewBudget returns a budget of DefaultSteps with the default limits.
func NewBudget() *Budget { return &Budget{Steps: DefaultSteps} }

// maxKept is the largest stack, in values, that a budget keeps for the next search.
const maxKept = 1024

// Forget lets go of the parts of documents that searches left in the memory that the
// budget keeps for the next one.
func (b *Budget) Forget() {
	stack := b.evaluator.stack
	if cap(stack) > maxKept {
		stack = nil
	}
	clear(stack[:cap(stack)])
	b.evaluator = evaluator{stack: stack[:0]}
}

// pollInterval is the number of steps between two polls.
const pollInterval = 1024

// evaluator is the state of one search.
type evaluator struct {
	fuel  int64 // steps until the next poll
	rest  int64 // steps beyond them
	steps int64 // at the start

	maxElements int
	maxText     int64
	maxDepth    int
	poll        func() error

	stack []jsondoc.Value // results being collected and arguments being passed
}

// begin makes the evaluator ready to spend the budget.
func (b *Budget) begin() *evaluator {
	e := &b.evaluator
	*e = evaluator{
		steps: max(0, b.Steps), maxElements: b.MaxElements, maxText: b.MaxText, maxDepth: b.MaxDepth, poll: b.Poll,
		stack: e.stack[:0],
	}
	if e.maxElements <= 0 {
		e.maxElements = DefaultMaxElements
	}
	if e.maxText <= 0 {
		e.maxText = DefaultMaxText
	}
	e.maxText = min(e.maxText, math.MaxInt32) // as long as a document may be
	if e.maxDepth <= 0 {
		e.maxDepth = DefaultMaxDepth
	}
	e.fill(e.steps)
	return e
}

// fill parts the steps that are left at the next poll.
func (e *evaluator) fill(left int64) {
	e.fuel = min(left, pollInterval)
	e.rest = left - e.fuel
}

// left is the number of steps that can still be charged.
func (e *evaluator) left() int64 { return e.fuel + e.rest }

// charge pays n steps for work at a place in the query. It is small enough to be
// inlined into every node.
func (e *evaluator) charge(n int64, at int32) error {
	if e.fuel -= n; e.fuel >= 0 {
		return nil
	}
	return e.refuel(n, at)
}

// refuel goes on where the fuel did not suffice for n steps.
func (e *evaluator) refuel(n int64, at int32) error {
	e.fuel += n
	left := e.left()
	if n > left {
		return e.overSteps(at)
	}
	e.fill(left - n)
	if e.poll != nil {
		return e.poll()
	}
	return nil
}

// chargeText pays for n bytes of text read or made.
func (e *evaluator) chargeText(n int64, at int32) error {
	return e.charge(n/jsondoc.BytesPerStep, at)
}

// textLimit returns how long a text whose length is not known may become, and
// whether it is the steps that bound it.
func (e *evaluator) textLimit() (limit int, bySteps bool) {
	payable := int64(math.MaxInt64)
	if left := e.left(); left < math.MaxInt64/jsondoc.BytesPerStep-1 {
		payable = (left+1)*jsondoc.BytesPerStep - 1
	}
	return int(min(e.maxText, payable)), payable < e.maxText
}

func (e *evaluator) overSteps(at int32) error {
	return &BudgetError{Offset: int(at), Limit: LimitSteps, Max: e.steps}
}

// checkElements guards a list or object before it is made.
func (e *evaluator) checkElements(n int64, at int32) error {
	if n > int64(e.maxElements) {
		return &BudgetError{Offset: int(at), Limit: LimitElements, Max: int64(e.maxElements)}
	}
	return nil
}

// checkText guards a string before it is made.
func (e *evaluator) checkText(n int64, at int32) error {
	if n > e.maxText {
		return &BudgetError{Offset: int(at), Limit: LimitText, Max: e.maxText}
	}
	return nil
}

// checkDepth guards a container that was made. Its elements were allowed, so it is
// one level too deep at most.
func (e *evaluator) checkDepth(v jsondoc.Value, at int32) (jsondoc.Value, error) {
	if v.Depth() > e.maxDepth {
		return jsondoc.Value{}, &BudgetError{Offset: int(at), Limit: LimitDepth, Max: int64(e.maxDepth)}
	}
	return v, nil
}
