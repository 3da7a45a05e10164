package suite

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/assay-policy/assay/ast"
)

// JSON writes the report as JSON (T3.6).
func (r *Report) JSON(w io.Writer) error { return writeJSON(w, r.slashed()) }

// JSON writes the coverage as JSON (T3.7).
func (c *Coverage) JSON(w io.Writer) error { return writeJSON(w, c.slashed()) }

// slashed is the report with paths as JSON shows them (T7.2).
func (r *Report) slashed() *Report {
	out := *r
	out.Files = slices.Clone(r.Files)
	for i := range out.Files {
		f := &out.Files[i]
		f.File, f.Policy = ast.SlashPath(f.File), ast.SlashPath(f.Policy)
	}
	if r.Coverage != nil {
		out.Coverage = r.Coverage.slashed()
	}
	if r.Mutation != nil {
		m := *r.Mutation
		m.Mutants = slices.Clone(m.Mutants)
		for i := range m.Mutants {
			m.Mutants[i].File = ast.SlashPath(m.Mutants[i].File)
		}
		out.Mutation = &m
	}
	return &out
}

// slashed is the coverage with paths as JSON shows them.
func (c *Coverage) slashed() *Coverage {
	out := *c
	out.Files = slices.Clone(c.Files)
	for i := range out.Files {
		out.Files[i].File = ast.SlashPath(out.Files[i].File)
	}
	return &out
}

// writeJSON writes one value, indented, and a line end (T7.1).
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
