package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const explainWidth = 80

// Explain returns the documentation of a code as plain text for a terminal,
// wrapped at 80 columns; examples keep their lines.
func Explain(e Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.Code, e.Title)
	fmt.Fprintf(&b, "%s, since %s, clauses %s\n\n", e.Severity, e.Since, strings.Join(e.Clauses, ", "))
	b.WriteString(wrap(e.Why, explainWidth))
	b.WriteString("\nWrong:\n\n" + indent(e.Bad))
	b.WriteString("\nRight:\n\n" + indent(e.Good))
	if e.Type != "" {
		b.WriteString("\nChecked for the attestation type " + e.Type + ".\n")
	}
	if e.Claims != "" {
		b.WriteString("\nEvaluated with the claims:\n\n" + indent(e.Claims))
	}
	b.WriteString("\n" + e.Code.DocURL() + "\n")
	return b.String()
}

// wrap fills lines up to a width.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteString("\n")
			column = 0
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteString("\n")
	return b.String()
}

// indent shows an example, with what doesn't print in it.
func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + Visible(strings.TrimSuffix(line, "\n")) + "\n")
	}
	return b.String()
}
