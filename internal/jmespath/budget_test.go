package jmespath_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Section 9: a node visited costs one step, and one more for each element it
// yields. The table pins the rule of the package comment.
func TestSection9Steps(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 320)
	doc := parse(t, `{"a":{"b":1},"l":[1,2,3],"n":[[1,2],[3],4,[]],"o":{"x":1,"y":null},"z":null,
		"s":["c","a","b"],"p":[{"k":2},{"k":1}],"long":"`+long+`","longs":["`+long+`","`+long+`"],"nulls":[null,null,1],
		"digits":1`+strings.Repeat("0", 63)+`,"named":{"`+long+`":1}}`)
	cases := []struct {
		query string
		cost  int64
	}{
		{"@", 1},
		{"a", 1},
		{"a.b", 2},
		{"a | b", 2},
		{"(a)", 1},
		{"l[0]", 2},
		{"'x'", 1},
		{"`{}`", 1},
		{"a == b", 3},
		{"a < b", 3},
		{"!a", 2},
		{"a || z", 2},
		{"z || a", 3},
		{"z || z || a", 5},
		{"a || z || a", 3},
		{"a && z", 3},
		{"[a, l]", 1 + 2 + 2},
		{"{x: a}", 1 + 1 + 1},
		{"z.[a, l]", 1 + 1},
		{"l[*]", 1 + 1 + 3},
		{"l[*].a", 1 + 1 + 3 + 3},
		{"z[*].a", 1 + 1},
		{"nulls[*]", 1 + 1 + 3},
		{"o.*", 1 + 1 + 2},
		{"*.x", 1 + 12 + 12},
		{"l[:2]", 1 + 1 + 2},
		{"l[::-1].a", 1 + 1 + 3 + 3},
		{"l[5:]", 1 + 1},
		{"n[]", 1 + 1 + 4 + 4},
		{"n[].a", 1 + 1 + 4 + 4 + 4},
		{"p[?k == `1`]", 1 + 1 + 2 + 2*3},
		{"p[?k == `1`].k", 1 + 1 + 2 + 2*3 + 1},
		{"p[?z].k", 1 + 1 + 2 + 2*1},

		{"\"" + long + "\"", 1 + 10},
		{"{\"" + long + "\": a}", 1 + 1 + 1 + 10},
		{"abs(digits)", 2 + 2},
		{"ceil(digits)", 2 + 2},
		{"floor(digits)", 2 + 2},
		{"sum([digits])", 2 + 2 + 1 + 2},
		{"digits > digits", 3 + 4},
		{"merge(named, o)", 3 + 3 + 10},
		{"named == named", 3 + 1 + 10},

		{"n == n", 3 + 4 + 3},
		{"n != l", 3},
		{"a == `{\"b\": 2}`", 3 + 1},
		{"long == long", 3 + 10},
		{"longs == longs", 3 + 2*(1+10)},
		{"longs[0] != 'x'", 4},

		{"length(l)", 2},
		{"length(long)", 2 + 10},
		{"type(l)", 2},
		{"to_array(l)", 2},
		{"to_array(a)", 2},
		{"not_null(z, l)", 3},
		{"abs(a.b)", 3},
		{"ceil(a.b)", 3},
		{"to_number(a.b)", 3},
		{"to_number(long)", 2 + 10},
		{"to_string(a)", 2 + 1},
		{"to_string(longs)", 2 + 2 + 647/32},
		{"to_string(long)", 2},
		{"keys(o)", 2 + 2},
		{"values(o)", 2 + 2},
		{"merge(o, a)", 3 + 3},
		{"sum(l)", 2 + 3},
		{"avg(l)", 2 + 3},
		{"max(l)", 2 + 3},
		{"min(longs)", 2 + 2 + 20},
		{"reverse(l)", 2 + 3},
		{"reverse(long)", 2 + 10},
		{"sort(s)", 2 + 3 + 3*2},
		{"sort(longs)", 2 + 2 + (2+20)*2},
		{"sort_by(p, &k)", 2 + 2 + 2 + 2*2},
		{"max_by(p, &k)", 2 + 2 + 2},
		{"map(&k, p)", 2 + 2 + 2},
		{"join('', longs)", 3 + 2 + 20},
		{"contains(l, `3`)", 3 + 3},
		{"contains(l, `1`)", 3 + 1},
		{"contains(longs, long)", 3 + 1 + 10},
		{"contains(n, `[3]`)", 3 + 2 + 1},
		{"contains(long, 'y')", 3 + 10},
		{"starts_with(long, 'y')", 3},
		{"ends_with(long, long)", 3 + 10},
		{"equals_ignore_case(long, long)", 3 + 20},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			if _, cost, _ := run(t, compile(t, c.query), doc, jmespath.Budget{Steps: 1000}); cost != c.cost {
				t.Errorf("cost %d, want %d", cost, c.cost)
			}
			exact(t, compile(t, c.query), doc, jmespath.Budget{Steps: 1000})
		})
	}
}

// run searches and returns the cost with the outcome.
func run(t *testing.T, q *jmespath.Query, doc jsondoc.Value, b jmespath.Budget) (jsondoc.Value, int64, error) {
	t.Helper()
	steps := b.Steps
	v, err := q.Search(doc, &b)
	if b.Steps < 0 || b.Steps > steps {
		t.Fatalf("%s: %d steps left of %d", q.Text(), b.Steps, steps)
	}
	return v, steps - b.Steps, err
}

// exact checks that the cost of a search is deterministic, that a budget of just
// that cost gives the same outcome, and that one step less is a budget error. A
// search whose steps run out must have been cheaper than the budget it had.
func exact(t *testing.T, q *jmespath.Query, doc jsondoc.Value, b jmespath.Budget) {
	t.Helper()
	v, cost, err := run(t, q, doc, b)
	var over *jmespath.BudgetError
	if errors.As(err, &over) {
		if over.Limit == jmespath.LimitSteps {
			if over.Max != b.Steps {
				t.Fatalf("%s: %v, want a limit of %d", q.Text(), err, b.Steps)
			}
			return
		}
	}
	again := b
	again.Steps = cost
	w, cost2, err2 := run(t, q, doc, again)
	if fmt.Sprint(err) != fmt.Sprint(err2) || cost != cost2 || !jsondoc.Equal(v, w) {
		t.Fatalf("%s: cost %d then %d, error %v then %v", q.Text(), cost, cost2, err, err2)
	}
	if cost == 0 {
		return
	}
	again.Steps = cost - 1
	_, _, err = run(t, q, doc, again)
	if !errors.As(err, &over) || over.Limit != jmespath.LimitSteps {
		t.Fatalf("%s: with %d of %d steps: %v, want a budget error", q.Text(), cost-1, cost, err)
	}
}

// A larger budget never changes what fitted a smaller one, over the official suite.
func TestSection9BudgetIsExact(t *testing.T) {
	t.Parallel()
	for _, c := range suite(t) {
		if q, err := jmespath.Compile(c.expression); err == nil {
			exact(t, q, c.given, jmespath.Budget{Steps: 100_000})
		}
	}
}

// The corpus README's hostile query doubles an array of 3,000 twelve times. It ends
// in a budget error long before its 12 million elements.
func TestSection9HostileQuery(t *testing.T) {
	t.Parallel()
	q := compile(t, hostileQuery)
	doc := hostileDocument(t)
	_, cost, err := run(t, q, doc, *jmespath.NewBudget())
	want := jmespath.BudgetError{Offset: strings.LastIndex(hostileQuery[:len("a")+9*len(" | [@,@][]")], "[]"),
		Limit: jmespath.LimitElements, Max: jmespath.DefaultMaxElements}
	var e *jmespath.BudgetError
	if !errors.As(err, &e) || *e != want {
		t.Errorf("got %+v, want %+v", err, want)
	}
	if cost > 5_000_000 {
		t.Errorf("%d steps", cost)
	}
	if got := e.Error(); got != "query at byte 89: found work beyond the budget, expected at most 1000000 elements of one list" {
		t.Error(got)
	}
	_, _, err = run(t, q, doc, jmespath.Budget{Steps: 100_000})
	if !errors.As(err, &e) || e.Limit != jmespath.LimitSteps || e.Max != 100_000 {
		t.Errorf("100,000 steps: %v", err)
	}
}

var hostileQuery = "a" + strings.Repeat(" | [@,@][]", 12)

func hostileDocument(t testing.TB) jsondoc.Value {
	return parse(t, `{"a":[0`+strings.Repeat(",0", 2999)+`]}`)
}

// Each limit has a query that just fits and one that doesn't.
func TestSection9Limits(t *testing.T) {
	t.Parallel()
	doc := parse(t, `{"l":["ab","cd","ef"],"n":[[1,2],[3,null]],"o":{"x":1,"y":2,"z":3},"deep":[[[[1]]]],"c":"é\n"}`)
	cases := []struct {
		query  string
		budget jmespath.Budget
		limit  jmespath.Limit
		max    int64 // what the query needs
	}{
		{"l[*].length(@)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"l[*]", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"l[?@]", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"l[::-1]", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"o.*", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"n[]", jmespath.Budget{MaxElements: 4}, jmespath.LimitElements, 4},
		{"n[].foo", jmespath.Budget{MaxElements: 4}, jmespath.LimitElements, 4},
		{"[l, n, o, c]", jmespath.Budget{MaxElements: 4}, jmespath.LimitElements, 4},
		{"{a: l, b: n}", jmespath.Budget{MaxElements: 2}, jmespath.LimitElements, 2},
		{"keys(o)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"values(o)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"merge(o, o)", jmespath.Budget{MaxElements: 6}, jmespath.LimitElements, 6},
		{"map(&@, l)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"sort(l)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"reverse(l)", jmespath.Budget{MaxElements: 3}, jmespath.LimitElements, 3},
		{"join('--', l)", jmespath.Budget{MaxText: 10}, jmespath.LimitText, 10},
		{"to_string(o)", jmespath.Budget{MaxText: 19}, jmespath.LimitText, 19},
		{"to_string([c])", jmespath.Budget{MaxText: 8}, jmespath.LimitText, 8},
		{"reverse(c)", jmespath.Budget{MaxText: 3}, jmespath.LimitText, 3},
		{"[deep]", jmespath.Budget{MaxDepth: 5}, jmespath.LimitDepth, 5},
		{"{a: deep}", jmespath.Budget{MaxDepth: 5}, jmespath.LimitDepth, 5},
		{"[@] | [@]", jmespath.Budget{MaxDepth: 7}, jmespath.LimitDepth, 7},
		{"to_array(o)", jmespath.Budget{MaxDepth: 2}, jmespath.LimitDepth, 2},
		{"map(&[@], deep)", jmespath.Budget{MaxDepth: 5}, jmespath.LimitDepth, 5},
		{"merge(o, {d: deep})", jmespath.Budget{MaxDepth: 5}, jmespath.LimitDepth, 5},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			q := compile(t, c.query)
			b := c.budget
			b.Steps = 1000
			if _, _, err := run(t, q, doc, b); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			exact(t, q, doc, b)
			less := func(n int64) int64 { return max(0, n-1) }
			b.MaxElements, b.MaxText, b.MaxDepth = int(less(int64(b.MaxElements))), less(b.MaxText), int(less(int64(b.MaxDepth)))
			_, _, err := run(t, q, doc, b)
			var e *jmespath.BudgetError
			if !errors.As(err, &e) || e.Limit != c.limit || e.Max != c.max-1 {
				t.Errorf("one less: %v, want %d %s", err, c.max-1, c.limit)
			}
			exact(t, q, doc, b)
		})
	}
}

// Sharing can make small trees that stand for endless text and comparisons: all
// that walks a value is charged.
func TestSection9SharedTrees(t *testing.T) {
	t.Parallel()
	double := "a" + strings.Repeat(" | [@,@]", 60) // 2^60 leaves
	doc := parse(t, `{"a":[1]}`)
	if _, err := compile(t, double).Search(doc, nil); err != nil {
		t.Fatalf("making it is cheap: %v", err)
	}
	for tail, limit := range map[string]jmespath.Limit{
		" | to_string(@)":                   jmespath.LimitText,
		" | [to_string([0]) == 'x']":        jmespath.LimitText,
		" | @ == [[0], [0]]":                jmespath.LimitSteps,
		" | @[0] == @[1]":                   jmespath.LimitSteps,
		" | contains(@, [@[0][0], @[1]])":   jmespath.LimitSteps,
		strings.Repeat("[]", 60):            jmespath.LimitElements,
		strings.Repeat(" | [@]", 500):       jmespath.LimitDepth,
		" | @[*][*][*][*]" + " | [] | [][]": "",
	} {
		_, _, err := run(t, compile(t, double+tail), doc, jmespath.Budget{Steps: 1_000_000, MaxElements: 100_000, MaxText: 100_000})
		var e *jmespath.BudgetError
		if errors.As(err, &e); limit == "" && err != nil || limit != "" && (e == nil || e.Limit != limit) {
			t.Errorf("%s: %v, want %q", tail, err, limit)
		}
	}
	v, err := compile(t, double+" | to_string(@)").Search(doc, &jmespath.Budget{Steps: 1000})
	var e *jmespath.BudgetError
	if !errors.As(err, &e) || e.Limit != jmespath.LimitSteps {
		t.Errorf("text beyond the steps: %.20s, %v", compact(v), err)
	}
}

// Work over long texts and long lists is charged in proportion.
func TestSection9ExpensiveFunctions(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 1<<20)
	doc := parse(t, `{"s":"`+text+`","l":[`+strings.Repeat(`"`+text[:1000]+`",`, 999)+`"`+text[:999]+`y"],"n":[`+strings.Repeat("1,", 99_999)+`1]}`)
	for _, query := range []string{"contains(s, 'y')", "length(s)", "reverse(s)", "s == reverse(s)", "ends_with(s, s)", "equals_ignore_case(s, s)",
		"to_number(s)", "to_string([s])", "join(s, l)", "sort(l)", "max(l)", "contains(l, l[999])", "sort(n)", "n == n", "sort_by(n, &@)", "to_string(n)"} {
		q := compile(t, query)
		if _, cost, err := run(t, q, doc, *jmespath.NewBudget()); cost < 5000 && err == nil {
			t.Errorf("%s: cost %d, %v", query, cost, err)
		}
		_, _, err := run(t, q, doc, jmespath.Budget{Steps: 1000})
		var e *jmespath.BudgetError
		if !errors.As(err, &e) || e.Limit != jmespath.LimitSteps {
			t.Errorf("%s: %v, want the steps to run out", query, err)
		}
	}
}

func TestBudgetZeroAndNil(t *testing.T) {
	t.Parallel()
	q := compile(t, "a")
	doc := parse(t, `{"a":1}`)
	var e *jmespath.BudgetError
	if _, err := q.Search(doc, &jmespath.Budget{}); !errors.As(err, &e) || e.Limit != jmespath.LimitSteps || e.Max != 0 {
		t.Errorf("zero budget: %v", err)
	}
	if _, err := q.Search(doc, &jmespath.Budget{Steps: math.MinInt64}); !errors.As(err, &e) {
		t.Errorf("negative budget: %v", err)
	}
	if v, err := q.Search(doc, nil); err != nil || compact(v) != "1" {
		t.Errorf("nil budget: %s, %v", compact(v), err)
	}
	huge := &jmespath.Budget{Steps: math.MaxInt64, MaxElements: math.MaxInt, MaxText: math.MaxInt64, MaxDepth: math.MaxInt}
	if v, err := compile(t, "to_string([@, @])").Search(doc, huge); err != nil || v.Text() != `[{"a":1},{"a":1}]` || huge.Steps != math.MaxInt64-10 {
		t.Errorf("huge budget: %s, %v, %d left", compact(v), err, huge.Steps)
	}
	// One budget serves several searches.
	b := &jmespath.Budget{Steps: 2}
	for i := range 3 {
		if _, err := q.Search(doc, b); (err != nil) != (i == 2) {
			t.Errorf("search %d: %v, %d left", i, err, b.Steps)
		}
	}
}

// The context is polled at the start and each 1,024 steps, and its error comes out
// as it is.
func TestBudgetPoll(t *testing.T) {
	t.Parallel()
	q := compile(t, "n[*].a")
	doc := parse(t, `{"n":[`+strings.Repeat("1,", 9999)+`1]}`)
	polls := 0
	b := jmespath.Budget{Steps: 100_000, Poll: func() error { polls++; return nil }}
	if _, cost, err := run(t, q, doc, b); err != nil || polls < int(cost/1024/2) || polls > int(cost/1024)+2 {
		t.Errorf("%d polls in %d steps, %v", polls, cost, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	polls = 0
	b.Poll = func() error {
		if polls++; polls == 3 {
			cancel()
		}
		return ctx.Err()
	}
	if _, cost, err := run(t, q, doc, b); !errors.Is(err, context.Canceled) || cost > 12_000 {
		t.Errorf("after cancelling: %v, cost %d", err, cost)
	}
	if _, err := q.Search(doc, &jmespath.Budget{Steps: 1, Poll: ctx.Err}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

// A query serves many goroutines (checked by the race detector).
func TestQueryIsShared(t *testing.T) {
	t.Parallel()
	q := compile(t, "sort_by(p[?k > `0`], &k)[].{k: k, t: to_string(@)}")
	doc := parse(t, `{"p":[{"k":2},{"k":1},{"k":0}]}`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if v, err := q.Search(doc, nil); err != nil || compact(v) != `[{"k":1,"t":"{\"k\":1}"},{"k":2,"t":"{\"k\":2}"}]` {
					t.Errorf("%s, %v", compact(v), err)
				}
			}
		})
	}
	wg.Wait()
}

// FuzzSearch: no panic, a budget that is never overrun, and costs that are exact.
func FuzzSearch(f *testing.F) {
	for _, c := range suite(f) {
		f.Add(c.expression, compact(c.given))
	}
	f.Add(hostileQuery, `{"a":[1,2,3]}`)
	f.Add("a"+strings.Repeat(" | [@,@]", 40)+" | to_string(@)", `{"a":[1]}`)
	f.Add("[equals_ignore_case(a, b), sum(c), avg(c), ceil(c[0]), floor(c[0])]", `{"a":"K","b":"\u212a","c":[9223372036854775807,1,-2.5]}`)
	f.Fuzz(func(t *testing.T, query, text string) {
		q, err := jmespath.Compile(query)
		if err != nil {
			return
		}
		doc, err := jsondoc.Parse(text, jsondoc.Options{})
		if err != nil {
			return
		}
		b := jmespath.Budget{Steps: 20_000, MaxElements: 1000, MaxText: 10_000, MaxDepth: 50}
		v, _, err := run(t, q, doc, b)
		var e *jmespath.EvalError
		var over *jmespath.BudgetError
		switch {
		case err == nil:
			compact, fits := jsondoc.AppendCompactMax(nil, v, 1<<20)
			if fits {
				parse(t, string(compact))
			}
		case !errors.As(err, &e) && !errors.As(err, &over):
			t.Fatalf("%q: %v", query, err)
		case e != nil && (e.Offset > len(query) || e.Message == ""), over != nil && over.Offset > len(query):
			t.Fatalf("%q: place of %v", query, err)
		}
		exact(t, q, doc, b)
		exact(t, q, doc, jmespath.Budget{Steps: 50})
	})
}
