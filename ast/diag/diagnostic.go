package diag

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// Severity says how bad a finding is. The zero value is none: a finding
// without severity is a bug.
type Severity uint8

// The severities, worst first. An Info is what the clauses call a note.
const (
	NoSeverity Severity = iota
	Error
	Warning
	Info
	Hint
)

var severityNames = [...]string{"none", "error", "warning", "info", "hint"}

// String returns the severity as findings print it.
func (s Severity) String() string { return severityNames[s] }

// Code is the permanent name of a kind of finding: MAA and four digits.
type Code string

// Diagnostic is one finding about a policy text.
type Diagnostic struct {
	Code     Code
	Severity Severity
	// Span is the smallest text whose change would resolve the finding; what
	// is missing has an empty span after the token before.
	ast.Span
	// File and Place say for people where the span begins: the name of the text,
	// and line and column in it. The phase that made the finding fills them in
	// when it is done (List.In); the span is what fixes and renderers go by.
	File  string
	Place ast.Place
	// Message says what was found, then what was expected: lower case, no full
	// stop, names in quotes, no position and no advice.
	Message string
	Related []Related
	// Fixes are alternatives, each against the text as it is.
	Fixes []Fix
}

// Related is another place that explains a finding.
type Related struct {
	ast.Span
	Message string
}

// Fix is one way to resolve a finding.
type Fix struct {
	// Title is a verb phrase: `replace with "=="`.
	Title string
	// Safe is set only if the fix provably gives what was meant.
	Safe bool
	// Edits are sorted and don't overlap.
	Edits []Edit
}

// Edit replaces a span of the text. An empty span inserts.
type Edit struct {
	ast.Span
	NewText string
}

// List is a list of findings. It is no error: Err crosses over.
type List []Diagnostic

// Replace returns a fix that puts text in the place of a span.
func Replace(title string, span ast.Span, text string) Fix {
	return Fix{Title: title, Edits: []Edit{{span, text}}}
}

// Insert returns a fix that adds text at a position.
func Insert(title string, at ast.Pos, text string) Fix {
	return Replace(title, ast.Span{From: at, To: at}, text)
}

// HasErrors reports whether a finding is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// String returns the finding as one line of text: "policy.maa:3:8: MAA1003: found
// …". Without a place it begins with the code.
func (d Diagnostic) String() string {
	text := string(d.Code) + ": " + d.Message
	switch {
	case d.Place.Line == 0:
		return text
	case d.File == "":
		return fmt.Sprintf("%d:%d: %s", d.Place.Line, d.Place.Column, text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", d.File, d.Place.Line, d.Place.Column, text)
}

// Err returns the errors among the findings as one error, nil without: each with
// its file, line, column and code. Its text names the first few; the list itself is
// for whoever wants them all.
func (l List) Err() error {
	const most = 10
	var msgs []string
	more := 0
	for _, d := range l {
		switch {
		case d.Severity != Error:
		case len(msgs) == most:
			more++
		default:
			msgs = append(msgs, d.String())
		}
	}
	if len(msgs) == 0 {
		return nil
	}
	if more > 0 {
		msgs = append(msgs, "and "+count(more, "more error"))
	}
	return errors.New(strings.Join(msgs, "; "))
}

// Sorted returns the findings by place, then code, without duplicates.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Span == b.Span && a.Message == b.Message
	})
}

// In returns the findings sorted as Sorted does, each with its place in the source.
// A phase returns what it found through it.
func (l List) In(src *ast.Source) List {
	out := l.Sorted()
	for i := range out {
		out[i].File, out[i].Place = src.Name, src.Place(out[i].From)
	}
	return out
}
