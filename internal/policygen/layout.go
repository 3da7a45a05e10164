package policygen

import "strings"

// layout joins tokens to a text: closely packed, one rule a line, or with white
// space and comments wherever they may be (L1.2, L1.3).
func (d draw) layout(tokens []string) string {
	var b strings.Builder
	switch d.weighted(6, 5, 5) {
	case 0:
		for _, tok := range tokens {
			b.WriteString(tok)
			if tok == ";" || tok == "{" {
				b.WriteByte('\n')
			}
		}
	case 1:
		for _, tok := range tokens {
			b.WriteString(tok)
		}
	case 2:
		if d.chance(1) {
			b.WriteString("\uFEFF")
		}
		for _, tok := range tokens {
			d.gap(&b)
			b.WriteString(tok)
		}
		d.gap(&b)
		if d.chance(2) {
			b.WriteString(pick(d, comments)) // with no line end after it
		}
	}
	return b.String()
}

// gap writes what may be between two tokens.
func (d draw) gap(b *strings.Builder) {
	switch d.weighted(12, 3, 1) {
	case 1:
		b.WriteString(pick(d, spaces))
	case 2:
		b.WriteString(pick(d, comments) + "\n")
	}
}

// quoted writes a string literal (L1.4).
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
