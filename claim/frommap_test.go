package claim_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
)

func TestL10_1_FromMap(t *testing.T) {
	t.Parallel()
	const service = claim.AttestationService
	type m = map[string]any
	cases := map[string]struct {
		values m
		issuer claim.Issuer
		want   []claim.Claim
	}{
		"nothing": {nil, service, nil},
		"sorted by name": {m{"b": true, "a": "x", "c": nil, "": 1}, service, []claim.Claim{
			{Type: "", Value: claim.Int(1), Issuer: service}, {Type: "a", Value: claim.String("x"), Issuer: service},
			{Type: "b", Value: claim.Bool(true), Issuer: service}}},
		"issuer": {m{"a": claim.Int(1)}, claim.CustomClaim, []claim.Claim{{Type: "a", Value: claim.Int(1)}}},
		"arrays": {m{"a": []any{"x", 1, claim.Bool(true), claim.String("é")}, "b": []string{"y", "x"}, "c": []any{}}, claim.CustomClaim, []claim.Claim{
			{Type: "a", Value: claim.String("x")}, {Type: "a", Value: claim.Int(1)}, {Type: "a", Value: claim.Bool(true)},
			{Type: "a", Value: claim.String("é")}, {Type: "b", Value: claim.String("y")}, {Type: "b", Value: claim.String("x")}}},
		"integers": {m{"a": []any{int8(-1), int16(-2), int32(-3), int64(math.MinInt64), uint(1), uint8(2), uint16(3), uint32(4),
			uint64(math.MaxInt64), json.Number("-5"), 6.0, -float64(1<<53 - 1)}}, claim.CustomClaim, []claim.Claim{
			{Type: "a", Value: claim.Int(-1)}, {Type: "a", Value: claim.Int(-2)}, {Type: "a", Value: claim.Int(-3)},
			{Type: "a", Value: claim.Int(math.MinInt64)}, {Type: "a", Value: claim.Int(1)}, {Type: "a", Value: claim.Int(2)},
			{Type: "a", Value: claim.Int(3)}, {Type: "a", Value: claim.Int(4)}, {Type: "a", Value: claim.Int(math.MaxInt64)},
			{Type: "a", Value: claim.Int(-5)}, {Type: "a", Value: claim.Int(6)}, {Type: "a", Value: claim.Int(-1<<53 + 1)}}},
		"L7.5 maps": {m{"o": m{"b": []any{1.5, nil, []any{}, uint64(math.MaxUint64)}, "a": m{"z": json.Number("1.50"), "y": "/é\x01"}}, "p": []any{m{}}}, service, []claim.Claim{
			{Type: "o", Value: claim.String(`{"a":{"y":"/é\u0001","z":1.50},"b":[1.5,null,[],18446744073709551615]}`), Issuer: service, JSON: true},
			{Type: "p", Value: claim.String(`{}`), Issuer: service, JSON: true}}},
		"L3.4 pcrs": {m{"pcrs": "x"}, service, []claim.Claim{{Type: "pcrs", Value: claim.String("x"), Issuer: service, ReadOnly: true}}},
		"names of the array form": {m{"type": "t", "value": 1}, claim.CustomClaim, []claim.Claim{
			{Type: "type", Value: claim.String("t")}, {Type: "value", Value: claim.Int(1)}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := claim.FromMap(c.values, c.issuer)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, values); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
}

func TestL10_1_FromMapRejects(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	loop := m{}
	loop["a"] = loop
	wide := any([]any{1, 1})
	for range 40 { // 2^41 values, if each was written
		wide = []any{wide, wide}
	}
	cases := map[string]struct {
		values m
		want   string
		limit  bool
	}{
		"fraction":          {m{"a": 1.5}, `($.a): found the number 1.5, expected an integer without fraction and exponent`, false},
		"2^53 or 2^53 + 1":  {m{"a": 9007199254740993.0}, `($.a): found the float64 9.007199254740992e+15, expected less than 2^53, or a json.Number`, false},
		"large float":       {m{"a": []any{0.0, float64(1<<53) + 2}}, `($.a[1]): found the float64 9.007199254740994e+15, expected less than 2^53, or a json.Number`, false},
		"large float, deep": {m{"a": m{"b c": 1e300}}, `($.a["b c"]): found the float64 1e+300, expected less than 2^53, or a json.Number`, false},
		"no number":         {m{"a": math.NaN()}, `($.a): found the float64 NaN, expected less than 2^53, or a json.Number`, false},
		"infinite":          {m{"a": m{"b": math.Inf(-1)}}, `($.a.b): found the float64 -Inf, expected less than 2^53, or a json.Number`, false},
		"uint64":            {m{"a": uint64(math.MaxInt64) + 1}, `($.a): found the number 9223372036854775808, expected an integer of 64 bits`, false},
		"json.Number":       {m{"a": json.Number("1e2")}, `($.a): found the number 1e2, expected an integer without fraction and exponent`, false},
		"bad json.Number":   {m{"a": json.Number("0x1")}, `($.a): found the json.Number "0x1", expected a number`, false},
		"nil in an array":   {m{"a": []any{nil}}, `($.a[0]): found null in an array, expected a boolean, an integer, a string or an object`, false},
		"array in an array": {m{"a": []any{"x", []any{}}}, `($.a[1]): found an array in an array, expected a boolean, an integer, a string or an object`, false},
		"no value":          {m{"a": []any{claim.Value{}}}, `($.a[0]): found null in an array, expected a boolean, an integer, a string or an object`, false},
		"another type":      {m{"a": m{"b": []any{time.Second}}}, `($.a.b[0]): found a value of type time.Duration, expected a boolean, an integer, a string, a []any or a map[string]any`, false},
		"bytes":             {m{"a": []byte("x")}, `($.a): found a value of type []uint8, expected a boolean, an integer, a string, a []any or a map[string]any`, false},
		"no UTF-8":          {m{"a": m{"b": "\xFF"}}, `($.a.b): found bytes that are not UTF-8`, false},
		"no UTF-8, value":   {m{"a": claim.String("\xFF")}, `($.a): found bytes that are not UTF-8`, false},
		"no UTF-8, name":    {m{"\xFF": 1}, `($["\xff"]): found bytes that are not UTF-8`, false},
		"holds itself":      {loop, `($` + strings.Repeat(".a", 99) + `.…): found values nested too deeply`, true},
		"holds much twice":  {m{"a": m{"b": wide}}, `($.a.b[0][0][0]`, true},
		"long string":       {m{"a": strings.Repeat("x", claim.DefaultMaxString+1)}, `($.a): found a value of 16777217 bytes, expected at most 16777216`, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := claim.FromMap(c.values, claim.AttestationService)
			var failed *claim.FileError
			if !errors.As(err, &failed) || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			if want := "claims " + c.want; !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got  %s\nwant %s", err, want)
			}
			if failed.Limit != c.limit || failed.Line != 0 {
				t.Errorf("%+v, want limit %v and no line", failed, c.limit)
			}
		})
	}
}

// Only rules make claims of AttestationPolicy (L10.1).
func TestL10_1_FromMapIssuer(t *testing.T) {
	t.Parallel()
	for _, issuer := range []claim.Issuer{claim.AttestationPolicy, 9} {
		_, err := claim.FromMap(map[string]any{"a": 1}, issuer)
		if want := `claims ($): found the issuer "` + issuer.String() + `", expected "AttestationService" or "CustomClaim"`; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// What encoding/json decodes makes the claims of the file, in another order.
func TestL10_1_FromMapAgreesWithFiles(t *testing.T) {
	t.Parallel()
	for name, data := range corpus(t, "claims") {
		decoder := json.NewDecoder(strings.NewReader(string(data)))
		decoder.UseNumber()
		var decoded map[string]any
		if err := decoder.Decode(&decoded); err != nil {
			t.Fatal(err)
		}
		got, err := claim.FromMap(decoded, claim.AttestationService)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		sorted, err := json.Marshal(decoded)
		if err != nil {
			t.Fatal(err)
		}
		want, err := claim.ParseFile(sorted, claim.FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, values); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The order of a map is no order of claims.
func TestL10_1_FromMapIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := make(map[string]any)
		for name, n := range rapid.MapOf(rapid.String(), rapid.Int64()).Draw(t, "values") {
			m[name] = map[string]any{name: n, "x": n}
		}
		first, err := claim.FromMap(m, claim.CustomClaim)
		second, again := claim.FromMap(m, claim.CustomClaim)
		if err != nil || again != nil || !cmp.Equal(first, second, values) {
			t.Fatalf("%v, %v: %v and %v", err, again, first, second)
		}
	})
}
