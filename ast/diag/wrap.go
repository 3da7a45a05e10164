package diag

import "strings"

// Wrap breaks a line at blanks so that its parts keep to a width, as far as its words
// do; all but the first stand so many columns from the margin.
func Wrap(text string, width, hang int) string {
	body := strings.TrimLeft(text, " ")
	indent := text[:len(text)-len(body)]
	var b strings.Builder
	b.WriteString(indent)
	column := len(indent)
	for i, word := range strings.Split(body, " ") {
		n := Width(word)
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteString("\n" + strings.Repeat(" ", hang))
			column = hang
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

// Clip cuts a text to a number of columns.
func Clip(text string, width int) string {
	column := 0
	for i, r := range text {
		if column += Width(string(r)); column > width {
			return text[:i]
		}
	}
	return text
}
