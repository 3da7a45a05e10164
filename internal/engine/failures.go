package engine

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// An evaluation that fails denies, and says where and why (L6.4). Every engine
// makes its failures here, so that they agree to the letter. They point, by one
// rule, at the smallest text that could have done otherwise:
//
//   - a function's argument of the wrong number, type or content (5004, 5005,
//     5006, 5008, 5009, 5011), and a JSON argument that is too dear or too large
//     (5001, 5014): that argument's expression;
//   - a query that fails, or passes a limit, while it runs, a function's result
//     that is too long, and work on sets and texts that is too dear (5001, 5003,
//     5004, 5005, 5010): the call; so do the values of its arguments (5014);
//   - the budget of steps passed on entering a condition, or on comparing strings in
//     it (5001): the condition;
//   - a right side, type= or value= with more values than there is room for (5014):
//     that expression;
//   - type= without exactly one string, or with a read-only one (5007, 5012): the
//     expression of type=;
//   - a read-only value (5012) or a second value of a property (5013): the
//     expression of value=, or the binder of claim=;
//   - a steering property in a rule with conditions (5015): the expression of type=,
//     or the binder of claim=;
//   - a set with too many claims, or claims with too much memory (5002, 5014): the
//     action;
//   - claims that pass a limit as they come in (5002, 5003, 5014): Start.
//
// The first failure ends the evaluation. A function evaluates all its arguments,
// left to right, then takes the memory for their values, then looks at them: each is
// checked wholly, number and type before content, left to right; a JSON argument is
// paid for before it is read. What a result costs comes last, its length before its
// steps. A condition is entered, then its right sides are evaluated, each with its
// memory, then comparing is paid for. Within one action they come in this order: the
// arguments as written, each evaluated whole (with type= 5007, then 5012); read-only
// values (5012), before a claim is made; then claim by claim a steering property
// (5015), the incoming set (5002), the property's value (5013) and the memory in all
// sets that it is new in (5014); the other two sets are parts of the incoming set, so
// never fuller. Of the claims that come in, the first that is too long (5003), too
// many (5002) or too much (5014) counts, in this order. A budget of steps that is
// passed is spent: the steps taken are then the limit.

// Start returns the place of failures that no rule brought about: an empty span
// before the first byte of the policy.
func Start() ast.Span { return ast.Span{From: ast.PosAt(0), To: ast.PosAt(0)} }

// SetName names one of the three sets of claims (L3.6).
type SetName string

// The sets.
const (
	Incoming   SetName = "incoming set"
	Outgoing   SetName = "outgoing set"
	Properties SetName = "set of properties"
)

// Want is what a function's argument must be (L7): exactly one value, of any
// type or of a certain one.
type Want string

// What arguments must be.
const (
	OneString  Want = "one string"
	OneBoolean Want = "one boolean"
	OneValue   Want = "one value"
)

// FailSteps says that the budget of steps is spent (MAA5001, L9).
func FailSteps(span ast.Span, limit int64) *diag.Diagnostic {
	return failure(StepLimit, span, "found more work, expected at most %s", count(limit, "step"))
}

// FailClaims says that a set would hold too many claims (MAA5002, L9).
func FailClaims(span ast.Span, set SetName, limit int) *diag.Diagnostic {
	return failure(ClaimLimit, span, "found one more in the %s, expected at most %s", set, count(int64(limit), "claim"))
}

// FailMemory says that the memory of the evaluation is spent (MAA5014, L9.3).
func FailMemory(span ast.Span, limit int64) *diag.Diagnostic {
	return failure(MemoryLimit, span, "found more memory in use, expected at most %s", count(limit, "byte"))
}

// FailText says that a string value is longer than the limit, in bytes (MAA5003,
// L9).
func FailText(span ast.Span, limit int) *diag.Diagnostic {
	return failure(StringLimit, span, "found a longer string, expected at most %s", count(int64(limit), "byte"))
}

// FailElements says that a list is too long (MAA5004, L9).
func FailElements(span ast.Span, limit int) *diag.Diagnostic {
	return failure(ElementLimit, span, "found a longer list, expected at most %s", count(int64(limit), "element"))
}

// FailDepth says that JSON nests too deep (MAA5005, L9).
func FailDepth(span ast.Span, limit int) *diag.Diagnostic {
	return failure(DepthLimit, span, "found JSON nested deeper, expected at most %s", count(int64(limit), "level"))
}

// FailArgument says that a function's argument denotes n values, and if it is
// one, that of the given kind, where the function wants otherwise (MAA5006, L7).
func FailArgument(span ast.Span, f string, want Want, n int, kind claim.Kind) *diag.Diagnostic {
	return failure(NotOneValue, span, "%q found %s, expected %s", f, values(n, kind), want)
}

// FailType says that type= denotes n values, and if it is one, that of the given
// kind, instead of one string (MAA5007, L5.1).
func FailType(span ast.Span, n int, kind claim.Kind) *diag.Diagnostic {
	return failure(TypeNotOneString, span, `"type" found %s, expected %s`, values(n, kind), OneString)
}

// FailJSON says that a function's argument is no JSON (MAA5008, L7), or that it
// nests too deep (MAA5005). The error is one of package jsondoc; depth is the
// limit of nesting that it was parsed with.
func FailJSON(span ast.Span, f string, err error, depth int) *diag.Diagnostic {
	var e *jsondoc.Error
	if !errors.As(err, &e) {
		return failure(InvalidJSON, span, "%q found invalid JSON: %v", f, err)
	}
	if e.Limit {
		return FailDepth(span, depth)
	}
	return failure(InvalidJSON, span, "%q found invalid JSON: %s at %s", f, e.Message, e.Path)
}

// FailQuery says that the second argument of JmesPath is not a query, or an empty
// one (MAA5009, L7). The error is that of jmespath.Compile.
func FailQuery(span ast.Span, err error) *diag.Diagnostic {
	message := err.Error()
	var e *jmespath.SyntaxError
	if errors.As(err, &e) {
		message = e.Message
	}
	return failure(InvalidQuery, span, "%q found an invalid query: %s", "JmesPath", message)
}

// FailSearch says that a query failed while it ran (MAA5010, L7.1) or that it
// passed a limit, with the code of that limit. The error is that of
// jmespath.Query.Search, but for those of a context, which are no failures.
func FailSearch(span ast.Span, err error, limits Limits) *diag.Diagnostic {
	var budget *jmespath.BudgetError
	if errors.As(err, &budget) {
		return failLimit(span, budget.Limit, limits)
	}
	message := err.Error()
	var e *jmespath.EvalError
	if errors.As(err, &e) {
		message = e.Message
	}
	return failure(QueryFailed, span, "%q failed: %s", "JmesPath", message)
}

// failLimit says which limit a query passed.
func failLimit(span ast.Span, passed jmespath.Limit, limits Limits) *diag.Diagnostic {
	switch passed {
	case jmespath.LimitElements:
		return FailElements(span, limits.Elements)
	case jmespath.LimitText:
		return FailText(span, limits.Text)
	case jmespath.LimitDepth:
		return FailDepth(span, limits.Depth)
	}
	return FailSteps(span, limits.Steps)
}

// FailClaimValue says that a document, or an element of one, can't become a
// claim's value (MAA5011, L7.2). It is not a string, boolean, 64-bit integer or,
// at the top level, an array.
func FailClaimValue(span ast.Span, found jsondoc.Value) *diag.Diagnostic {
	const want = "expected a string, boolean or integer"
	switch found.Kind() {
	case jsondoc.Object:
		return failure(NotClaimValue, span, "found an object, %s", want)
	case jsondoc.Array:
		return failure(NotClaimValue, span, "found an array in an array, %s", want)
	}
	if strings.ContainsAny(found.Text(), ".eE") {
		return failure(NotClaimValue, span, "found the fraction %s, %s", clip(found.Text()), want)
	}
	return failure(NotClaimValue, span, "found %s, expected an integer of 64 bits", clip(found.Text()))
}

// FailReadOnly says that an action other than add was given a read-only value
// (MAA5012, L5.4).
func FailReadOnly(span ast.Span, action ast.ActionKind) *diag.Diagnostic {
	return failure(ReadOnlyIssued, span, "%q found a read-only value, expected one that may be issued", action)
}

// FailReadOnlyType says that type= has a read-only value, which would reach the
// token as a name (MAA5012, L5.4).
func FailReadOnlyType(span ast.Span, action ast.ActionKind) *diag.Diagnostic {
	return failure(ReadOnlyIssued, span, "%q found a read-only value as the type, expected one that may be issued", action)
}

// FailSteering says that a rule with conditions would set a property that steers the
// verification of evidence (MAA5015, L5.6).
func FailSteering(span ast.Span, name string) *diag.Diagnostic {
	return failure(ConditionalSteering, span, "found the property %s in a rule with conditions, expected none of them", clip(strconv.Quote(name)))
}

// FailProperty says that a property has another value already (MAA5013, L6.5).
func FailProperty(span ast.Span, name string, is, found claim.Value) *diag.Diagnostic {
	return failure(PropertyConflict, span, "found %s for the property %s, which is %s",
		clip(found.String()), clip(strconv.Quote(name)), clip(is.String()))
}

func failure(page *diag.Page, span ast.Span, format string, args ...any) *diag.Diagnostic {
	d := page.At(span, format, args...)
	return &d
}

// Placed returns a failure with its place in the policy, for people.
func Placed(d *diag.Diagnostic, src *ast.Source) *diag.Diagnostic {
	return &diag.List{*d}.In(src)[0]
}

// values describes how many values were found, and of which kind one is.
func values(n int, kind claim.Kind) string {
	switch {
	case n == 0:
		return "no value"
	case n > 1:
		return fmt.Sprintf("%d values", n)
	case kind == claim.BooleanKind:
		return "a boolean"
	case kind == claim.IntegerKind:
		return "an integer"
	}
	return "a string"
}

func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// clip cuts a value that a message shows.
func clip(s string) string { return spell.Clip(s, spell.Value) }
