package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// kind is what a remark on a claim that fails a test says of it.
type kind uint8

const (
	nothing     kind = iota
	sameText         // it says what is wanted, in another way
	otherIssuer      // it is the right claim of another issuer
	otherValue       // a rule made it
)

// test returns the first remark that fits a claim that fails the test (T4.3).
func (m *remarker) test(c *Condition, t *Test) (kind, string) {
	for _, remark := range []struct {
		kind kind
		of   func(*Test, *claim.Claim) string
	}{{sameText, differsInCase}, {sameText, readsAs}, {otherIssuer, sentBy}, {otherValue, m.madeBy}} {
		for i := range t.Actual {
			text := remark.of(t, &t.Actual[i])
			if text != "" && remark.kind == otherIssuer && c.fails == 1 {
				text = "right value, " + text // all other tests pass
			}
			if text != "" {
				return remark.kind, text
			}
		}
	}
	return nothing, ""
}

// differsInCase remarks on a text that is wanted but for case.
func differsInCase(t *Test, c *claim.Claim) string {
	found := engine.Property(c, t.Node.Property)
	differs := func(w claim.Value) bool {
		return w.Kind() == claim.StringKind && found.Kind() == claim.StringKind && strings.EqualFold(w.Text(), found.Text())
	}
	if t.Node.Op == ast.Equal && slices.ContainsFunc(t.Wanted.Listed, differs) {
		return "differs in case only"
	}
	return ""
}

// readsAs remarks on a value of another kind that reads as the wanted one.
func readsAs(t *Test, c *claim.Claim) string {
	if t.Node.Property != ast.ValueProperty || t.Node.Op == ast.NotEqual {
		return ""
	}
	for _, w := range t.Wanted.Listed {
		if v, ok := reading(c.Value); ok && passes(v, t.Node.Op, w) {
			if v.Kind() == claim.StringKind {
				return "JSON of the wanted text, with its quotes"
			}
			return "text that reads as " + kindName(v)
		}
		if v, ok := reading(w); ok && v.Kind() != claim.StringKind && t.Node.Op == ast.Equal && v == c.Value {
			return kindName(v) + ", not text"
		}
	}
	return ""
}

// maxReading is how long a text may be that is read as something else.
const maxReading = 4 << 10

// reading returns what a text reads as: a boolean, a number, or the text that it is
// the JSON of.
func reading(v claim.Value) (claim.Value, bool) {
	text := v.Text()
	switch n, err := strconv.ParseInt(text, 10, 64); {
	case text == "" || len(text) > maxReading:
	case err == nil:
		return claim.Int(n), true
	case strings.EqualFold(text, "true"):
		return claim.Bool(true), true
	case strings.EqualFold(text, "false"):
		return claim.Bool(false), true
	case text[0] == '"':
		if doc, err := jsondoc.Parse(text, jsondoc.Options{}); err == nil {
			return claim.String(doc.Text()), true
		}
	}
	return claim.Value{}, false
}

func kindName(v claim.Value) string {
	switch v.Kind() {
	case claim.BooleanKind:
		return "a boolean"
	case claim.IntegerKind:
		return "a number"
	case claim.StringKind:
	}
	return "text"
}

// sentBy says who a claim comes from whose issuer is not the wanted one.
func sentBy(t *Test, c *claim.Claim) string {
	if t.Node.Property != ast.IssuerProperty {
		return ""
	}
	switch c.Issuer {
	case claim.CustomClaim:
		return "sent by the client"
	case claim.AttestationPolicy:
		return "made by the policy"
	case claim.AttestationService:
	}
	return "sent by the service"
}

// madeBy remarks on a claim of another value that a rule made.
func (m *remarker) madeBy(t *Test, c *claim.Claim) string {
	if t.Node.Property != ast.ValueProperty || c.Issuer != claim.AttestationPolicy {
		return ""
	}
	if r := m.made(*c); r != nil {
		return "made by rule " + place(m.src, r.Rule) + " with another value"
	}
	return ""
}
