package main

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// regoQuery asks for decision and claims at once.
const regoQuery = "allow = data.bench.allow; issued = data.bench.issued"

func prepareRego(text string) (rego.PreparedEvalQuery, error) {
	return rego.New(rego.Query(regoQuery), rego.Module("bench.rego", text)).PrepareForEval(context.Background())
}

// opaEngines are OPA's prepared queries: over an object by type and over the
// claim array, which says all that claims say. The input is a parsed one made
// beforehand, or made from the claims in each run, as a service has to.
func opaEngines(s *subject) ([]engine, error) {
	index := func() any { return s.index(s.claims) }
	array := func() any { return map[string]any{"claims": objects(s.claims)} }
	forms := []struct {
		name, text string
		input      func() any
		prebuilt   bool
		form       string
	}{
		{"opa-flat", s.regoFlat, index, true, "prepared query, rule by rule, over an object by type parsed beforehand"},
		{"opa-flat-best", s.regoFlatBest, index, true, "the same with the rules folded into the fastest Rego we found"},
		{"opa-flat-raw", s.regoFlat, index, false, "opa-flat with the object made from the claims each time"},
		{"opa-array", s.regoArray, array, true, "prepared query, rule by rule, over the array of claims parsed beforehand"},
		{"opa-array-best", s.regoArrayBest, array, true, "the same with the rules folded into the fastest Rego we found"},
		{"opa-array-raw", s.regoArray, array, false, "opa-array with the array made from the claims each time"},
	}
	var all []engine
	for _, f := range forms {
		query, err := prepareRego(f.text)
		if err != nil {
			return nil, err
		}
		e, err := opaEngine(s.want, query, f.input, f.prebuilt)
		if err != nil {
			return nil, err
		}
		e.name, e.form = f.name, f.form
		e.quick = f.name == "opa-flat" || f.name == "opa-array"
		all = append(all, e)
	}
	return all, nil
}

func opaEngine(want outcome, query rego.PreparedEvalQuery, input func() any, prebuilt bool) (engine, error) {
	ctx := context.Background()
	option := func() rego.EvalOption { return rego.EvalInput(input()) }
	if prebuilt {
		parsed, err := ast.InterfaceToValue(input())
		if err != nil {
			return engine{}, err
		}
		option = func() rego.EvalOption { return rego.EvalParsedInput(parsed) }
	}
	var result rego.ResultSet
	var err error
	return engine{
		run:   func() { result, err = query.Eval(ctx, option()) },
		check: func() error { return checkRego(want, result, err) },
	}, nil
}

func checkRego(want outcome, result rego.ResultSet, err error) error {
	if err != nil {
		return err
	}
	if len(result) != 1 {
		return errShape
	}
	var got outcome
	got.permit, _ = result[0].Bindings["allow"].(bool)
	switch issued := result[0].Bindings["issued"].(type) {
	case map[string]any: // by name
		for name, v := range issued {
			if got.issued, err = appendPair(got.issued, name, v); err != nil {
				return err
			}
		}
	case []any: // a set of claims
		for _, item := range issued {
			m, _ := item.(map[string]any)
			name, _ := m["type"].(string)
			if got.issued, err = appendPair(got.issued, name, m["value"]); err != nil {
				return err
			}
		}
	default:
		return errShape
	}
	return want.expect(got, nil)
}
