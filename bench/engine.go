package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"

	"github.com/assay-policy/assay/claim"
)

// workload is one row of the tables: the same work for several engines.
type workload struct {
	name  string // as in `-rows`
	title string
	// control is the engine that ratios refer to.
	control string
	// rounds, if not zero, bounds the rounds of work that takes seconds.
	rounds int
	// make prepares the engines; what it makes is dropped after the row.
	make func() ([]engine, error)
}

// engine does the work of a row in one way.
type engine struct {
	name string
	form string // how it is used: what stands ready, what each run does
	// quick engines take part in `-quick`.
	quick bool
	// cores, if not zero, bounds how many run the engine at once.
	cores int
	// per is the number of operations that one run does; 0 means 1.
	per int
	// run does the work once and keeps its result.
	run func()
	// check says whether the last result is the one expected.
	check func() error
}

func (e engine) operations() float64 { return float64(max(e.per, 1)) }

// outcome is what all policy engines must agree on: the decision and the
// distinct claims issued. Order is not compared: OPA and Cedar have none.
type outcome struct {
	permit bool
	issued []pair
}

type pair struct {
	name  string
	value claim.Value
}

func pairs(claims []claim.Claim) []pair {
	out := make([]pair, len(claims))
	for i, c := range claims {
		out[i] = pair{c.Type, c.Value}
	}
	return out
}

// expect returns an error if the outcomes differ.
func (want outcome) expect(got outcome, err error) error {
	if err != nil {
		return err
	}
	if got.permit != want.permit {
		return fmt.Errorf("got permit %v, expected %v", got.permit, want.permit)
	}
	order := func(a, b pair) int {
		return strings.Compare(a.name+a.value.String(), b.name+b.value.String())
	}
	g, w := slices.SortedFunc(slices.Values(got.issued), order), slices.SortedFunc(slices.Values(want.issued), order)
	if !slices.Equal(g, w) {
		return fmt.Errorf("got %d claims %.300v, expected %d claims %.300v", len(g), g, len(w), w)
	}
	return nil
}

// decides is expect for engines that issue nothing.
func (want outcome) decides(permit bool, err error) error {
	return outcome{permit: want.permit}.expect(outcome{permit: permit}, err)
}

// native is a value as most engines take it.
func native(v claim.Value) any {
	switch v.Kind() {
	case claim.BooleanKind:
		return v.Bool()
	case claim.IntegerKind:
		return v.Int()
	case claim.StringKind:
		return v.Text()
	}
	return nil
}

// valueOf is a value as some engine gives it back.
func valueOf(v any) (claim.Value, error) {
	switch v := v.(type) {
	case bool:
		return claim.Bool(v), nil
	case int64:
		return claim.Int(v), nil
	case string:
		return claim.String(v), nil
	case json.Number:
		n, err := v.Int64()
		return claim.Int(n), err
	case cedar.Boolean:
		return claim.Bool(bool(v)), nil
	case cedar.Long:
		return claim.Int(int64(v)), nil
	case cedar.String:
		return claim.String(string(v)), nil
	}
	return claim.Value{}, fmt.Errorf("found a value of type %T", v)
}

// appendPair adds what an engine issued.
func appendPair(out []pair, name string, v any) ([]pair, error) {
	value, err := valueOf(v)
	return append(out, pair{name, value}), err
}

var errShape = errors.New("the engine's result has not the expected shape")

// objects is a claim list as engines that speak JSON take it.
func objects(claims []claim.Claim) []any {
	out := make([]any, len(claims))
	for i, c := range claims {
		out[i] = map[string]any{
			"type": c.Type, "value": native(c.Value),
			"valueType": c.Value.Kind().String(), "issuer": c.Issuer.String(),
		}
	}
	return out
}

// flat is an object with one value for each type. It can't say that a type has
// several values.
func flat(claims []claim.Claim) map[string]any {
	out := make(map[string]any, len(claims))
	for _, c := range claims {
		out[c.Type] = native(c.Value)
	}
	return out
}

// byType is an object with all values of each type.
func byType(claims []claim.Claim) map[string]any {
	out := make(map[string]any, len(claims))
	for _, c := range claims {
		list, _ := out[c.Type].([]any)
		out[c.Type] = append(list, native(c.Value))
	}
	return out
}
