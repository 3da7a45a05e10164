package main

import (
	"fmt"

	"github.com/cedar-policy/cedar-go"
)

// cedarSet parses and compiles the rules that the filter lets through.
func cedarSet(rules []cedarRule, keep func(cedarRule) bool) (*cedar.PolicySet, error) {
	set := cedar.NewPolicySet()
	for _, r := range rules {
		if !keep(r) {
			continue
		}
		var p cedar.Policy
		if err := p.UnmarshalCedar([]byte(r.text)); err != nil {
			return nil, fmt.Errorf("%s: %w", r.id, err)
		}
		set.Add(cedar.PolicyID(r.id), &p)
	}
	return set, nil
}

func anyRule(cedarRule) bool       { return true }
func issuing(r cedarRule) bool     { return r.issue != "" }
func authorizing(r cedarRule) bool { return r.issue == "" }

// cedarContext makes the context, an object by type. Several values are a set.
func cedarContext(index map[string]any) cedar.Record {
	record := make(cedar.RecordMap, len(index))
	for name, v := range index {
		record[cedar.String(name)] = cedarValue(v)
	}
	return cedar.NewRecord(record)
}

func cedarValue(v any) cedar.Value {
	switch v := v.(type) {
	case bool:
		return cedar.Boolean(v)
	case int64:
		return cedar.Long(v)
	case []any:
		values := make([]cedar.Value, len(v))
		for i := range v {
			values[i] = cedarValue(v[i])
		}
		return cedar.NewSet(values...)
	}
	return cedar.String(fmt.Sprint(v))
}

func cedarRequest(context cedar.Record) cedar.Request {
	return cedar.Request{
		Principal: cedar.NewEntityUID("Client", "c"), Action: cedar.NewEntityUID("Action", "attest"),
		Resource: cedar.NewEntityUID("Service", "s"), Context: context,
	}
}

// cedarEngines are cedar-go's Authorize. Cedar decides and issues nothing;
// that a policy is among the reasons stands for issuing.
func cedarEngines(s *subject) ([]engine, error) {
	if s.meets {
		return cedarJoin(s)
	}
	index, deciding := s.index, authorizing
	if s.cedarFlat {
		index, deciding = flat, anyRule
	}
	permits, err := cedarSet(s.cedar, deciding)
	if err != nil {
		return nil, err
	}
	all, err := cedarSet(s.cedar, anyRule)
	if err != nil {
		return nil, err
	}
	request := cedarRequest(cedarContext(index(s.claims)))
	var d cedar.Decision
	issue, raw := newCedarIssuer(all, s), newCedarIssuer(all, s)
	return []engine{
		{
			name: "cedar-authorize", quick: true,
			form:  "Authorize with a context made beforehand, decision only",
			run:   func() { d, _ = cedar.Authorize(permits, nil, request) },
			check: func() error { return s.want.decides(d == cedar.Allow, nil) },
		},
		{
			name: "cedar-issue", quick: true,
			form:  "the same with a policy for each issue rule, the reasons looked up and their values taken",
			run:   func() { issue.run(request) },
			check: issue.check,
		},
		{
			name:  "cedar-raw",
			form:  "cedar-issue with the context made from the claims each time",
			run:   func() { raw.run(cedarRequest(cedarContext(index(s.claims)))) },
			check: raw.check,
		},
	}, nil
}

// cedarIssuer turns reasons into claims.
type cedarIssuer struct {
	set    *cedar.PolicySet
	rules  map[cedar.PolicyID]cedarRule
	want   outcome
	permit bool
	names  []string
	values []cedar.Value
	errs   int
}

func newCedarIssuer(set *cedar.PolicySet, s *subject) *cedarIssuer {
	c := &cedarIssuer{set: set, rules: map[cedar.PolicyID]cedarRule{}, want: s.want}
	for _, r := range s.cedar {
		c.rules[cedar.PolicyID(r.id)] = r
	}
	return c
}

func (c *cedarIssuer) run(request cedar.Request) {
	c.permit, c.names, c.values = false, c.names[:0], c.values[:0]
	_, diagnostic := cedar.Authorize(c.set, nil, request)
	c.errs = len(diagnostic.Errors)
	for _, reason := range diagnostic.Reasons {
		r := c.rules[reason.PolicyID]
		if r.issue == "" {
			c.permit = true
			continue
		}
		v, _ := request.Context.Get(cedar.String(r.attribute))
		c.names, c.values = append(c.names, r.issue), append(c.values, v)
	}
}

func (c *cedarIssuer) check() error {
	if c.errs != 0 {
		return errShape
	}
	got := outcome{permit: c.permit}
	var err error
	for i, v := range c.values {
		if got.issued, err = appendPair(got.issued, c.names[i], v); err != nil {
			return err
		}
	}
	return c.want.expect(got, nil)
}

// cedarJoin: Cedar can say that two sets meet, not where. Issuing needs a
// request for each candidate, all made beforehand.
func cedarJoin(s *subject) ([]engine, error) {
	permits, err := cedarSet(s.cedar, authorizing)
	if err != nil {
		return nil, err
	}
	issues, err := cedarSet(s.cedar, issuing)
	if err != nil {
		return nil, err
	}
	whole := cedarRequest(cedarContext(s.index(s.claims)))
	candidates := cedarCandidates(s)
	var d cedar.Decision
	var got []pair
	issue := func(candidates []cedar.Request) {
		got = got[:0]
		for _, r := range candidates {
			if ok, _ := cedar.Authorize(issues, nil, r); ok == cedar.Allow {
				v, _ := r.Context.Get("value")
				got, _ = appendPair(got, "T", v)
			}
		}
	}
	check := func() error { return s.want.expect(outcome{true, got}, nil) }
	return []engine{
		{
			name: "cedar-authorize", quick: true,
			form:  "Authorize with a context made beforehand: do the sets meet? Decision only",
			run:   func() { d, _ = cedar.Authorize(permits, nil, whole) },
			check: func() error { return s.want.decides(d == cedar.Allow, nil) },
		},
		{
			name: "cedar-issue", quick: true,
			form:  "a request for each claim of type B, all contexts made beforehand",
			run:   func() { issue(candidates) },
			check: check,
		},
		{
			name:  "cedar-raw",
			form:  "cedar-issue with the contexts made from the claims each time",
			run:   func() { issue(cedarCandidates(s)) },
			check: check,
		},
	}, nil
}

// cedarCandidates asks of each claim of type B whether A has its value.
func cedarCandidates(s *subject) []cedar.Request {
	set := cedarValue(s.index(s.claims)["A"])
	var out []cedar.Request
	for _, c := range s.claims {
		if c.Type == "B" {
			out = append(out, cedarRequest(cedar.NewRecord(cedar.RecordMap{"A": set, "value": cedarValue(native(c.Value))})))
		}
	}
	return out
}
