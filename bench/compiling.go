package main

import (
	"context"
	"strings"

	"cel.dev/cel-go/cel"
	"github.com/cedar-policy/cedar-go"
	cedarast "github.com/cedar-policy/cedar-go/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

func compileRows() []workload {
	return []workload{
		{name: "compile-tree", title: "compile the SGX policy, tree to program", control: "cedar", make: compileTrees},
		{name: "compile-text", title: "compile the SGX policy, text to program", control: "opa-flat", make: compileTexts},
	}
}

// What is compiled is asserted by running it over 20 claims.

func compileTrees() ([]engine, error) {
	s := sgx(20)
	checked, found := check.Source(ast.NewSource("policy.maa", s.policy), check.Options{})
	if checked == nil {
		return nil, found.Err()
	}
	set, err := cedarSet(s.cedar, anyRule)
	if err != nil {
		return nil, err
	}
	trees := map[cedar.PolicyID]*cedarast.Policy{}
	for id, p := range set.All() {
		trees[id] = p.AST()
	}
	var p *compile.Program
	var failed, parseFailed error
	var compiled, parsed *cedar.PolicySet
	return []engine{
		{
			name: "assay", form: "compile.Policy: the checked tree to a program",
			run:   func() { p, failed = compile.Policy(checked) },
			check: func() error { return runs(s, p, failed) },
		},
		{
			name: "cedar", form: "NewPolicyFromAST for each of the seven policies, put into a set",
			run: func() {
				compiled = cedar.NewPolicySet()
				for id, t := range trees {
					compiled.Add(id, cedar.NewPolicyFromAST(t))
				}
			},
			check: func() error { return authorizes(s, compiled, nil) },
		},
		{
			name: "cedar-text", form: "UnmarshalCedar for each of the seven policies, put into a set: what most callers of cedar-go do",
			run:   func() { parsed, parseFailed = cedarSet(s.cedar, anyRule) },
			check: func() error { return authorizes(s, parsed, parseFailed) },
		},
	}, nil
}

// runs asserts what a program of ours does.
func runs(s *subject, p *compile.Program, err error) error {
	if err != nil {
		return err
	}
	r, err := eval.Run(context.Background(), p, s.claims, eval.Options{})
	return checkResult(s.want, r, err)
}

// authorizes asserts what a set of Cedar policies does.
func authorizes(s *subject, set *cedar.PolicySet, err error) error {
	if err != nil {
		return err
	}
	c := newCedarIssuer(set, s)
	c.run(cedarRequest(cedarContext(s.index(s.claims))))
	return c.check()
}

func compileTexts() ([]engine, error) {
	s := sgx(20)
	env, err := celEnv()
	if err != nil {
		return nil, err
	}
	var p *compile.Program
	var failed, cedarFailed, celFailed error
	var programs []cel.Program
	var set *cedar.PolicySet
	return []engine{
		{
			name: "assay", form: "compile.Source: parse, check, compile",
			run:   func() { p, failed = program(s.policy) },
			check: func() error { return runs(s, p, failed) },
		},
		opaCompile(s, "opa-flat", s.regoFlat, s.index(s.claims)),
		opaCompile(s, "opa-array", s.regoArray, map[string]any{"claims": objects(s.claims)}),
		{
			name: "cedar", form: "UnmarshalCedar for each of the seven policies",
			run:   func() { set, cedarFailed = cedarSet(s.cedar, anyRule) },
			check: func() error { return authorizes(s, set, cedarFailed) },
		},
		{
			name: "cel-naive", form: "Compile and Program for each of the seven texts, Env made beforehand",
			run: func() { programs, celFailed = celPrograms(env, s.cel) },
			check: func() error {
				if celFailed != nil {
					return celFailed
				}
				c := &celNaive{rules: s.cel, programs: programs, want: s.want}
				c.run(map[string]any{"claims": objects(s.claims)})
				return c.check()
			},
		},
	}, nil
}

func opaCompile(s *subject, name, text string, input any) engine {
	var query rego.PreparedEvalQuery
	var failed error
	return engine{
		name: name, form: "rego.New and PrepareForEval, module of " + strings.TrimPrefix(name, "opa-") + " form",
		run: func() { query, failed = prepareRego(text) },
		check: func() error {
			if failed != nil {
				return failed
			}
			result, err := query.Eval(context.Background(), rego.EvalInput(input))
			return checkRego(s.want, result, err)
		},
	}
}
