package diag

import (
	"io"

	"github.com/assay-policy/assay/ast"
)

// Document is findings as JSON has them, with the members in the order of L10.3.
type Document struct {
	// Total counts all findings, of which the first are listed.
	Total       int                  `json:"total"`
	Diagnostics []DiagnosticDocument `json:"diagnostics"`
}

// DiagnosticDocument is a finding. Places count lines and columns from 1, columns in
// code points.
type DiagnosticDocument struct {
	File string `json:"file"`
	Code Code   `json:"code"`
	// Severity is error, warning, info or hint.
	Severity string            `json:"severity"`
	Message  string            `json:"message"`
	placed                     // line, column, endLine, endColumn
	URL      string            `json:"url"`
	Related  []RelatedDocument `json:"related"`
	Fixes    []FixDocument     `json:"fixes"`
}

// RelatedDocument is another place that a finding is about.
type RelatedDocument struct {
	Message string `json:"message"`
	File    string `json:"file"`
	placed
}

// FixDocument is a change that removes a finding.
type FixDocument struct {
	Title string `json:"title"`
	// Safe says that the policy means the same after it.
	Safe  bool           `json:"safe"`
	Edits []EditDocument `json:"edits"`
}

// EditDocument replaces a piece of the text.
type EditDocument struct {
	placed
	NewText string `json:"newText"`
}

// renderJSON writes the findings file of L10.3: all are counted, the first listed.
func renderJSON(w io.Writer, files []File, opts Options) error {
	out := Document{Diagnostics: []DiagnosticDocument{}}
	for _, f := range files {
		out.Total += len(f.Findings)
	}
	for f, d := range first(files, opts.Max) {
		out.Diagnostics = append(out.Diagnostics, jsonDiagnosticOf(f.Source, d))
	}
	return writeJSON(w, out)
}

func jsonDiagnosticOf(src *ast.Source, d Diagnostic) DiagnosticDocument {
	out := DiagnosticDocument{
		File: ast.SlashPath(src.Name), Code: d.Code, Severity: d.Severity.String(), Message: d.Message,
		placed: place(src, d.Span), URL: d.Code.DocURL(),
		Related: []RelatedDocument{}, Fixes: []FixDocument{},
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, RelatedDocument{r.Message, ast.SlashPath(src.Name), place(src, r.Span)})
	}
	for _, f := range d.Fixes {
		if !expressible(src, f) {
			continue
		}
		fix := FixDocument{Title: f.Title, Safe: f.Safe, Edits: []EditDocument{}}
		for _, e := range f.Edits {
			fix.Edits = append(fix.Edits, EditDocument{place(src, e.Span), e.NewText})
		}
		out.Fixes = append(out.Fixes, fix)
	}
	return out
}
