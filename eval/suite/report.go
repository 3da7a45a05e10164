package suite

import (
	"encoding/json"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// Status is what became of a case.
type Status string

// The statuses.
const (
	Passed  Status = "passed"
	Failed  Status = "failed"
	Errored Status = "error" // an input can't be read, or the policy has errors
	Skipped Status = "skipped"
)

// Report is what became of all cases that were run, in the order of the files. Its
// JSON is that of T3.6.
type Report struct {
	Files    []FileReport `json:"files"`
	Passed   int          `json:"passed"`
	Failed   int          `json:"failed"`
	Errors   int          `json:"errors"`
	Skipped  int          `json:"skipped"`
	Coverage *Coverage    `json:"coverage,omitempty"`
	Mutation *Mutation    `json:"mutation,omitempty"`
}

// FileReport is what became of the cases of a test file.
type FileReport struct {
	File       string       `json:"file"`
	Policy     string       `json:"policy"`
	PolicyHash string       `json:"policyHash"`
	Cases      []CaseReport `json:"cases"`

	source *ast.Source
}

// CaseReport is what became of a case. A test file that can't be read has one
// case, named after the file.
type CaseReport struct {
	Name   string `json:"name"`
	Line   int    `json:"line"`
	Status Status `json:"status"`
	// Message says why the case is an error or was skipped.
	Message string `json:"message,omitempty"`
	// Seconds is how long the case took, to a hundredth.
	Seconds  float64   `json:"seconds"`
	Failures []Failure `json:"failures"`
	// Result is that of the evaluation (L10.2), null without one.
	Result json.RawMessage `json:"result"`

	// Case is the case itself, nil for a file that can't be read.
	Case *testfile.Case `json:"-"`
	// Explanation says why the policy decided as it did, for a case that failed.
	Explanation string `json:"-"`

	counts    *counts
	explained *explain.Explanation // nil without
}

// Failure is an expectation that was not met.
type Failure struct {
	// Path leads to the member of `expect`, like claims.product.
	Path string `json:"path"`
	// Wanted and Found are JSON, null for what is absent.
	Wanted json.RawMessage `json:"wanted"`
	Found  json.RawMessage `json:"found"`
	// At is where the test file has the expectation.
	At ast.Span `json:"-"`

	// Of an expectation of claims or properties: the mapping, the member of it, nil
	// for one that is found though it is not named, and its name.
	members *testfile.Members
	member  *testfile.Member
	name    string
}

// Label is FILE/NAME, by which cases are picked; of a file that can't be read its
// name alone.
func (c *CaseReport) Label(file string) string {
	if c.Case == nil {
		return file
	}
	return file + "/" + c.Name
}

// OK reports whether all cases that were run passed.
func (r *Report) OK() bool { return r.Failed == 0 && r.Errors == 0 }

// count adds up the statuses.
func (r *Report) count() {
	for _, f := range r.Files {
		for _, c := range f.Cases {
			switch c.Status {
			case Passed:
				r.Passed++
			case Failed:
				r.Failed++
			case Errored:
				r.Errors++
			case Skipped:
				r.Skipped++
			}
		}
	}
}
