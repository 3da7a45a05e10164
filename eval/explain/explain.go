package explain

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// Options say how a policy is explained. The zero value has the default limits.
type Options struct {
	Eval eval.Options
	// MaxEdits is how many edits of the claims are looked for that would make the
	// policy permit (T4.4), such as DefaultEdits; 0 looks for none.
	MaxEdits int
	// Steps bounds the search for them; 0 is the default.
	Steps int64
	// Type is the attestation type whose evidence the changed claims look like, if
	// they can. Empty means the one that the names in the policy tell.
	Type catalog.Type
}

// MaxClaims is how many claims an explanation lists of a condition or test.
const MaxClaims = eval.MaxNear

// Explanation says why a policy decided as it did.
type Explanation struct {
	Source *ast.Source
	Result *eval.Result
	// Rules are all rules, in the order of the text.
	Rules []*Rule
	// Nearest is the rule to look at first (T4.2): of a denial that no permit ran, the
	// permit rule that runs after the smallest of the changes or else lacks least; else the first deny that ran, or the rule that
	// failed. It is nil after a permit, and if there is no such rule.
	Nearest *Rule
	// MaxEdits is how many edits of the claims were looked for; 0 if none were.
	MaxEdits int
	// Changes are at most three sets of edits, equally small, after each of which the
	// policy permits (T4.4).
	Changes []reason.Change
	// Minimal says that it is proved: no smaller set permits, and without any changes
	// none of up to MaxEdits.
	Minimal bool
	// Lineage says of the first maxLineage outgoing claims where they come from (T4.5).
	Lineage []Lineage

	makers makers
}

// Rule is a rule and what it found.
type Rule struct {
	Node    *ast.Rule
	Section ast.SectionKind
	// Index counts the rules of the section from 0.
	Index int
	// Reached is false if the run ended before the rule or passed over its section: the
	// conditions were looked at with the claims at the end.
	Reached bool
	// Ran says that all conditions held and the action was begun.
	Ran        bool
	Conditions []Condition
	// Made are the claims that the action made: the first MaxClaims of MadeCount.
	Made      []claim.Claim
	MadeCount int

	order int // in which the rules run
	trace *eval.RuleTrace
	lack  lack
}

// Condition is a condition and what it found.
type Condition struct {
	Node *ast.Condition
	// Looked is false if it was not looked at, or not to the end: it calls a function
	// and stands after one that does not hold, or the evaluation ended in it.
	Looked bool
	Holds  bool
	// Matched are the claims that pass all tests: the first MaxClaims of MatchedCount.
	// They make a negated condition fail.
	Matched      []claim.Claim
	MatchedCount int
	// Tests are all tests; none if the condition was not looked at.
	Tests []Test

	claims int // how many it looked at
	fails  int // how many tests the nearest claims fail
}

// Test is one test of a condition. What it says is said of the claims that match
// the condition, or if none does, of those that fail the fewest tests.
type Test struct {
	Node *ast.Test
	// Holds says that these claims pass, and that there are any.
	Holds bool
	// Wanted is the right side.
	Wanted eval.Values
	// Actual are those of the claims that fail, or if all pass, they all: the first
	// MaxClaims.
	Actual []claim.Claim
	// Remark says why the test may fail (T4.3), "" if there is nothing to say of it.
	Remark string
	// Maker is the rule that would make what is wanted, had it run; nil if none would.
	Maker *Rule
}

// Explain evaluates a policy over the claims that come in, with the result that
// eval.Run gives, and says why it is that one. An error is one of eval.Run.
func Explain(ctx context.Context, p *compile.Program, claims []claim.Claim, opts Options) (*Explanation, error) {
	trace, err := eval.ExplainAll(ctx, p, claims, opts.Eval)
	if err != nil {
		return nil, err
	}
	x := &Explanation{Source: trace.Source, Result: trace.Result}
	run := rulesOf(trace)
	x.Rules = inText(run)
	x.Nearest = nearest(x.Result, run)
	if err := x.change(ctx, p, claims, run, opts); err != nil {
		return nil, err
	}
	x.makers = makersOf(p.Checked().Policy, run)
	remark(trace, run, x.makers, claims)
	x.Lineage = lineage(trace, run, claims)
	return x, nil
}

// rulesOf reads the rules of a trace, in the order in which they run.
func rulesOf(trace *eval.Trace) []*Rule {
	var all []*Rule
	for i := range trace.Sections {
		s := &trace.Sections[i]
		for k := range s.Rules {
			t := &s.Rules[k]
			r := &Rule{
				Node: t.Rule, Section: s.Kind, Index: k, Reached: t.Reached, Ran: t.Ran,
				Made: t.Made[:min(len(t.Made), MaxClaims)], MadeCount: t.MadeCount, order: len(all), trace: t, lack: lackOf(t),
				Conditions: make([]Condition, 0, len(t.Conditions)+len(t.Rest)),
			}
			for j := range t.Conditions {
				r.add(&t.Conditions[j])
			}
			for j := range t.Rest {
				r.add(&t.Rest[j])
			}
			all = append(all, r)
		}
	}
	return all
}

// add adds the next condition of the rule.
func (r *Rule) add(t *eval.ConditionTrace) {
	c := Condition{Node: t.Condition, Looked: t.Complete, Holds: t.Held, MatchedCount: t.MatchedCount, claims: t.Claims}
	if c.Looked {
		c.Matched = t.Matched[:min(len(t.Matched), MaxClaims)]
		c.Tests = testsOf(t)
	} else {
		c.Holds, c.MatchedCount = false, 0
	}
	if !c.Holds {
		c.fails = failing(t)
	}
	r.Conditions = append(r.Conditions, c)
}

// testsOf reads the tests of a condition.
func testsOf(t *eval.ConditionTrace) []Test {
	tests := make([]Test, len(t.Condition.Tests))
	for i, node := range t.Condition.Tests {
		tests[i] = Test{Node: node, Wanted: wantedOf(t, i)}
		tests[i].Holds, tests[i].Actual = tested(t, node)
	}
	return tests
}

// tested returns whether a test holds, and of which claims that is said.
func tested(t *eval.ConditionTrace, test *ast.Test) (holds bool, actual []claim.Claim) {
	if t.MatchedCount > 0 {
		return true, t.Matched[:min(len(t.Matched), MaxClaims)]
	}
	var pass []claim.Claim
	for k := range t.Near {
		if fails(&t.Near[k], test) {
			actual = append(actual, t.Near[k].Claim)
		} else {
			pass = append(pass, t.Near[k].Claim)
		}
	}
	if len(actual) == 0 && len(pass) > 0 {
		return true, pass
	}
	return false, actual
}

// wantedOf returns the right side of the i-th test. Without claims to test only
// literals are known.
func wantedOf(t *eval.ConditionTrace, i int) eval.Values {
	if t.Wanted != nil {
		return t.Wanted[i]
	}
	if v, ok := literal(t.Condition.Tests[i].Value); ok {
		return eval.Values{Listed: []claim.Value{v}, Count: 1}
	}
	return eval.Values{}
}

func fails(m *eval.Miss, test *ast.Test) bool {
	return slices.ContainsFunc(m.Failed, func(f eval.FailedTest) bool { return f.Test == test })
}

// literal returns the value of a literal.
func literal(e ast.Expr) (v claim.Value, ok bool) {
	switch e := e.(type) {
	case *ast.StringLit:
		return claim.String(e.Value), true
	case *ast.IntLit:
		return claim.Int(e.Value), true
	case *ast.BoolLit:
		return claim.Bool(e.Value), true
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return claim.Value{}, false
}
