package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// jsonError returns the error of a text that is no JSON, or nests too deep.
func jsonError(t *testing.T, text string) error {
	t.Helper()
	_, err := jsondoc.Parse(text, jsondoc.Options{MaxDepth: 2})
	if err == nil {
		t.Fatalf("%q parses", text)
	}
	return err
}

func document(t *testing.T, text string) jsondoc.Value {
	t.Helper()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestL6_4 has every failure with its code and its words.
func TestL6_4(t *testing.T) {
	t.Parallel()
	span := ast.Span{From: 7, To: 9}
	limits := engine.Limits{Steps: 1, Elements: 2, Text: 3, Depth: 4}
	_, badQuery := jmespath.Compile("a[")
	budget := func(l jmespath.Limit) error { return &jmespath.BudgetError{Limit: l, Max: 99} }
	for _, tt := range []struct {
		got     *diag.Diagnostic
		code    diag.Code
		message string
	}{
		{engine.FailSteps(span, 1), "MAA5001", `found more work, expected at most 1 step`},
		{engine.FailClaims(span, engine.Outgoing, 2), "MAA5002", `found one more in the outgoing set, expected at most 2 claims`},
		{engine.FailClaims(span, engine.Properties, 1), "MAA5002", `found one more in the set of properties, expected at most 1 claim`},
		{engine.FailText(span, 16<<20), "MAA5003", `found a longer string, expected at most 16777216 bytes`},
		{engine.FailElements(span, 5), "MAA5004", `found a longer list, expected at most 5 elements`},
		{engine.FailDepth(span, 512), "MAA5005", `found JSON nested deeper, expected at most 512 levels`},
		{engine.FailArgument(span, "NegateBool", engine.OneBoolean, 0, 0), "MAA5006", `"NegateBool" found no value, expected one boolean`},
		{engine.FailArgument(span, "AppendString", engine.OneString, 1, claim.BooleanKind), "MAA5006", `"AppendString" found a boolean, expected one string`},
		{engine.FailArgument(span, "ContainsOnlyValue", engine.OneValue, 3, 0), "MAA5006", `"ContainsOnlyValue" found 3 values, expected one value`},
		{engine.FailArgument(span, "NegateBool", engine.OneBoolean, 1, claim.StringKind), "MAA5006", `"NegateBool" found a string, expected one boolean`},
		{engine.FailType(span, 1, claim.IntegerKind), "MAA5007", `"type" found an integer, expected one string`},
		{engine.FailJSON(span, "JmesPath", jsonError(t, `{"a":x}`), 2), "MAA5008", `"JmesPath" found invalid JSON: found "x", expected a value at $.a`},
		{engine.FailJSON(span, "JmesPath", jsonError(t, `[[[]]]`), 2), "MAA5005", `found JSON nested deeper, expected at most 2 levels`},
		{engine.FailJSON(span, "JmesPath", errors.New("odd"), 2), "MAA5008", `"JmesPath" found invalid JSON: odd`},
		{engine.FailQuery(span, badQuery), "MAA5009", `"JmesPath" found an invalid query: found the end of the query, expected a number, ":" or "*"`},
		{engine.FailQuery(span, errors.New("odd")), "MAA5009", `"JmesPath" found an invalid query: odd`},
		{engine.FailSearch(span, &jmespath.EvalError{Message: "found x, expected y"}, limits), "MAA5010", `"JmesPath" failed: found x, expected y`},
		{engine.FailSearch(span, errors.New("odd"), limits), "MAA5010", `"JmesPath" failed: odd`},
		{engine.FailSearch(span, budget(jmespath.LimitSteps), limits), "MAA5001", `found more work, expected at most 1 step`},
		{engine.FailSearch(span, budget(jmespath.LimitElements), limits), "MAA5004", `found a longer list, expected at most 2 elements`},
		{engine.FailSearch(span, budget(jmespath.LimitText), limits), "MAA5003", `found a longer string, expected at most 3 bytes`},
		{engine.FailSearch(span, budget(jmespath.LimitDepth), limits), "MAA5005", `found JSON nested deeper, expected at most 4 levels`},
		{engine.FailClaimValue(span, document(t, `{}`)), "MAA5011", `found an object, expected a string, boolean or integer`},
		{engine.FailClaimValue(span, document(t, `[]`)), "MAA5011", `found an array in an array, expected a string, boolean or integer`},
		{engine.FailClaimValue(span, document(t, `1E2`)), "MAA5011", `found the fraction 1E2, expected a string, boolean or integer`},
		{engine.FailClaimValue(span, document(t, `9223372036854775808`)), "MAA5011", `found 9223372036854775808, expected an integer of 64 bits`},
		{engine.FailReadOnly(span, ast.IssueProperty), "MAA5012", `"issueproperty" found a read-only value, expected one that may be issued`},
		{engine.FailReadOnlyType(span, ast.Add), "MAA5012", `"add" found a read-only value as the type, expected one that may be issued`},
		{engine.FailMemory(span, 1), "MAA5014", `found more memory in use, expected at most 1 byte`},
		{engine.FailSteering(span, "p"), "MAA5015", `found the property "p" in a rule with conditions, expected none of them`},
		{engine.FailProperty(span, "p", claim.Int(1), claim.String("x")), "MAA5013", `found "x" for the property "p", which is 1`},
		{
			engine.FailProperty(span, strings.Repeat("ü", 50), claim.Bool(true), claim.String(strings.Repeat("ab", 50))), "MAA5013",
			`found "` + strings.Repeat("ab", 19) + `a… for the property "` + strings.Repeat("ü", 19) + `…, which is true`,
		},
	} {
		if tt.got.Code != tt.code || tt.got.Message != tt.message || tt.got.Span != span || tt.got.Severity != diag.Error {
			t.Errorf("got %s %q at %v, want %s %q", tt.got.Code, tt.got.Message, tt.got.Span, tt.code, tt.message)
		}
	}
	if start := engine.Start(); start.From.Offset() != 0 || start.To != start.From {
		t.Errorf("got %v as the start, want an empty span before the first byte", start)
	}
}
