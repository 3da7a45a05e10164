package jmespath

import "fmt"

// Class is the kind of an error, named as in the official suite.
type Class string

// The classes. At compile time all of them occur, while searching InvalidType
// and InvalidValue.
const (
	Syntax          Class = "syntax"
	InvalidArity    Class = "invalid-arity"
	InvalidType     Class = "invalid-type"
	InvalidValue    Class = "invalid-value"
	UnknownFunction Class = "unknown-function"
)

// SyntaxError says why a query does not compile (L7.4).
type SyntaxError struct {
	Offset  int // byte offset in the query
	End     int // where the offending text ends; equal to Offset if something is missing
	Class   Class
	Message string // what was found and what was expected
}

// Error returns the message with its place.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("query at byte %d: %s", e.Offset, e.Message)
}

// EvalError says why a search failed: a value that a function can't take.
type EvalError struct {
	Offset  int // of the argument in the query
	Class   Class
	Message string
}

// Error returns the message with its place.
func (e *EvalError) Error() string {
	return fmt.Sprintf("query at byte %d: %s", e.Offset, e.Message)
}

// Limit names a part of a Budget.
type Limit string

// The limits (section 9 of the language).
const (
	LimitSteps    Limit = "steps"
	LimitElements Limit = "elements of one list"
	LimitText     Limit = "bytes of one string"
	LimitDepth    Limit = "levels of nesting"
)

// BudgetError says which limit a search passed.
type BudgetError struct {
	Offset int // in the query, of what would have passed it
	Limit  Limit
	Max    int64 // the limit, for steps what was left at the start of the search
}

// Error names the limit.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("query at byte %d: found work beyond the budget, expected at most %d %s", e.Offset, e.Max, e.Limit)
}
