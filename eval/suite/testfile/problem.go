package testfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/spell"
)

// Problem is what is wrong at a place of a test file.
type Problem struct {
	ast.Span
	File    string
	Place   ast.Place // of the span's start
	Message string    // what was found, then what was expected
}

// Error returns the message with its place, as `sgx_test.yaml:7:3: message`.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Place.Line, p.Place.Column, p.Message)
}

// mostProblems bounds how many problems of a file are told.
const mostProblems = 50

// reader reads one test file.
type reader struct {
	src      *ast.Source
	problems []*Problem
	fixtures map[string]bool // their names
	merged   int             // values of the cases so far
}

// report adds a problem.
func (r *reader) report(at ast.Span, format string, args ...any) {
	if len(r.problems) < mostProblems {
		r.problems = append(r.problems, r.problem(at, format, args...))
	}
}

func (r *reader) problem(at ast.Span, format string, args ...any) *Problem {
	return &Problem{Span: at, File: r.src.Name, Place: r.src.Place(at.From), Message: fmt.Sprintf(format, args...)}
}

// sorted returns the problems in the order of the text, each once: what a fixture
// or the defaults have is read for several cases.
func (r *reader) sorted() []*Problem {
	slices.SortStableFunc(r.problems, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(r.problems, func(a, b *Problem) bool { return a.From == b.From && a.Message == b.Message })
}

// Problems are the problems that Parse found in an error of it, in the order of the
// text.
func Problems(err error) []*Problem {
	if one := (*Problem)(nil); errors.As(err, &one) {
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			var all []*Problem
			for _, e := range joined.Unwrap() {
				all = append(all, Problems(e)...)
			}
			return all
		}
		return []*Problem{one}
	}
	return nil
}

// meant suggests the name that a misspelt one stands for: the end of a message.
func meant(word string, names []string) string {
	if near := spell.Closest(word, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// quote quotes a text of the file in a message.
func quote(s string) string { return fmt.Sprintf("%q", spell.Clip(s, spell.Value)) }
