package lsp

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// claim is the type of a claim: what the catalogue knows of it, who makes and who tests
// it in this policy, and what an evaluation found.
func (h *hovering) claim(name string) {
	makers, consumers := h.lineage.Makers(name), h.lineage.Consumers(name)
	about := ""
	if e, ok := catalog.Lookup(name); ok {
		about = claimDocumentation(e)
	} else if len(makers) > 0 {
		about = fmt.Sprintf("**`%s`** (claim of this policy)\n\nThe value is %s.", name, h.kindsOfType(name))
	} else {
		about = fmt.Sprintf("**`%s`** (claim)\n\nNo rule makes it, and the catalogue doesn't know it.", name)
	}
	var made, tested []ast.Span
	for _, s := range makers {
		made = append(made, s.Rule.Span)
	}
	for _, c := range consumers {
		tested = append(tested, c.Condition.Span)
	}
	h.text = paragraphs(about, h.lines("Made in", made), h.lines("Tested in", tested), h.evaluated(name))
}

// mostLines is how many places are listed.
const mostLines = 8

// lines are links to the lines of some places.
func (h *hovering) lines(title string, places []ast.Span) string {
	if len(places) == 0 {
		return ""
	}
	var links []string
	last := 0
	for _, span := range places {
		line := h.Place(span.From).Line
		if line == last {
			continue
		}
		if last = line; len(links) == mostLines {
			links = append(links, "…")
			break
		}
		links = append(links, fmt.Sprintf("[line %d](%s#L%d)", line, h.uri, line))
	}
	return title + " " + strings.Join(links, ", ") + "."
}

// binder is the name of a binder, where it is defined or used: its condition, what kind
// of values its claims have, and what an evaluation found.
func (h *hovering) binder(name string) {
	cond := h.bound(name)
	if cond == nil {
		cond = h.defined()
	}
	if cond == nil {
		return
	}
	text := fmt.Sprintf("**`%s`** (binder)\n\n%s\n\nAll claims that pass the condition. Their value is %s.",
		name, fenced(name+":"+h.Slice(cond.Span)), h.kindsOf(cond))
	typ, _ := cond.literal(ast.TypeProperty)
	h.text = paragraphs(text, h.evaluated(typ))
}

// defined reads the condition that the binder at the place is the name of.
func (h *hovering) defined() *bracket {
	if len(h.open) > 0 || len(h.after) < 2 || !h.after[0].is(":") || !h.after[1].is("[") {
		return nil
	}
	r := new(reading)
	for _, t := range h.after[1:] {
		if r.take(t); len(r.conditions) == 1 {
			return &r.conditions[0]
		}
	}
	return nil
}

// evaluated says what the last evaluation of the policy found of the claims of a type;
// "" without one.
func (h *hovering) evaluated(name string) string {
	if h.evaluation == nil {
		return ""
	}
	seen := map[string]bool{}
	var found []brief.Claim
	for _, rule := range h.evaluation.Rules {
		for _, c := range rule.Conditions {
			for _, m := range c.Matched {
				if key := m.Issuer + string(m.Value); m.Type == name && !seen[key] {
					seen[key] = true
					found = append(found, m)
				}
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "With " + h.evaluation.claims.name() + ":\n\n" + claimList(found, len(found))
}
