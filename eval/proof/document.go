package proof

import (
	"encoding/json"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
)

// DifferenceDocument is a difference as JSON has it (T5.3).
type DifferenceDocument struct {
	// Exact is false if something was abstracted.
	Exact bool `json:"exact"`
	// Equivalent is null if no counterexample was found, and none is ruled out.
	Equivalent      *bool                    `json:"equivalent"`
	Old             PolicyDocument           `json:"old"`
	New             PolicyDocument           `json:"new"`
	Text            []ChangeDocument         `json:"text"`
	Counterexamples []CounterexampleDocument `json:"counterexamples"`
	Abstracted      []AbstractionDocument    `json:"abstracted"`
}

// PolicyDocument names a policy.
type PolicyDocument struct {
	File       string `json:"file"`
	PolicyHash string `json:"policyHash"`
}

// ChangeDocument is a rule that is not the same in both policies. A line is null if
// there is none.
type ChangeDocument struct {
	// Change is added, removed, moved or changed.
	Change  string `json:"change"`
	Section string `json:"section"`
	OldLine *int   `json:"oldLine"`
	NewLine *int   `json:"newLine"`
}

// CounterexampleDocument is a claims file over which two policies differ.
type CounterexampleDocument struct {
	// Kind is newly-permitted, newly-denied, other-claims or other-properties.
	Kind   string          `json:"kind"`
	Claims []ClaimDocument `json:"claims"`
	Old    ResultDocument  `json:"old"`
	New    ResultDocument  `json:"new"`
}

// ClaimDocument is a claim of a claims file, in array form (L10.1).
type ClaimDocument struct {
	Type string `json:"type"`
	// Value is a text, an integer or a boolean.
	Value  json.RawMessage `json:"value"`
	Issuer string          `json:"issuer"`
}

// ResultDocument is the result of an evaluation (L10.2).
type ResultDocument struct {
	Decision   string `json:"decision"`
	Reason     string `json:"reason"`
	PolicyHash string `json:"policyHash"`
	// Claims and Properties are objects: the values by type, as a token has them.
	Claims     json.RawMessage `json:"claims"`
	Properties json.RawMessage `json:"properties"`
	Error      *ErrorDocument  `json:"error"`
}

// ErrorDocument is the failure that ended an evaluation.
type ErrorDocument struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// AbstractionDocument is what kept an answer from being exact. File, line and column
// are null if it is no place in a policy.
type AbstractionDocument struct {
	File   *string `json:"file"`
	Line   *int    `json:"line"`
	Column *int    `json:"column"`
	What   string  `json:"what"`
}

// AnswerDocument is an answer as JSON has it (T2.11).
type AnswerDocument struct {
	// Exact is false if something was abstracted.
	Exact bool `json:"exact"`
	// Holds is null if it is neither proved nor disproved.
	Holds          *bool            `json:"holds"`
	Counterexample *ExampleDocument `json:"counterexample"`
	// Abstracted says what kept the answer from being exact.
	Abstracted []AbstractionDocument `json:"abstracted"`
}

// ExampleDocument is a claims file that a policy permits, and that the other denies,
// if the question is about two.
type ExampleDocument struct {
	Claims []ClaimDocument `json:"claims"`
	Policy ResultDocument  `json:"policy"`
	Other  *ResultDocument `json:"other,omitempty"`
}

// MarshalJSON writes the document of the difference.
func (d *Difference) MarshalJSON() ([]byte, error) { return json.Marshal(d.Document()) }

// Document returns the difference as JSON has it.
func (d *Difference) Document() *DifferenceDocument {
	out := &DifferenceDocument{
		Exact: len(d.Abstracted) == 0, Equivalent: verdict(d.Equivalent),
		Old: policyDocument(d.Old), New: policyDocument(d.New),
		Text:            make([]ChangeDocument, 0, len(d.Changes)),
		Counterexamples: make([]CounterexampleDocument, 0, len(d.Counterexamples)),
		Abstracted:      abstractionDocuments(d.Abstracted),
	}
	for _, c := range d.Changes {
		out.Text = append(out.Text, ChangeDocument{c.Kind.String(), c.Section.String(), line(c.OldLine), line(c.NewLine)})
	}
	for _, c := range d.Counterexamples {
		out.Counterexamples = append(out.Counterexamples, CounterexampleDocument{
			c.Kind.String(), claimDocuments(c.Claims), resultDocument(c.Old), resultDocument(c.New),
		})
	}
	return out
}

// MarshalJSON writes the document of the answer.
func (a *Answer) MarshalJSON() ([]byte, error) { return json.Marshal(a.Document()) }

// Document returns the answer as JSON has it.
func (a *Answer) Document() *AnswerDocument {
	out := &AnswerDocument{Exact: len(a.Abstracted) == 0, Holds: verdict(a.Holds), Abstracted: abstractionDocuments(a.Abstracted)}
	if x := a.Example; x != nil {
		out.Counterexample = &ExampleDocument{Claims: claimDocuments(x.Claims), Policy: resultDocument(x.Policy)}
		if x.Other != nil {
			other := resultDocument(x.Other)
			out.Counterexample.Other = &other
		}
	}
	return out
}

func verdict(v reason.Verdict) *bool {
	if v == reason.Unknown {
		return nil
	}
	yes := v == reason.Yes
	return &yes
}

// line is the number of a line, nil for 0, which is none.
func line(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func file(src *ast.Source) string { return ast.SlashPath(src.Name) }

func policyDocument(p *compile.Program) PolicyDocument {
	return PolicyDocument{file(p.Source()), p.Hash()}
}

func claimDocuments(claims []claim.Claim) []ClaimDocument {
	out := make([]ClaimDocument, len(claims))
	for i, c := range claims {
		out[i] = ClaimDocument{c.Type, c.Value.JSON(), c.Issuer.String()}
	}
	return out
}

func resultDocument(t *eval.Trace) ResultDocument {
	r := t.Result
	out := ResultDocument{
		Decision: r.Decision.String(), Reason: r.Reason.String(), PolicyHash: r.PolicyHash,
		Claims: claim.Shape(r.Claims), Properties: claim.Shape(r.Properties),
	}
	if r.Err != nil {
		at := t.Source.Place(r.Err.Pos())
		out.Error = &ErrorDocument{string(r.Err.Code), r.Err.Message, at.Line, at.Column}
	}
	return out
}

func abstractionDocuments(all []Abstraction) []AbstractionDocument {
	out := make([]AbstractionDocument, len(all))
	for i, a := range all {
		out[i].What = a.What
		if a.Call != nil {
			name, at := file(a.Source), a.Source.Place(a.Call.Pos())
			out[i].File, out[i].Line, out[i].Column = &name, &at.Line, &at.Column
		}
	}
	return out
}
