package explain

import (
	"encoding/json"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/spell"
)

// Document is an explanation as JSON has it (T4.6).
type Document struct {
	Decision   string            `json:"decision"`
	Reason     string            `json:"reason"`
	PolicyHash string            `json:"policyHash"`
	Error      *DocumentError    `json:"error"`
	Rules      []DocumentRule    `json:"rules"`
	Nearest    *DocumentPlace    `json:"nearest"`
	Changes    []DocumentChange  `json:"changes"`
	Minimal    bool              `json:"minimal"`
	Lineage    []DocumentLineage `json:"lineage"`
}

// DocumentError is the failure that ended the evaluation.
type DocumentError = brief.Error

// DocumentPlace names a rule by its place.
type DocumentPlace struct {
	Section string `json:"section"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// DocumentRule is a rule. Index counts those of the section from 0.
type DocumentRule struct {
	Section    string              `json:"section"`
	Index      int                 `json:"index"`
	Line       int                 `json:"line"`
	Column     int                 `json:"column"`
	Text       string              `json:"text"`
	Ran        bool                `json:"ran"`
	Conditions []DocumentCondition `json:"conditions"`
}

// DocumentCondition is a condition; one that was not looked at has no tests.
type DocumentCondition struct {
	Line    int             `json:"line"`
	Column  int             `json:"column"`
	Text    string          `json:"text"`
	Holds   bool            `json:"holds"`
	Matched []DocumentClaim `json:"matched"`
	Tests   []DocumentTest  `json:"tests"`
}

// DocumentTest is a test. Wanted is the value of a literal, and the array of the
// values that an expression stands for.
type DocumentTest struct {
	Line   int             `json:"line"`
	Column int             `json:"column"`
	Text   string          `json:"text"`
	Holds  bool            `json:"holds"`
	Wanted json.RawMessage `json:"wanted"`
	Actual []DocumentClaim `json:"actual"`
}

// DocumentClaim is a claim; outside of changes, a long value is cut, and ends in "…".
type DocumentClaim = brief.Claim

// DocumentLineage says where an outgoing claim comes from.
type DocumentLineage struct {
	Claim DocumentClaim   `json:"claim"`
	Rule  DocumentPlace   `json:"rule"`
	From  []DocumentClaim `json:"from"`
}

// maxValue is how many bytes of a text the document has.
const maxValue = 256

// MarshalJSON writes the document of the explanation.
func (x *Explanation) MarshalJSON() ([]byte, error) { return json.Marshal(x.Document()) }

// Document returns the explanation as JSON has it.
func (x *Explanation) Document() *Document {
	r := x.Result
	d := &Document{
		Decision: r.Decision.String(), Reason: r.Reason.String(), PolicyHash: r.PolicyHash,
		Rules: make([]DocumentRule, 0, len(x.Rules)), Lineage: make([]DocumentLineage, 0, len(x.Lineage)),
		Changes: make([]DocumentChange, 0, len(x.Changes)), Minimal: x.Minimal, Error: documentError(x.Source, r.Err),
	}
	if x.Nearest != nil {
		place := x.documentPlace(x.Nearest)
		d.Nearest = &place
	}
	for _, rule := range x.Rules {
		d.Rules = append(d.Rules, x.documentRule(rule))
	}
	for _, c := range x.Changes {
		d.Changes = append(d.Changes, documentChange(c))
	}
	for _, l := range x.Lineage {
		out := documentClaim(&l.Claim)
		out.Issuer = ""
		d.Lineage = append(d.Lineage, DocumentLineage{out, x.documentPlace(l.Rule), documentClaims(l.From)})
	}
	return d
}

func documentError(src *ast.Source, d *diag.Diagnostic) *DocumentError {
	if d == nil {
		return nil
	}
	at := src.Place(d.Pos())
	return &DocumentError{Code: string(d.Code), Message: d.Message, Line: at.Line, Column: at.Column}
}

func (x *Explanation) documentPlace(r *Rule) DocumentPlace {
	at := x.Source.Place(r.Node.Pos())
	return DocumentPlace{r.Section.String(), at.Line, at.Column}
}

func (x *Explanation) documentRule(r *Rule) DocumentRule {
	at := x.Source.Place(r.Node.Pos())
	d := DocumentRule{
		Section: r.Section.String(), Index: r.Index, Line: at.Line, Column: at.Column,
		Text: grammar.Text(r.Node), Ran: r.Ran, Conditions: make([]DocumentCondition, len(r.Conditions)),
	}
	for i := range r.Conditions {
		c := &r.Conditions[i]
		at := x.Source.Place(c.Node.Pos())
		d.Conditions[i] = DocumentCondition{
			Line: at.Line, Column: at.Column, Text: grammar.Text(c.Node), Holds: c.Holds,
			Matched: documentClaims(c.Matched), Tests: make([]DocumentTest, len(c.Tests)),
		}
		for k := range c.Tests {
			d.Conditions[i].Tests[k] = x.documentTest(&c.Tests[k])
		}
	}
	return d
}

func (x *Explanation) documentTest(t *Test) DocumentTest {
	at := x.Source.Place(t.Node.Pos())
	return DocumentTest{
		Line: at.Line, Column: at.Column, Text: grammar.Text(t.Node), Holds: t.Holds,
		Wanted: documentWanted(t), Actual: documentClaims(t.Actual),
	}
}

func documentWanted(t *Test) json.RawMessage {
	if v, ok := literal(t.Node.Value); ok {
		return documentValue(v)
	}
	return array(t.Wanted)
}

// array is the first values as a JSON array.
func array(values eval.Values) json.RawMessage {
	out := []byte{'['}
	for i, v := range values.Listed[:min(len(values.Listed), MaxClaims)] {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, documentValue(v)...)
	}
	return append(out, ']')
}

func documentClaims(claims []claim.Claim) []DocumentClaim {
	out := make([]DocumentClaim, len(claims))
	for i := range claims {
		out[i] = documentClaim(&claims[i])
	}
	return out
}

func documentClaim(c *claim.Claim) DocumentClaim {
	return DocumentClaim{Type: spell.Clip(c.Type, maxValue), Value: documentValue(c.Value), Issuer: c.Issuer.String()}
}

// documentValue is a value, cut if it is long.
func documentValue(v claim.Value) json.RawMessage {
	if v.Kind() == claim.StringKind {
		v = claim.String(spell.Clip(v.Text(), maxValue))
	}
	return v.JSON()
}
