package diag

import (
	"io"

	"github.com/assay-policy/assay/ast"
)

// The members of the findings file, in the order of L10.
type (
	jsonFindings struct {
		Total       int              `json:"total"`
		Diagnostics []jsonDiagnostic `json:"diagnostics"`
	}
	jsonDiagnostic struct {
		File     string        `json:"file"`
		Code     Code          `json:"code"`
		Severity string        `json:"severity"`
		Message  string        `json:"message"`
		placed                 // line, column, endLine, endColumn
		URL      string        `json:"url"`
		Related  []jsonRelated `json:"related"`
		Fixes    []jsonFix     `json:"fixes"`
	}
	jsonRelated struct {
		Message string `json:"message"`
		File    string `json:"file"`
		placed
	}
	jsonFix struct {
		Title string     `json:"title"`
		Safe  bool       `json:"safe"`
		Edits []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		placed
		NewText string `json:"newText"`
	}
)

// renderJSON writes the findings file of L10.3: all are counted, the first listed.
func renderJSON(w io.Writer, files []File, opts Options) error {
	out := jsonFindings{Diagnostics: []jsonDiagnostic{}}
	for _, f := range files {
		out.Total += len(f.Findings)
	}
	for f, d := range first(files, opts.Max) {
		out.Diagnostics = append(out.Diagnostics, jsonDiagnosticOf(f.Source, d))
	}
	return writeJSON(w, out)
}

func jsonDiagnosticOf(src *ast.Source, d Diagnostic) jsonDiagnostic {
	out := jsonDiagnostic{
		File: src.Name, Code: d.Code, Severity: d.Severity.String(), Message: d.Message,
		placed: place(src, d.Span), URL: d.Code.DocURL(),
		Related: []jsonRelated{}, Fixes: []jsonFix{},
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, jsonRelated{r.Message, src.Name, place(src, r.Span)})
	}
	for _, f := range d.Fixes {
		if !expressible(src, f) {
			continue
		}
		fix := jsonFix{Title: f.Title, Safe: f.Safe, Edits: []jsonEdit{}}
		for _, e := range f.Edits {
			fix.Edits = append(fix.Edits, jsonEdit{place(src, e.Span), e.NewText})
		}
		out.Fixes = append(out.Fixes, fix)
	}
	return out
}
