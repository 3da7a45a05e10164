package testfile

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// The limits of a test file. A value takes some hundred bytes while the file is
// read, so that their number is bounded by itself.
const (
	MaxBytes  = 16 << 20 // size (T3.1)
	maxValues = 500_000  // values, what aliases stand for included
	maxDepth  = 100      // nesting of mappings and lists
)

// kind is the kind of a node.
type kind uint8

const (
	scalar kind = iota
	list
	mapping
)

// node is a value of the file, with its whole extent. Aliases are replaced by what
// they stand for.
type node struct {
	ast.Span
	kind  kind
	plain bool   // a scalar that is neither quoted nor said to be a string
	text  string // of a scalar
	// content has the elements of a list, or the keys and values of a mapping in
	// turn.
	content []*node
	size    int // number of values, itself included
}

// load reads the text as one YAML document.
func (r *reader) load() *node {
	if at, what := refused(r.src.Text); what != "" {
		r.report(ast.Span{From: ast.PosAt(at), To: ast.PosAt(at)}, "%s", what)
		return nil
	}
	doc, err := yamldoc.Read(r.src.Name, []byte(r.src.Text), yamldoc.Options{MaxBytes: MaxBytes})
	var bad *yamldoc.Error
	switch {
	case errors.As(err, &bad):
		r.report(r.lineFrom(bad.Place), "%s", bad.Message)
		return nil
	case err != nil:
		r.report(ast.Span{From: 1, To: 1}, "%v", err)
		return nil
	case doc.Root == nil:
		r.report(ast.Span{From: 1, To: 1}, "found an empty file, expected a mapping with version and cases")
		return nil
	}
	b := builder{reader: r, text: r.src.Text, line: 1, column: 1, open: map[*yaml.Node]bool{}, done: map[*yaml.Node]*node{}}
	b.at = len(r.src.Text) - len(strings.TrimPrefix(r.src.Text, ast.BOM))
	return b.build(doc.Root, 0)
}

// lineFrom is the rest of a line from a place, or the end of the text.
func (r *reader) lineFrom(p ast.Place) ast.Span {
	line := r.src.LineSpan(min(p.Line, r.src.Lines()))
	at := line.From.Offset()
	if p.Line == 1 && strings.HasPrefix(r.src.Text, ast.BOM) {
		at += len(ast.BOM)
	}
	for column := 1; column < p.Column && at < line.To.Offset(); column++ {
		_, n := utf8.DecodeRuneInString(r.src.Text[at:])
		at += n
	}
	return ast.Span{From: ast.PosAt(at), To: max(line.To, ast.PosAt(at))}
}

// refused finds what this reader does not take, besides what is no YAML: what only
// some readers take for line ends, since lines would be counted differently, and
// more values than the limit. A value ends at a comma, a colon or a line end, or is
// the last.
func refused(text string) (at int, what string) {
	if len(text) > MaxBytes {
		return 0, fmt.Sprintf("found a file of more than %d bytes, the limit", MaxBytes)
	}
	values := 0
	for i, c := range text {
		switch {
		case c == '\r' && !strings.HasPrefix(text[i:], "\r\n"):
			return i, "found a carriage return without line feed, expected none"
		case c >= 0x80 && c < 0xA0, c == 0x2028, c == 0x2029, c == 0xFEFF && i > 0:
			return i, fmt.Sprintf(`found the character U+%04X, expected its escape "\u%04x" in a quoted string`, c, c)
		case c == ',', c == ':', c == '\n' && !strings.HasPrefix(text[i+1:], "\n"):
			if values++; values >= maxValues {
				return i, fmt.Sprintf("found more than %d values, the limit", maxValues)
			}
		}
	}
	return 0, ""
}

// builder makes nodes of the YAML reader's, and finds their places: it goes
// through the text once, so that long lines cost no more than others.
type builder struct {
	*reader
	text             string
	at, line, column int // offset, and the line and column there
	open             map[*yaml.Node]bool
	done             map[*yaml.Node]*node // those with an anchor
}

// build returns a node, nil if it is of no use.
func (b *builder) build(n *yaml.Node, depth int) *node {
	if n.Kind == yaml.AliasNode {
		return b.alias(n)
	}
	out := &node{size: 1}
	out.From = b.move(n.Line, n.Column)
	start := b.properties(out.From.Offset())
	b.open[n] = n.Anchor != ""
	switch n.Kind {
	case yaml.ScalarNode:
		b.scalar(out, n, start)
	case yaml.SequenceNode, yaml.MappingNode:
		if out.kind = list; n.Kind == yaml.MappingNode {
			out.kind = mapping
		}
		if depth == maxDepth {
			b.report(out.Span, "found values nested deeper than %d, the limit", maxDepth)
			return nil
		}
		if !b.contents(out, n, start, depth) {
			return nil
		}
	default:
		return nil
	}
	if n.Anchor != "" {
		b.done[n] = out
	}
	delete(b.open, n)
	return out
}

// contents builds what is inside a list or mapping.
func (b *builder) contents(out *node, n *yaml.Node, start, depth int) bool {
	if n.Style&yaml.TaggedStyle != 0 {
		b.report(out.Span, "found the tag %s, expected none", quote(n.ShortTag()))
		return false
	}
	end := start
	for _, c := range n.Content {
		child := b.build(c, depth+1)
		if child == nil {
			return false
		}
		if c.Kind != yaml.AliasNode {
			end = child.To.Offset()
		} else {
			end = b.at + len("*") + len(c.Value)
		}
		if out.size += child.size; out.size > maxValues {
			b.report(ast.Span{From: out.From, To: out.From}, "found more than %d values, the limit, with what aliases stand for", maxValues)
			return false
		}
		out.content = append(out.content, child)
	}
	if n.Style&yaml.FlowStyle != 0 {
		end = closing(b.text, max(end, start+1))
	}
	out.To = ast.PosAt(end)
	return true
}

// scalar fills in a scalar.
func (b *builder) scalar(out *node, n *yaml.Node, start int) {
	out.text = n.Value
	out.plain = n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if n.Style&yaml.TaggedStyle != 0 {
		if out.plain = false; n.ShortTag() != "!!str" {
			b.report(out.Span, "found the tag %s, expected none", quote(n.ShortTag()))
		}
	}
	out.To = ast.PosAt(scalarEnd(b.text, start, n))
	if !utf8.ValidString(out.text) {
		b.report(out.Span, "found text that is no UTF-8")
		out.text = strings.ToValidUTF8(out.text, "\uFFFD")
	}
}

// alias returns what an alias stands for.
func (b *builder) alias(n *yaml.Node) *node {
	at := b.move(n.Line, n.Column)
	if b.open[n.Alias] {
		b.report(ast.Span{From: at, To: at}, "found an alias inside what it stands for")
		return nil
	}
	return b.done[n.Alias]
}

// move goes forward to a line and column, and returns the position there. Columns
// count code points.
func (b *builder) move(line, column int) ast.Pos {
	for b.line < line && b.at < len(b.text) {
		next := strings.IndexByte(b.text[b.at:], '\n')
		if next < 0 {
			break
		}
		b.at += next + 1
		b.line, b.column = b.line+1, 1
	}
	for b.line == line && b.column < column && b.at < len(b.text) && b.text[b.at] != '\n' {
		_, n := utf8.DecodeRuneInString(b.text[b.at:])
		b.at += n
		b.column++
	}
	return ast.PosAt(b.at)
}
