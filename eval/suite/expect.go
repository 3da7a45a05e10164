package suite

import (
	"encoding/json"
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// judgement compares a result with what a case expects (T3.3).
type judgement struct {
	policy *policy
	trace  *eval.Trace
	// explain explains the result, once.
	explain  func() (*explain.Explanation, error)
	failures []Failure
	// err is the first selector that names no rule, or several (T0.1).
	err *selectorError
}

// fail notes an expectation that is not met.
func (j *judgement) fail(path string, at ast.Span, wanted, found any) {
	j.failures = append(j.failures, Failure{Path: path, Wanted: asJSON(wanted), Found: asJSON(found), At: at})
}

// asJSON is a text or JSON as JSON, null for nothing.
func asJSON(v any) json.RawMessage {
	switch v := v.(type) {
	case string:
		return jsondoc.AppendQuoted(nil, v)
	case json.RawMessage:
		return v
	}
	return json.RawMessage("null")
}

// word compares a text that is expected.
func (j *judgement) word(path string, want testfile.Text, found any) {
	if want.Given() && found != any(want.Text) {
		j.fail(path, want.Span, want.Text, found)
	}
}

// expect compares all of it, in the order in which cases are read.
func (j *judgement) expect(e *testfile.Expect) {
	r := j.trace.Result
	j.word("decision", e.Decision, r.Decision.String())
	j.word("reason", e.Reason, r.Reason.String())
	var code any
	if r.Err != nil {
		code = string(r.Err.Code)
	}
	j.word("error", e.Error, code)
	j.rule(e.Rule)
	j.nearest(e.Nearest)
	j.ran("ran", e.Ran, true)
	j.ran("notRan", e.NotRan, false)
	claims, properties := object(claim.Shape(r.Claims)), object(claim.Shape(r.Properties))
	j.members("claims", e.Claims, claims, false)
	j.members("claimsExactly", e.ClaimsExactly, claims, true)
	j.members("properties", e.Properties, properties, false)
	j.members("propertiesExactly", e.PropertiesExactly, properties, true)
}

// object reads JSON that a package of ours wrote.
func object(text json.RawMessage) jsondoc.Value {
	doc, err := jsondoc.Parse(string(text), jsondoc.Options{})
	if err != nil {
		panic(err)
	}
	return doc
}

// find returns the rule that a selector names. In a mutant, selectors mean what they
// mean in the policy.
func (j *judgement) find(want testfile.Text) *ast.Rule {
	rule, err := j.policy.selectors.Find(want.Text)
	if err != nil && j.err == nil {
		j.err = &selectorError{want, err}
	}
	return j.policy.mutant.Now(rule)
}

// selectorError is a selector that doesn't name one rule.
type selectorError struct {
	at  testfile.Text
	err error
}

func (e *selectorError) Error() string { return e.err.Error() }
func (e *selectorError) Unwrap() error { return e.err }

// rule wants that a rule decided: it is a permit that ran in a permitted run, or a
// deny in a denied one; or the evaluation failed in it.
func (j *judgement) rule(want testfile.Text) {
	if !want.Given() {
		return
	}
	rule := j.find(want)
	if rule == nil {
		return
	}
	var found any
	for _, d := range j.deciding() {
		if d == rule {
			return
		}
		if found == nil {
			found = j.policy.selectors.Of(d)
		}
	}
	j.fail("rule", want.Span, want.Text, found)
}

// deciding are the rules that decided; none if no rule permitted.
func (j *judgement) deciding() []*ast.Rule {
	var out []*ast.Rule
	r := j.trace.Result
	for _, s := range j.trace.Sections {
		for _, t := range s.Rules {
			if decides(r, &t) {
				out = append(out, t.Rule)
			}
		}
	}
	return out
}

// decides reports whether a rule decided.
func decides(r *eval.Result, t *eval.RuleTrace) bool {
	switch r.Reason {
	case eval.ReasonPermitted:
		return t.Ran && t.Rule.Action.Kind == ast.Permit
	case eval.ReasonDenied:
		return t.Ran && t.Rule.Action.Kind == ast.Deny
	case eval.ReasonError:
		return r.Err != nil && t.Reached && t.Rule.Contains(r.Err.Pos())
	case eval.ReasonNoPermit:
	}
	return false
}

// nearest wants the rule that the explanation says to look at first (T4.2).
func (j *judgement) nearest(want testfile.Text) {
	if !want.Given() {
		return
	}
	rule := j.find(want)
	if rule == nil {
		return
	}
	why, err := j.explain()
	switch {
	case err != nil:
		j.err = &selectorError{want, err}
	case why.Nearest == nil:
		j.fail("nearest", want.Span, want.Text, nil)
	case why.Nearest.Node != rule:
		j.fail("nearest", want.Span, want.Text, j.policy.selectors.Of(why.Nearest.Node))
	}
}

// What a rule did, as failures say it.
const (
	didRun    = "ran"
	didNotRun = "did not run"
	notSeen   = "not reached"
)

// ran wants that rules ran, or did not.
func (j *judgement) ran(member string, list []testfile.Text, want bool) {
	for _, text := range list {
		rule := j.find(text)
		if rule == nil {
			continue
		}
		found := j.did(rule)
		wanted := didNotRun
		if want {
			wanted = didRun
		}
		if (found == didRun) != want {
			j.fail(member+step(text.Text), text.Span, wanted, found)
		}
	}
}

// did is what a rule did.
func (j *judgement) did(rule *ast.Rule) string {
	for _, s := range j.trace.Sections {
		for _, t := range s.Rules {
			switch {
			case t.Rule != rule:
			case t.Ran:
				return didRun
			case t.Reached:
				return didNotRun
			}
		}
	}
	return notSeen
}

// members wants members of claims or properties; exactly: nothing else.
func (j *judgement) members(path string, want *testfile.Members, found jsondoc.Value, exactly bool) {
	if want == nil {
		return
	}
	named := map[string]bool{}
	fail := func(name string, at ast.Span, member *testfile.Member, wanted, found jsondoc.Value) {
		j.failures = append(j.failures, Failure{
			Path: path + step(name), At: at, Wanted: jsondoc.AppendCompact(nil, wanted), Found: jsondoc.AppendCompact(nil, found),
			members: want, member: member, name: name,
		})
	}
	for i := range want.List {
		m := &want.List[i]
		named[m.Name.Text] = true
		wanted := object(m.JSON)
		if is, _ := found.Member(m.Name.Text); !jsondoc.Equal(wanted, is) {
			fail(m.Name.Text, m.Value, m, wanted, is)
		}
	}
	for i := range found.Len() {
		if name := found.Name(i); exactly && !named[name] {
			fail(name, want.Span, nil, jsondoc.Value{}, found.At(i))
		}
	}
}

// step is a step of a path into a member.
func step(name string) string {
	plain := name != ""
	for _, r := range name {
		plain = plain && ('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
	}
	if plain {
		return "." + name
	}
	return fmt.Sprintf("[%q]", name)
}
