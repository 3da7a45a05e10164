package steps

import (
	"fmt"
	"io"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Text prints a line for each step: its name and what it established, or why it was
// skipped. The names take at least that many columns; it returns how many they took.
func Text(w io.Writer, list []evidence.Step, least int) (width int) {
	width = least
	for _, s := range list {
		width = max(width, len(s.Name))
	}
	for _, s := range list {
		detail := s.Detail
		if s.Skipped {
			detail = "skipped: " + detail
		}
		fmt.Fprintf(w, "  %-*s  %s\n", width, s.Name, detail)
	}
	return width
}

// JSON is an array with an object for each step. One that was skipped established
// nothing.
func JSON(list []evidence.Step) jsondoc.Value {
	values := make([]jsondoc.Value, len(list))
	for i, s := range list {
		detail := "established"
		if s.Skipped {
			detail = "skipped"
		}
		values[i] = jsondoc.NewObject([]string{"step", "clause", detail},
			[]jsondoc.Value{jsondoc.NewString(s.Name), jsondoc.NewString(s.Clause), jsondoc.NewString(s.Detail)})
	}
	return jsondoc.NewArray(values)
}
