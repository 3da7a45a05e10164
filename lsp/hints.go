package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var inlayHintMethod = on("textDocument/inlayHint", inlayHints,
	func(c *protocol.ServerCapabilities, _ *client) {
		c.InlayHintProvider = &protocol.ResolveOptions{ResolveProvider: false}
	})

// hinter collects the hints of a part of a policy (V1.24).
type hinter struct {
	*document
	*analysis
	settings inlayHintsSettings
	kinds    []protocol.MarkupKind
	span     ast.Span
	out      []protocol.InlayHint
}

// inlayHints returns what a policy doesn't say but means: of which type values are, that
// a condition takes claims of any issuer, and after an evaluation what matched and ran.
func inlayHints(_ context.Context, r *request, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return []protocol.InlayHint{}, err
	}
	h := &hinter{
		document: d, analysis: a, settings: r.settingsOf(d.uri).InlayHints,
		kinds: r.client.TextDocument.Hover.ContentFormat, span: d.span(p.Range), out: []protocol.InlayHint{},
	}
	e := r.server.evaluationOf(d)
	if isOn(h.settings.Matches) && e != nil && d.policy().tree().Version != nil {
		// The decision first: some clients cut hints.
		h.add(a.tree().Version.To, e.decisionText()+" ("+e.claims.name()+")", "")
	}
	next := 0
	for section := range a.tree().Sections() {
		for _, s := range section.Statements {
			rule, ok := s.(*ast.Rule)
			if !ok {
				continue
			}
			if rule.To >= h.span.From && rule.From <= h.span.To {
				h.rule(rule)
				if isOn(h.settings.Matches) && e != nil && next < len(e.Rules) {
					h.matches(section.Kind, rule, e, &e.Rules[next])
				}
			}
			next++
		}
	}
	return h.out, nil
}

// add adds a hint after a place.
func (h *hinter) add(at ast.Pos, label, tooltip string) {
	if at < h.span.From || at > h.span.To {
		return
	}
	h.out = append(h.out, protocol.InlayHint{Position: h.position(at), Label: label, PaddingLeft: true, Tooltip: markup(h.kinds, tooltip)})
}

func (h *hinter) rule(rule *ast.Rule) {
	for _, c := range rule.Conditions {
		if isOn(h.settings.Issuers) && c.Close.IsValid() && !testsIssuer(c) {
			h.add(c.Close, "any issuer", "This condition tests no issuer, so claims that the client sent meet it, too (L3.2).")
		}
	}
	if !isOn(h.settings.Types) {
		return
	}
	ast.Walk(rule, func(n ast.Node) bool {
		ref, ok := n.(*ast.PropertyRef)
		if !ok || ref.Property != ast.ValueProperty {
			return true
		}
		if c := definition(rule, ref.Binder.Name); c != nil {
			if kinds := h.valueKinds(rule, c); kinds != 0 && kinds != catalog.Boolean|catalog.Integer|catalog.String {
				h.add(ref.To, ": "+kinds.String(), "")
			}
		}
		return true
	})
}

func testsIssuer(c *ast.Condition) bool {
	for _, t := range c.Tests {
		if t.Property == ast.IssuerProperty {
			return true
		}
	}
	return false
}

// matches shows what an evaluation came to at a rule and its conditions.
func (h *hinter) matches(section ast.SectionKind, rule *ast.Rule, e *evaluation, r *brief.Rule) {
	if len(r.Conditions) != len(rule.Conditions) {
		return
	}
	for i, node := range rule.Conditions {
		label, tooltip := conditionShown(node, &r.Conditions[i])
		h.add(node.To, label, tooltip)
	}
	h.add(rule.To, e.outcome(section, rule, r), "")
}

// outcome says whether a rule ran, and why not.
func (e *evaluation) outcome(section ast.SectionKind, rule *ast.Rule, r *brief.Rule) string {
	if r.Ran {
		return "ran"
	}
	for i, node := range rule.Conditions {
		if c := &r.Conditions[i]; !c.Holds && c.Looked {
			return "did not run: " + shortValue(firstFailed(node, c), mostListed) + " fails"
		}
	}
	switch {
	case e.Error != nil:
		return "did not run: the evaluation ended with an error"
	case section == ast.Issuance && e.Decision == "deny":
		return "did not run: the policy does not permit"
	}
	return "did not run"
}

// mostShown is how many claims a tooltip lists, mostFound how many a hint; mostListed
// and mostInText are how many characters of each.
const (
	mostShown  = 8
	mostFound  = 2
	mostListed = 60
	mostInText = 24
)

// conditionShown is what a condition came to: whether it holds, and what it found.
func conditionShown(node *ast.Condition, c *brief.Condition) (label, tooltip string) {
	matching := "no claim matches"
	if n := c.MatchedCount; n > 0 {
		matching = counted(n, "claim") + " match"
		if n == 1 {
			matching += "es"
		}
	}
	switch {
	case !c.Looked:
		return "not looked at", ""
	case c.Holds:
		return "holds: " + matching, claimList(c.Matched, c.MatchedCount)
	case !node.Negated():
		return missed(node, c)
	}
	return "fails: " + matching, claimList(c.Matched, c.MatchedCount)
}

// missed says what there is instead of a claim that a condition takes.
func missed(node *ast.Condition, c *brief.Condition) (label, tooltip string) {
	switch {
	case c.Failed < 0 || c.Failed >= len(node.Tests):
		return "fails: no claim passes all tests", ""
	case len(c.Found) == 0:
		return "fails: no such claim", ""
	}
	test := node.Tests[c.Failed]
	return "fails: found " + foundIn(c.Found, test.Property),
		fmt.Sprintf("Wanted `%s`, found\n\n%s", grammar.Text(test), claimList(c.Found, len(c.Found)))
}

// foundIn is what the property of some claims is, as a hint has it.
func foundIn(claims []brief.Claim, property ast.Property) string {
	var out []string
	for _, cl := range claims {
		text := shortValue(string(cl.Value), mostInText)
		switch property {
		case ast.TypeProperty:
			text = shortValue(cl.Type, mostInText)
		case ast.IssuerProperty:
			text = "issuer " + cl.Issuer
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) > mostFound {
		out = append(out[:mostFound], "…")
	}
	return strings.Join(out, ", ")
}

// claimList lists claims, the first of so many.
func claimList(claims []brief.Claim, count int) string {
	var b strings.Builder
	claims = claims[:min(mostShown, len(claims))]
	for _, c := range claims {
		fmt.Fprintf(&b, "- `%s` = `%s` (%s)\n", c.Type, shortValue(string(c.Value), mostListed), c.Issuer)
	}
	if count > len(claims) {
		fmt.Fprintf(&b, "and %d more\n", count-len(claims))
	}
	return b.String()
}

// shortValue is a value without its middle if it has more than so many characters.
func shortValue(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most/2]) + "…" + string(runes[len(runes)-most/2:])
	}
	return text
}

// firstFailed is the first test of a condition that failed, the condition if that isn't
// known.
func firstFailed(node *ast.Condition, c *brief.Condition) string {
	if 0 <= c.Failed && c.Failed < len(node.Tests) {
		return grammar.Text(node.Tests[c.Failed])
	}
	return grammar.Text(node)
}
