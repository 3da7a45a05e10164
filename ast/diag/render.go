package diag

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// Format is a way to write findings.
type Format string

// The formats: for people, for programs (L10), for code scanning services, and
// for the log of a GitHub workflow.
const (
	Text   Format = "text"
	JSON   Format = "json"
	SARIF  Format = "sarif"
	GitHub Format = "github"
)

// File is a text with the findings about it.
type File struct {
	Source   *ast.Source
	Findings List
	// Accepted are findings that somebody looked at and accepted: text counts them,
	// a SARIF log has them as suppressed results, the other formats leave them out
	// (T2.6).
	Accepted []Accepted
}

// Accepted is a finding that is accepted, and why.
type Accepted struct {
	Diagnostic
	Justification string
}

// Options say how findings are written. The zero value is right for a file or
// a pipe.
type Options struct {
	// Color writes text with the colours of a terminal.
	Color bool
	// Max is the number of findings after which text and JSON only count (L10.3):
	// 0 is DefaultMax, below 0 is no limit. The other formats are never cut.
	Max int
	// Width is the number of columns of a terminal, which lines of source keep to
	// in text, so that marks stay under their place: 0 is DefaultWidth.
	Width int
	// Registry has the pages that a SARIF log describes its rules with.
	Registry Registry
	// ShowAccepted writes accepted findings in text, too.
	ShowAccepted bool
	// Version is the version of the tool in a SARIF log; "" leaves it out.
	Version string
}

// The defaults of Options.
const (
	DefaultMax   = 1000
	DefaultWidth = 100
)

// Render writes the findings of all files, sorted by file and place. The error
// is that of w, or says that there is no such format.
func Render(w io.Writer, format Format, files []File, opts Options) error {
	files = sorted(files)
	b := bufio.NewWriter(w)
	switch format {
	case Text:
		renderText(b, files, opts)
	case JSON:
		if err := renderJSON(b, files, opts); err != nil {
			return err
		}
	case SARIF:
		if err := renderSARIF(b, files, opts); err != nil {
			return err
		}
	case GitHub:
		renderGitHub(b, files)
	default:
		return fmt.Errorf("found format %q, expected %q, %q, %q or %q", format, Text, JSON, SARIF, GitHub)
	}
	return b.Flush()
}

// sorted returns the files by name, each with its findings sorted.
func sorted(files []File) []File {
	out := slices.Clone(files)
	slices.SortStableFunc(out, func(a, b File) int { return cmp.Compare(a.Source.Name, b.Source.Name) })
	for i := range out {
		out[i].Findings = out[i].Findings.Sorted()
	}
	return out
}

// merged returns the findings of a file with the accepted ones among them.
func (f File) merged() List {
	all := slices.Clone(f.Findings)
	for _, a := range f.Accepted {
		all = append(all, a.Diagnostic)
	}
	return all.Sorted()
}

// justification returns why a finding is accepted.
func (f File) justification(d Diagnostic) (string, bool) {
	for _, a := range f.Accepted {
		if a.Code == d.Code && a.Span == d.Span && a.Message == d.Message {
			return a.Justification, true
		}
	}
	return "", false
}

// first returns the findings of all files in order, at most so many.
func first(files []File, most int) iter.Seq2[File, Diagnostic] {
	if most == 0 {
		most = DefaultMax
	}
	return func(yield func(File, Diagnostic) bool) {
		n := 0
		for _, f := range files {
			for _, d := range f.Findings {
				if n == most || !yield(f, d) {
					return
				}
				n++
			}
		}
	}
}

// placed is a span in lines and columns (L10): both from 1, columns in code
// points, the end after the last one.
type placed struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
}

func place(src *ast.Source, span ast.Span) placed {
	from, to := src.Place(span.From), src.Place(max(span.From, span.To))
	return placed{from.Line, from.Column, to.Line, to.Column}
}

// expressible reports whether lines and columns can say what a fix does: they
// can't where it takes away the byte order mark, which is no column (L1.1).
func expressible(src *ast.Source, f Fix) bool {
	marked := strings.HasPrefix(src.Text, ast.BOM)
	return len(f.Edits) > 0 && !slices.ContainsFunc(f.Edits, func(e Edit) bool {
		return marked && e.From.Offset() < len(ast.BOM) && e.To > e.From
	})
}

// writeJSON writes v indented, with "<" and ">" as they are.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// docBase is the page that docs/codes.md is published as.
const docBase = "https://github.com/assay-policy/assay/blob/main/docs/codes.md"

// DocURL returns the address of the documentation of the code.
func (c Code) DocURL() string { return docBase + "#" + strings.ToLower(string(c)) }
