package testfile

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Claims in a test file are what a claims file has (L10.1), written in YAML. They
// are turned into its JSON and read as such, so that there is one set of rules;
// marks lead from an offset of the JSON back to the place in the test file.

// claimsText is that JSON while it is written.
type claimsText struct {
	reader *reader
	json   []byte
	marks  []mark // by offset
	failed bool
}

// mark says that the value of a span begins at an offset.
type mark struct {
	offset int
	at     ast.Span
}

// claims reads claims in either form.
func (r *reader) claims(n *node) []claim.Claim {
	t := claimsText{reader: r}
	switch n.kind {
	case mapping:
		t.object(n)
	case list:
		t.array(n)
	default:
		r.report(n.Span, "found %s, expected claims: a mapping, or a list of claims", n.describe())
		return nil
	}
	if t.failed {
		return nil
	}
	claims, err := claim.ParseFile(t.json, claim.FileOptions{})
	var bad *claim.FileError
	if errors.As(err, &bad) {
		r.report(t.place(bad, n), "%s", bad.Message)
		return nil
	}
	return claims
}

// place is where the test file has what an error is about.
func (t *claimsText) place(bad *claim.FileError, n *node) ast.Span {
	at := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].offset > bad.Offset }) - 1
	if at < 0 {
		return n.start()
	}
	return t.marks[at].at
}

// object writes the object form. Its values are claims.
func (t *claimsText) object(n *node) {
	t.mapping(n, func(v *node) {
		switch {
		case v.kind == mapping:
			t.document(v)
		case v.kind == list:
			t.list(v, t.element)
		case v.isNull():
			t.write(v, []byte("null"))
		default:
			t.scalar(v)
		}
	})
}

// element writes an element of a list in the object form.
func (t *claimsText) element(v *node) {
	switch {
	case v.kind != scalar || v.isNull():
		t.document(v) // the reader of claims says what is wrong with a list in a list
	default:
		t.scalar(v)
	}
}

// array writes the array form.
func (t *claimsText) array(n *node) {
	t.list(n, func(c *node) {
		if c.kind != mapping {
			t.document(c)
			return
		}
		t.known(c)
		t.mapping(c, func(v *node) {
			if v.kind == scalar && !v.isNull() {
				t.scalar(v)
			} else {
				t.document(v)
			}
		})
	})
}

// claimKeys are the members of a claim in the array form (L10.1).
var claimKeys = []string{"type", "value", "valueType", "issuer", "readOnly", "json"}

// known reports keys that a claim doesn't have.
func (t *claimsText) known(c *node) {
	for i := 0; i+1 < len(c.content); i += 2 {
		key := c.content[i]
		if key.kind == scalar && !slices.Contains(claimKeys, key.text) {
			t.reader.report(key.Span, "unknown key %s in a claim%s", quote(key.text), otherwise(key.text, claimKeys))
			t.failed = true
		}
	}
}

// document writes a value inside a document, which may be any JSON.
func (t *claimsText) document(n *node) {
	switch n.kind {
	case mapping:
		t.mapping(n, t.document)
	case list:
		t.list(n, t.document)
	default:
		text, wrong := n.inDocument()
		t.fail(n, wrong)
		t.write(n, text)
	}
}

// scalar writes a value of a claim.
func (t *claimsText) scalar(n *node) {
	v, wrong := n.value()
	t.fail(n, wrong)
	t.write(n, v.JSON())
}

func (t *claimsText) fail(n *node, wrong string) {
	if wrong != "" {
		t.reader.report(n.Span, "%s", wrong)
		t.failed = true
	}
}

// write writes what a value is.
func (t *claimsText) write(n *node, text []byte) {
	t.marks = append(t.marks, mark{len(t.json), n.Span})
	t.json = append(t.json, text...)
}

func (t *claimsText) mapping(n *node, value func(*node)) {
	before := len(t.reader.problems)
	t.write(n, []byte("{"))
	for i, m := range t.reader.list(n, "claims") {
		if i > 0 {
			t.json = append(t.json, ',')
		}
		t.json = append(jsondoc.AppendQuoted(t.json, m.key.text), ':')
		value(m.value)
	}
	t.json = append(t.json, '}')
	t.failed = t.failed || len(t.reader.problems) > before
}

func (t *claimsText) list(n *node, value func(*node)) {
	t.write(n, []byte("["))
	for i, v := range n.content {
		if i > 0 {
			t.json = append(t.json, ',')
		}
		value(v)
	}
	t.json = append(t.json, ']')
}

// expected reads a value that is expected of a member of the result: a scalar, or
// a list of them, in the shape of L6.5; null for none.
func (r *reader) expected(n *node) []byte {
	if n.isNull() {
		return []byte("null")
	}
	if n.kind == mapping {
		r.report(n.Span, "found a mapping, expected a boolean, an integer, a string, a list of these or null")
		return nil
	}
	if n.kind == scalar {
		v, wrong := n.value()
		if wrong != "" {
			r.report(n.Span, "%s", wrong)
		}
		return v.JSON()
	}
	var parts []string
	for _, c := range n.content {
		v, wrong := c.value()
		if wrong != "" {
			r.report(c.Span, "%s", wrong)
		}
		parts = append(parts, string(v.JSON()))
	}
	return []byte("[" + strings.Join(parts, ",") + "]")
}
