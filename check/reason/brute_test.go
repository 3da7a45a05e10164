package reason_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/internal/naive"
)

const (
	pairsCompared = 40
	pairsVariable = "ASSAY_REASON_PAIRS"
)

func pairsWanted(t *testing.T) int {
	t.Helper()
	text := os.Getenv(pairsVariable)
	if text == "" {
		return pairsCompared
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s: found %q, expected a number", pairsVariable, text)
	}
	return n
}

// prepared checks a text and makes it ready, to be evaluated by the oracle.
func prepared(text string) (*reason.Policy, error) {
	checked, found := check.Source(ast.NewSource("p.maa", text), check.Options{})
	if checked == nil {
		return nil, found.Err()
	}
	return reason.New(checked, byNaive(checked)), nil
}

func byNaive(checked *check.Checked) reason.Evaluate {
	return func(ctx context.Context, claims []claim.Claim) (reason.Outcome, error) {
		r, err := naive.Run(ctx, checked, claims, eval.Options{})
		if err != nil {
			return reason.Outcome{}, err
		}
		return reason.Outcome{Permitted: r.Decision == eval.Permitted, Claims: r.Claims, Properties: r.Properties}, nil
	}
}

func policy(t *testing.T, text string) *reason.Policy {
	t.Helper()
	p, err := prepared(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

// brute finds by trying in which ways two policies differ on sets of claims, the
// smallest set for each, and the smallest that the first one permits.
type brute struct {
	a, b     reason.Evaluate
	universe []claim.Claim
	ordered  bool
	smallest map[reason.Kind]int // permits is a kind, too
	left     int                 // sets to try
}

// permits is no way to differ.
const permits reason.Kind = 0

func (b *brute) try(claims []claim.Claim) {
	b.left--
	x, errA := b.a(context.Background(), claims)
	y, errB := b.b(context.Background(), claims)
	if errA != nil || errB != nil {
		panic(fmt.Sprint(errA, errB))
	}
	kinds := kindsOf(x, y)
	if x.Permitted {
		kinds = append(kinds, permits)
	}
	for _, k := range kinds {
		if n, ok := b.smallest[k]; !ok || len(claims) < n {
			b.smallest[k] = len(claims)
		}
	}
}

// kindsOf says plainly in what two outcomes differ (T5.2).
func kindsOf(x, y reason.Outcome) []reason.Kind {
	switch {
	case !x.Permitted && y.Permitted:
		return []reason.Kind{reason.NewlyPermitted}
	case x.Permitted && !y.Permitted:
		return []reason.Kind{reason.NewlyDenied}
	}
	var kinds []reason.Kind
	if shape(x.Claims) != shape(y.Claims) {
		kinds = append(kinds, reason.OtherClaims)
	}
	if shape(x.Properties) != shape(y.Properties) {
		kinds = append(kinds, reason.OtherProperties)
	}
	return kinds
}

// shape writes claims as JSON with sorted members.
func shape(claims []claim.Claim) string {
	sorted := slices.Clone(claims)
	slices.SortStableFunc(sorted, func(a, b claim.Claim) int { return strings.Compare(a.Type, b.Type) })
	return string(claim.Shape(sorted))
}

// number is how many sets there are of a size, in all orders if that matters.
func (b *brute) number(size int) int {
	n := 1
	for i := range size {
		n *= len(b.universe) - i
		if !b.ordered {
			n /= i + 1
		}
	}
	return n
}

// sets tries all sets of a size.
func (b *brute) sets(size int) {
	var set []claim.Claim
	var extend func(from int)
	extend = func(from int) {
		if len(set) == size {
			b.try(set)
			return
		}
		for i := from; i < len(b.universe); i++ {
			if slices.Contains(set, b.universe[i]) {
				continue
			}
			set = append(set, b.universe[i])
			if b.ordered {
				extend(0)
			} else {
				extend(i + 1)
			}
			set = set[:len(set)-1]
		}
	}
	extend(0)
}

// universeOf is the partition of T5.4 said plainly: all types and values as one pool,
// fresh ones for sets of n.
func universeOf(n int) []claim.Claim {
	types := []string{"x", "y", "t", "p", "pcrs", "x-ms-sgx-tcbidentifier", "require_valid_aik_cert"}
	values := []claim.Value{claim.Bool(true), claim.Bool(false)}
	strs := []string{"a", "x", "y", "t", "p", "pcrs", "AttestationService", "Integer", "ax", "[1,2]", `{"a":1}`}
	for i := range n {
		types = append(types, fmt.Sprintf("fresh%d", i))
		strs = append(strs, fmt.Sprintf("fresh%d", i))
	}
	strs = append(strs, "fresh-value")
	for _, s := range strs {
		values = append(values, claim.String(s))
	}
	for i := range n {
		values = append(values, claim.Int(int64(0-i)), claim.Int(int64(5+i)))
	}
	for i := 1; i <= 4; i++ {
		values = append(values, claim.Int(int64(i)))
	}
	var all []claim.Claim
	for _, t := range types {
		for _, v := range values {
			for _, issuer := range []claim.Issuer{claim.AttestationService, claim.CustomClaim} {
				all = append(all, claim.Claim{Type: t, Value: v, Issuer: issuer})
			}
		}
	}
	return all
}

// T5.3, T5.4 to T5.8: on random pairs the verdict is that of trying sets of claims
// with the oracle; counterexamples are real and smallest.
func TestVerdictIsThatOfTrying(t *testing.T) {
	t.Parallel()
	n := pairsWanted(t)
	tally := map[string]int{}
	for seed := range n {
		comparePair(t, generator{Rand: rand.New(rand.NewPCG(7, uint64(seed))), typed: seed%2 == 0}, n > pairsCompared, tally)
	}
	t.Log(tally)
	if tally["equivalent"] < n/20 || tally["different"] < n/4 || n > pairsCompared && tally["tried whole"] < n/10 {
		t.Errorf("found %v, expected enough of each", tally)
	}
}

// T5.6: the same with functions.
func TestVerdictWithFunctions(t *testing.T) {
	t.Parallel()
	n := pairsWanted(t)
	tally := map[string]int{}
	for seed := range n {
		comparePair(t, generator{Rand: rand.New(rand.NewPCG(8, uint64(seed))), typed: seed%4 > 0, functions: true}, n > pairsCompared, tally)
	}
	t.Log(tally)
	if tally["equivalent"] < n/20 || tally["different"] < n/4 || tally["not exact, different"] < n/20 {
		t.Errorf("found %v, expected enough of each", tally)
	}
}

// pair draws two policies that pass the check.
func (g generator) pair() (string, string) {
	for {
		p := g.policy()
		q := g.changed(p)
		if g.chance(20) {
			q = g.policy()
		}
		_, errP := prepared(p.text())
		_, errQ := prepared(q.text())
		if errP == nil && errQ == nil {
			return p.text(), q.text()
		}
	}
}

func comparePair(t *testing.T, g generator, thorough bool, tally map[string]int) {
	t.Helper()
	steps := int64(8_000)
	if thorough {
		steps = 500_000
	}
	a, b := g.pair()
	p, q := policy(t, a), policy(t, b)
	d, err := reason.Compare(context.Background(), p, q, reason.Options{Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	name := map[reason.Verdict]string{reason.Yes: "equivalent", reason.No: "different", reason.Unknown: "unknown"}[d.Equivalent]
	if !d.Exact {
		name = "not exact, " + name
	}
	tally[name]++
	got := map[reason.Kind]int{}
	for _, c := range d.Counterexamples {
		got[c.Kind] = len(c.Claims)
		if !slices.Contains(kindsOf(c.Old, c.New), c.Kind) {
			t.Errorf("found %s, but the outcomes are %v and %v", c.Kind, c.Old, c.New)
		}
	}
	swapped(t, d, p, q, steps)
	smallest := tryAll(g, p, q, a+b, thorough, tally)
	delete(smallest, permits)
	for kind, n := range smallest {
		at, ok := got[kind]
		if d.Exact && !ok || d.Equivalent == reason.Yes || ok && at > n && least(d, kind) {
			t.Errorf("%s: found %v, but trying finds one of %d claims, in\n%s\nagainst\n%s", kind, got, n, a, b)
		}
	}
}

// swapped checks that the other way round kinds are swapped, and that names of
// binders don't matter (section 8).
func swapped(t *testing.T, d *reason.Difference, p, q *reason.Policy, steps int64) {
	t.Helper()
	back, err := reason.Compare(context.Background(), q, p, reason.Options{Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	other := map[reason.Kind]reason.Kind{reason.NewlyPermitted: reason.NewlyDenied, reason.NewlyDenied: reason.NewlyPermitted}
	for _, c := range d.Counterexamples {
		kind := c.Kind
		if k, ok := other[kind]; ok {
			kind = k
		}
		for _, e := range back.Counterexamples {
			if e.Kind == kind && c.Least && e.Least && len(e.Claims) != len(c.Claims) {
				t.Errorf("found %v of %s, but %v the other way round", c.Claims, c.Kind, e.Claims)
			}
		}
	}
	if d.Equivalent != back.Equivalent && d.Equivalent != reason.Unknown && back.Equivalent != reason.Unknown {
		t.Errorf("found %d, but %d the other way round", d.Equivalent, back.Equivalent)
	}
	text := p.Checked().Source.Text
	renamed, err := reason.Compare(context.Background(), p, policy(t, strings.ReplaceAll(text, "c0", "renamed")), reason.Options{Steps: 1})
	if err != nil || renamed.Equivalent != reason.Yes {
		t.Errorf("found %d, %v, expected a policy to equal itself with other binders", renamed.Equivalent, err)
	}
}

func least(d *reason.Difference, kind reason.Kind) bool {
	return slices.ContainsFunc(d.Counterexamples, func(c reason.Counterexample) bool { return c.Kind == kind && c.Least })
}

// tryAll tries all sets of few claims, as far as they are not too many, and of larger
// ones a sample. Where nothing asks for an issuer, those of one do, but for pcrs, which
// are read-only.
func tryAll(g generator, p, q *reason.Policy, texts string, thorough bool, tally map[string]int) map[reason.Kind]int {
	tries := 120
	if thorough {
		tries = 8_000
	}
	b := &brute{a: byNaive(p.Checked()), b: byNaive(q.Checked()), smallest: map[reason.Kind]int{}, left: tries}
	universe := wanted(universeOf(2), p.Checked(), q.Checked())
	b.universe = universe
	if !strings.Contains(texts, "issuer") {
		b.universe = slices.DeleteFunc(slices.Clone(universe), func(c claim.Claim) bool { return c.Issuer == claim.CustomClaim && c.Type != "pcrs" })
	}
	b.ordered = strings.Contains(texts, "issue(")
	for size := 0; size <= 3 && b.number(size) <= b.left*3/4; size++ {
		b.sets(size)
		if size == 2 {
			tally["tried whole"]++
		}
	}
	for b.left > 0 && len(universe) > 0 {
		var set []claim.Claim
		for range 1 + g.IntN(7) {
			if c := universe[g.IntN(len(universe))]; !slices.Contains(set, c) {
				set = append(set, c)
			}
		}
		b.try(set)
	}
	return b.smallest
}

// T2.11: --never-permits and --implies on random policies, by trying.
func TestPermitsAndImplies(t *testing.T) {
	t.Parallel()
	n := pairsWanted(t)
	verdicts := map[string]int{}
	for seed := range n {
		g := generator{Rand: rand.New(rand.NewPCG(10, uint64(seed))), typed: seed%2 == 0}
		a, b := g.pair()
		p, q := policy(t, a), policy(t, b)
		opts := reason.Options{Steps: 8_000}
		found, err := reason.NewProofs(p, opts).Permits(context.Background(), reason.Given{})
		if err != nil {
			t.Fatal(err)
		}
		implies, err := reason.Implies(context.Background(), p, q, opts)
		if err != nil {
			t.Fatal(err)
		}
		verdicts[fmt.Sprint("permits ", found.Verdict)]++
		verdicts[fmt.Sprint("implies ", implies.Equivalent)]++
		smallest := tryAll(g, p, q, a+b, n > pairsCompared, verdicts)
		if size, ok := smallest[permits]; ok && (found.Verdict == reason.No || found.Least && len(found.Claims) > size) {
			t.Errorf("found %+v, but trying finds %d claims, in\n%s", found, size, a)
		}
		if size, ok := smallest[reason.NewlyDenied]; ok && implies.Equivalent == reason.Yes {
			t.Errorf("found an implication, but trying finds %d claims, of\n%s\nand\n%s", size, a, b)
		}
	}
	t.Log(verdicts)
	if verdicts["permits 1"] == 0 || verdicts["permits 2"] == 0 || verdicts["implies 1"] == 0 || verdicts["implies 2"] == 0 {
		t.Errorf("found %v, expected some of each", verdicts)
	}
}

// wanted drops claims that pass no condition's literal tests.
func wanted(all []claim.Claim, policies ...*check.Checked) []claim.Claim {
	return slices.DeleteFunc(all, func(c claim.Claim) bool {
		for _, p := range policies {
			for _, kind := range []ast.SectionKind{ast.Configuration, ast.Authorization, ast.Issuance} {
				for r := range p.Policy.Rules(kind) {
					for _, cond := range r.Conditions {
						if wants(cond, c) {
							return false
						}
					}
				}
			}
		}
		return true
	})
}

// wants reports whether a claim passes the tests with literals.
func wants(cond *ast.Condition, c claim.Claim) bool {
	for _, t := range cond.Tests {
		var right claim.Value
		switch lit := t.Value.(type) {
		case *ast.StringLit:
			right = claim.String(lit.Value)
		case *ast.IntLit:
			right = claim.Int(lit.Value)
		case *ast.BoolLit:
			right = claim.Bool(lit.Value)
		default:
			continue
		}
		left := map[ast.Property]claim.Value{
			ast.TypeProperty: claim.String(c.Type), ast.ValueProperty: c.Value,
			ast.ValueTypeProperty: claim.String(c.Value.Kind().String()), ast.IssuerProperty: claim.String(c.Issuer.String()),
		}[t.Property]
		ok := map[ast.Op]bool{
			ast.Equal: left == right, ast.NotEqual: left != right,
			ast.Less: left.Int() < right.Int(), ast.LessEqual: left.Int() <= right.Int(),
			ast.Greater: left.Int() > right.Int(), ast.GreaterEqual: left.Int() >= right.Int(),
		}[t.Op]
		if ordering := t.Op >= ast.Less; ordering && left.Kind() != claim.IntegerKind || !ok {
			return false
		}
	}
	return true
}
