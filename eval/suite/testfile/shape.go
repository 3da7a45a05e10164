package testfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// member is a member of a mapping.
type member struct{ key, value *node }

// members are those of a mapping whose keys are known.
type members struct {
	at     *node
	byName map[string]member
	others []member // of an open mapping
}

// get returns a member's value, nil if it isn't there.
func (m *members) get(name string) *node { return m.byName[name].value }

// list returns the members of a mapping. Keys that are no text and doubled ones are
// problems.
func (r *reader) list(n *node, what string) []member {
	if n.kind != mapping {
		r.report(n.Span, "found %s, expected %s: a mapping", n.describe(), what)
		return nil
	}
	var out []member
	first := map[string]*node{}
	for i := 0; i+1 < len(n.content); i += 2 {
		key, value := n.content[i], n.content[i+1]
		if key.kind != scalar {
			r.report(key.Span, "found %s as a key, expected text", key.describe())
			continue
		}
		if before := first[key.text]; before != nil {
			r.report(key.Span, "doubled key %s, first at %s", quote(key.text), r.placeOf(before.Span))
			continue
		}
		first[key.text] = key
		out = append(out, member{key, value})
	}
	return out
}

// closed returns the members of a mapping that has no others than these.
func (r *reader) closed(n *node, what string, names ...string) *members {
	m := r.open(n, what, names...)
	for _, o := range m.others {
		r.report(o.key.Span, "unknown key %s in %s%s", quote(o.key.text), what, otherwise(o.key.text, names))
	}
	m.others = nil
	return m
}

// open returns the members of a mapping that may have others.
func (r *reader) open(n *node, what string, names ...string) *members {
	m := &members{at: n, byName: map[string]member{}}
	for _, x := range r.list(n, what) {
		known := false
		for _, name := range names {
			known = known || name == x.key.text
		}
		if known {
			m.byName[x.key.text] = x
		} else {
			m.others = append(m.others, x)
		}
	}
	return m
}

// otherwise suggests a key, or lists those that there are.
func otherwise(word string, names []string) string {
	if near := meant(word, names); near != "" {
		return near
	}
	return ", expected one of " + strings.Join(names, ", ")
}

// text reads a text. What YAML reads as something else needs quotes, so that
// nobody has to wonder.
func (r *reader) text(n *node, what string) Text {
	if n == nil {
		return Text{}
	}
	if n.kind == scalar {
		v, wrong := n.value()
		if wrong == "" && v.Text() == n.text && n.text != "" {
			return Text{n.Span, n.text}
		}
		if n.plain && !n.isNull() {
			r.report(n.Span, "found %s, expected %s: text, in quotes if YAML reads it as something else", quote(n.text), what)
			return Text{}
		}
	}
	found := n.describe()
	if n.kind == scalar && n.text == "" && !n.plain {
		found = "an empty text"
	}
	r.report(n.Span, "found %s, expected %s", found, what)
	return Text{}
}

// choice reads one of a few words.
func (r *reader) choice(n *node, words ...string) Text {
	if n == nil {
		return Text{}
	}
	if n.kind == scalar && slices.Contains(words, n.text) {
		return Text{n.Span, n.text}
	}
	near := ""
	if n.kind == scalar {
		near = meant(n.text, words)
	}
	last := len(words) - 1
	r.report(n.Span, "found %s, expected %s or %s%s", n.describe(), strings.Join(words[:last], ", "), words[last], near)
	return Text{}
}

// items returns the elements of a list.
func (r *reader) items(n *node, what string) []*node {
	if n == nil {
		return nil
	}
	if n.kind != list {
		r.report(n.Span, "found %s, expected %s: a list", n.describe(), what)
		return nil
	}
	return n.content
}

// start is the empty span where a value begins.
func (n *node) start() ast.Span { return ast.Span{From: n.From, To: n.From} }

// placeOf is where a span begins, for messages.
func (r *reader) placeOf(at ast.Span) string {
	p := r.src.Place(at.From)
	return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}
