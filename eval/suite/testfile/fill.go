package testfile

import (
	"strings"

	"github.com/assay-policy/assay/ast"
)

// row has the values that ${name} stands for in a case; a nil one none.
type row struct {
	ast.Span
	names  []string
	values map[string]*node
}

// fill returns a value with the row's values in place of each ${name} (T3.3). What
// has none stays the same node.
func (r *reader) fill(n *node, by *row) *node {
	if n.kind == scalar {
		return r.fillScalar(n, by)
	}
	var changed []*node
	for i, c := range n.content {
		filled := r.fill(c, by)
		if n.kind == mapping && i%2 == 0 && filled != c {
			filled = r.key(c, filled)
		}
		if filled != c && changed == nil {
			changed = append(make([]*node, 0, len(n.content)), n.content...)
		}
		if changed != nil {
			changed[i] = filled
		}
	}
	if changed == nil {
		return n
	}
	out := *n
	out.content = changed
	return &out
}

// key is a key that was filled in: its text, where the key stands.
func (r *reader) key(written, filled *node) *node {
	if filled.kind != scalar {
		r.report(written.Span, "found %s for the key %s, expected text", filled.describe(), quote(written.text))
		return written
	}
	return &node{Span: written.Span, text: filled.text, size: 1}
}

// fillScalar fills in a scalar. A row's value that is all of it keeps its kind, one
// inside a text becomes text.
func (r *reader) fillScalar(n *node, by *row) *node {
	if !strings.Contains(n.text, "${") {
		return n
	}
	if name, rest, ok := placeholder(n.text); ok && rest == "" {
		return r.lookup(n, name, by)
	}
	var out strings.Builder
	for text := n.text; text != ""; {
		if after, ok := strings.CutPrefix(text, "$${"); ok {
			out.WriteString("${")
			text = after
			continue
		}
		if name, rest, ok := placeholder(text); ok {
			value := r.lookup(n, name, by)
			if value.kind != scalar {
				r.report(n.Span, "found %s for ${%s} inside a text, expected text, a number or a boolean", value.describe(), name)
				return n
			}
			if value != n {
				out.WriteString(value.text)
			}
			text = rest
			continue
		}
		if strings.HasPrefix(text, "${") {
			r.report(n.Span, `found "${" without "}", expected ${name} or $${`)
			return n
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return &node{Span: n.Span, text: out.String(), size: 1}
}

// placeholder takes a ${name} off the beginning of a text.
func placeholder(text string) (name, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, "${")
	if !ok {
		return "", "", false
	}
	return strings.Cut(text, "}")
}

// lookup returns the row's value of a name, or the scalar itself if there is none.
func (r *reader) lookup(n *node, name string, by *row) *node {
	if by == nil {
		r.report(n.Span, `found ${%s} where there is no row, expected it in a case with "each", or $${`, name)
		return n
	}
	value, ok := by.values[name]
	if !ok {
		r.report(n.Span, "found ${%s}, which the row at %s doesn't have%s", name, r.placeOf(by.Span), meant(name, by.names))
		return n
	}
	return value
}
