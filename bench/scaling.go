package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// series is one quantity that grows by powers of ten, with all else constant.
type series struct {
	workload
	sizes []int
}

// scalingRows measure our engine at each size, the sizes interleaved: engines
// are named by the size.
func scalingRows() []series {
	evaluation := func(of func(int) *subject) func(int) (engine, error) {
		return func(n int) (engine, error) {
			s := of(n)
			p, err := bigProgram(s.policy)
			if err != nil {
				return engine{}, err
			}
			return assayForms(s.want, p, s.claims, limits)[0], nil
		}
	}
	return []series{
		newSeries("claims", "claims, SGX policy", []int{20, 200, 2000, 20_000}, evaluation(sgx)),
		newSeries("rules", "rules and claims, a claim for each rule", []int{10, 100, 1000, 10_000}, evaluation(wide)),
		newSeries("sets", "claims on each side of a semi-join", []int{10, 100, 1000, 10_000}, evaluation(join)),
		newSeries("log", "events in the log, policy 408", []int{20, 200, 2000, 20_000}, eventsOf),
		newSeries("text", "rules of 190 bytes, parse and check", []int{10, 100, 1000}, parseOf),
	}
}

func newSeries(name, title string, sizes []int, one func(int) (engine, error)) series {
	s := series{workload{name: "scaling-" + name, title: title, control: strconv.Itoa(sizes[0])}, sizes}
	s.make = func() ([]engine, error) {
		var out []engine
		for _, n := range sizes {
			e, err := one(n)
			if err != nil {
				return nil, err
			}
			e.name = strconv.Itoa(n)
			out = append(out, e)
		}
		return out, nil
	}
	return s
}

// bigProgram compiles a policy of 10,000 rules, too.
func bigProgram(text string) (*compile.Program, error) {
	p, found := compile.Options{Check: large}.Source("policy.maa", text)
	if p == nil {
		return nil, found.Err()
	}
	return p, nil
}

func eventsOf(n int) (engine, error) {
	all, err := eventEngines(logClaims(n))
	if err != nil {
		return engine{}, err
	}
	return all[0], nil
}

func parseOf(n int) (engine, error) {
	all, err := parseEngines(rulesText(n), n)
	if err != nil {
		return engine{}, err
	}
	return all[0], nil
}

// batch is how many evaluations the goroutines of a run share.
const batch = 4096

// sharedRow runs one program in 1 to 8 goroutines at once.
func sharedRow() workload {
	return workload{
		name: "shared", title: "SGX policy, 20 claims, one program in several goroutines", control: "1",
		make: func() ([]engine, error) {
			s := sgx(20)
			p, err := program(s.policy)
			if err != nil {
				return nil, err
			}
			var out []engine
			for _, n := range []int{1, 2, 4, 8} {
				out = append(out, sharedEngine(s, p, n))
			}
			return out, nil
		},
	}
}

func sharedEngine(s *subject, p *compile.Program, goroutines int) engine {
	checks := make([]func() error, goroutines)
	return engine{
		name: strconv.Itoa(goroutines), form: "goroutines", per: batch,
		run: func() {
			var wg sync.WaitGroup
			for g := range goroutines {
				wg.Go(func() {
					e := assayForms(s.want, p, s.claims, eval.Options{})[0]
					for range batch / goroutines {
						e.run()
					}
					checks[g] = e.check
				})
			}
			wg.Wait()
		},
		check: func() error {
			for _, check := range checks {
				if err := check(); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// oneConjunct is a policy of n rules that share their only conjunct.
func oneConjunct(n int) string {
	text := "version=1.0;\nauthorizationrules { => permit(); };\nissuancerules {\n"
	for i := range n {
		text += fmt.Sprintf("  c:[type==\"t%04d\", value==\"v0000\"] => issue(type=%q, value=c.value);\n", i, wideName(i))
	}
	return text + "};\n"
}

// fromTree compiles a policy that is parsed and checked once.
func fromTree(text string) (func() (any, error), error) {
	checked, found := check.Source(ast.NewSource("policy.maa", text), check.Options{})
	if checked == nil {
		return nil, found.Err()
	}
	return func() (any, error) {
		p, err := compile.Policy(checked)
		if err != nil {
			return nil, err
		}
		// The first run fills caches that belong to the program.
		_, err = eval.Run(context.Background(), p, []claim.Claim{}, eval.Options{})
		return p, err
	}, nil
}
