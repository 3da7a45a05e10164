package suite

import (
	"encoding/json"
	"io"
)

// JSON writes the report as JSON (T3.6).
func (r *Report) JSON(w io.Writer) error { return writeJSON(w, r) }

// JSON writes the coverage as JSON (T3.7).
func (c *Coverage) JSON(w io.Writer) error { return writeJSON(w, c) }

// writeJSON writes one value, indented, and a line end (T7.1).
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
