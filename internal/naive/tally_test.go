package naive_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/lang"
)

// tally counts what random evaluations came to, so that agreement on them means
// something. It may be used by several goroutines.
type tally struct {
	mu    sync.Mutex
	count map[string]int
}

// add counts one evaluation.
func (y *tally) add(p *ast.Policy, r *eval.Result) {
	seen := map[string]bool{}
	outcome(seen, r)
	done(seen, p, r)
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.count == nil {
		y.count = map[string]int{}
	}
	for what, on := range seen {
		if on {
			y.count[what]++
		}
	}
}

// outcome notes how the evaluation ended.
func outcome(seen map[string]bool, r *eval.Result) {
	seen["reason "+reasons[r.Reason]] = true
	if r.Err != nil {
		seen["error "+string(r.Err.Code)] = true
		if r.Err.Span != engine.Start() {
			seen["error "+string(r.Err.Code)+" in a rule"] = true
		}
		if name, ok := quotedFunction(r.Err.Message); ok {
			seen["error "+string(r.Err.Code)+" "+name] = true
		}
	}
	values := map[string]int{}
	for _, c := range r.Claims {
		seen["claim issued"] = true
		if values[c.Type]++; values[c.Type] > 1 {
			seen["several values issued"] = true
		}
		seen["issued "+c.Value.Kind().String()] = true
	}
	seen["property set"] = len(r.Properties) > 0
	seen["steps taken"] = r.Steps > 0
}

// quotedFunction returns the function that a failure's message begins with.
func quotedFunction(message string) (string, bool) {
	rest, ok := strings.CutPrefix(message, `"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name, ok && lang.FunctionNamed(name) != nil
}

// done notes what certainly ran to its end: in an evaluation without failure,
// the actions of rules without conditions and the first condition of others.
func done(seen map[string]bool, p *ast.Policy, r *eval.Result) {
	if r.Err != nil {
		return
	}
	sections := []ast.SectionKind{ast.Configuration, ast.Authorization}
	if r.Decision == eval.Permitted {
		sections = append(sections, ast.Issuance)
	}
	for _, kind := range sections {
		for rule := range p.Rules(kind) {
			if len(rule.Conditions) == 0 {
				seen["did "+rule.Action.Kind.String()+" in "+kind.String()] = true
				calls(seen, rule.Action)
				continue
			}
			first := rule.Conditions[0]
			seen[map[bool]string{true: "negated condition", false: "condition"}[first.Negated()]] = true
			for _, t := range first.Tests {
				seen[fmt.Sprintf("tested %v %v", t.Property, t.Op)] = true
			}
		}
	}
}

// calls notes the functions below a node.
func calls(seen map[string]bool, n ast.Node) {
	ast.Walk(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.Call); ok {
			seen["called "+call.Name.Name] = true
		}
		return true
	})
}

// least is what a tally must have counted at least, per 10,000 evaluations.
var least = map[string]int{
	"reason permitted": 2000, "reason denied": 300, "reason no-permit": 300, "reason error": 1000,
	"claim issued": 500, "several values issued": 50, "property set": 300, "steps taken": 3000,
	"issued String": 300, "issued Integer": 100, "issued Boolean": 100,
	"condition": 1000, "negated condition": 300, "error MAA5002": 100, "error MAA5003": 100,
}

// check fails the test if something was counted too rarely, and logs it all.
func (y *tally) check(t *testing.T, evaluations int) {
	t.Helper()
	t.Logf("%d evaluations compared, each by %d engines", evaluations, enginesCompared)
	for _, what := range slices.Sorted(maps.Keys(y.count)) {
		t.Logf("%6d  %s", y.count[what], what)
	}
	for what, n := range expected() {
		if got, want := y.count[what], n*evaluations/10_000; got < want {
			t.Errorf("%s: counted %d times in %d evaluations, expected at least %d", what, got, evaluations, want)
		}
	}
}

// expected adds every code of an evaluation, every function, operator and action
// to what must have been counted.
func expected() map[string]int {
	all := maps.Clone(least)
	for _, e := range engine.Pages() {
		all["error "+string(e.Code)+" in a rule"] = 8
	}
	for _, f := range lang.Functions() {
		all["called "+f.Name] = 50
		if slices.ContainsFunc(f.Params, func(p lang.Param) bool { return !p.Many }) {
			all["error MAA5006 "+f.Name] = 4
		}
	}
	for _, op := range []ast.Op{ast.Equal, ast.NotEqual, ast.Less, ast.LessEqual, ast.Greater, ast.GreaterEqual} {
		all[fmt.Sprintf("tested %v %v", ast.ValueProperty, op)] = 30
	}
	for _, p := range []ast.Property{ast.TypeProperty, ast.IssuerProperty, ast.ValueTypeProperty} {
		for _, op := range []ast.Op{ast.Equal, ast.NotEqual} {
			all[fmt.Sprintf("tested %v %v", p, op)] = 30
		}
	}
	for _, did := range []string{
		"permit in authorizationrules", "add in authorizationrules", "issue in authorizationrules",
		"issueproperty in authorizationrules", "issueproperty in configurationrules", "add in issuancerules",
		"issue in issuancerules", "issueproperty in issuancerules",
	} {
		all["did "+did] = 30
	}
	return all
}
