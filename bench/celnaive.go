package main

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// celEnv knows one variable, the list of claims.
func celEnv() (*cel.Env, error) {
	return cel.NewEnv(cel.Variable("claims", cel.ListType(cel.MapType(cel.StringType, cel.DynType))))
}

func celPrograms(env *cel.Env, rules []celRule) ([]cel.Program, error) {
	programs := make([]cel.Program, len(rules))
	for i, r := range rules {
		tree, issues := env.Compile(r.text)
		if err := issues.Err(); err != nil {
			return nil, err
		}
		var err error
		if programs[i], err = env.Program(tree, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return nil, err
		}
	}
	return programs, nil
}

// celEngines are the naive way to CEL: the text of each rule over the list of
// claims, as maps.
func celEngines(s *subject) ([]engine, error) {
	env, err := celEnv()
	if err != nil {
		return nil, err
	}
	programs, err := celPrograms(env, s.cel)
	if err != nil {
		return nil, err
	}
	activation := func() map[string]any { return map[string]any{"claims": objects(s.claims)} }
	ready, err := cel.NewActivation(activation())
	if err != nil {
		return nil, err
	}
	prebuilt := &celNaive{rules: s.cel, programs: programs, want: s.want}
	raw := &celNaive{rules: s.cel, programs: programs, want: s.want}
	return []engine{
		{
			name: "cel-naive", quick: true,
			form:  "a CEL text for each rule, exists and map over a list of maps made beforehand",
			run:   func() { prebuilt.run(ready) },
			check: prebuilt.check,
		},
		{
			name:  "cel-naive-raw",
			form:  "the same with the list made from the claims each time",
			run:   func() { raw.run(activation()) },
			check: raw.check,
		},
	}, nil
}

type celNaive struct {
	rules    []celRule
	programs []cel.Program
	want     outcome

	permit bool
	names  []string
	values []ref.Val
	err    error
}

// run takes the values as CEL has them: making others of them would be on us.
func (c *celNaive) run(input any) {
	c.permit, c.names, c.values, c.err = false, c.names[:0], c.values[:0], nil
	for i, p := range c.programs {
		v, _, err := p.Eval(input)
		if err != nil {
			c.err = err
			return
		}
		if c.rules[i].issue == "" {
			if b, ok := v.Value().(bool); ok && b {
				c.permit = true
				continue
			}
			return
		}
		list, ok := v.(traits.Lister)
		if !ok {
			c.err = errShape
			return
		}
		for it := list.Iterator(); it.HasNext().Value() == true; {
			c.names, c.values = append(c.names, c.rules[i].issue), append(c.values, it.Next())
		}
	}
}

func (c *celNaive) check() error {
	got := outcome{permit: c.permit}
	err := c.err
	for i, v := range c.values {
		if err != nil {
			break
		}
		got.issued, err = appendPair(got.issued, c.names[i], v.Value())
	}
	return c.want.expect(got, err)
}
