package replay

import (
	"encoding/json"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// Report says what came of a replay (T6.2). As JSON it is the answer of the verb.
type Report struct {
	Policies []Policy `json:"policies"`
	// Total is the number of inputs, also those that were not replayed.
	Total int64 `json:"total"`
	// Decisions and Reasons are those of the policy, with two policies of the new one.
	Decisions Decisions `json:"decisions"`
	Reasons   Reasons   `json:"reasons"`
	// Groups are the largest first. With two policies there are none of inputs that
	// both treat alike.
	Groups []Group `json:"groups"`
	Unread Unread  `json:"unread"`
	// Refused is the number of inputs whose token was not verified, where it had to be.
	Refused int64 `json:"refused"`

	// RefusedExamples are the first of the refused.
	RefusedExamples []Problem `json:"-"`
	// Changed is the number of inputs that the new policy decides otherwise.
	Changed int64 `json:"-"`
	// Unverified is the number of tokens that were replayed without being verified.
	Unverified int64 `json:"-"`
	// Empty are the folders and archives in which there is no input.
	Empty []string `json:"-"`
}

// Policy is a policy that was replayed.
type Policy struct {
	File string `json:"file"`
	Hash string `json:"policyHash"`
}

// Decisions counts inputs by decision.
type Decisions struct {
	Permit int64 `json:"permit"`
	Deny   int64 `json:"deny"`
}

// Reasons counts inputs by the reason of the decision.
type Reasons struct {
	Permitted int64 `json:"permitted"`
	Denied    int64 `json:"denied"`
	NoPermit  int64 `json:"no-permit"`
	Error     int64 `json:"error"`
}

func (r *Reasons) add(reason eval.Reason) {
	switch reason {
	case eval.ReasonPermitted:
		r.Permitted++
	case eval.ReasonDenied:
		r.Denied++
	case eval.ReasonNoPermit:
		r.NoPermit++
	default:
		r.Error++
	}
}

// Group is the inputs that were decided in one way for one cause.
type Group struct {
	Kind     *Kind   `json:"kind"` // null with one policy
	Decision *string `json:"decision"`
	Reason   *string `json:"reason"`
	// Rule decided, came nearest to a permit, or failed; null with two policies.
	Rule *Rule `json:"rule"`
	// OldRule and NewRule are the same of each of two policies.
	OldRule *Rule `json:"oldRule"`
	NewRule *Rule `json:"newRule"`
	// Error is the code of the error that ended the evaluation.
	Error *string `json:"error"`
	// Claim is the type that the rule asked for, or in which two policies differ.
	Claim *string `json:"claim"`
	// Values are the commonest values of that claim.
	Values   []Value  `json:"values"`
	Count    int64    `json:"count"`
	Examples []string `json:"examples"`
}

// Value is a value of a claim, and how often it was found at least. The value that is
// none, null as JSON, stands for a claim that is absent.
type Value struct {
	Value claim.Value `json:"value"`
	Count int64       `json:"count"`
}

// MarshalJSON returns the value and its count as members.
func (v Value) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value json.RawMessage `json:"value"`
		Count int64           `json:"count"`
	}{v.Value.JSON(), v.Count})
}

// Unread are the inputs that could not be read.
type Unread struct {
	Count    int64     `json:"count"`
	Examples []Problem `json:"examples"`
}

// Problem is an input and what is wrong with it.
type Problem struct {
	Input string `json:"input"`
	Error string `json:"error"`
}

func (u *Unread) add(place string, why error) {
	u.Count++
	u.Examples = addProblem(u.Examples, place, why)
}

// addProblem adds a problem unless there are enough.
func addProblem(list []Problem, place string, why error) []Problem {
	if len(list) == MaxExamples {
		return list
	}
	return append(list, Problem{place, why.Error()})
}

// groupOf returns a group as the report has it.
func (t *tally) groupOf(g *tallied) Group {
	k := &g.key
	out := Group{
		Rule: t.rules[k.rule], OldRule: t.rules[k.old.rule], NewRule: t.rules[k.new.rule],
		Claim: given(k.claim), Values: g.values.most(), Count: g.count, Examples: g.examples,
	}
	if out.Kind = given(k.kind); k.kind == Others {
		return out
	}
	out.Decision, out.Reason = given(k.decision.String()), given(k.reason.String())
	out.Error = given(string(k.cause.code))
	if t.compares() {
		out.Error = given(string(k.new.code))
	}
	return out
}

// given returns a text, nil for an empty one.
func given[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}
