package lsp

import (
	"context"
	"fmt"
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
		h.add(a.tree().Version.To, e.claims.name()+": "+e.decisionText(), "")
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
					h.matches(rule, &e.Rules[next])
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
func (h *hinter) matches(rule *ast.Rule, r *brief.Rule) {
	if len(r.Conditions) != len(rule.Conditions) {
		return
	}
	failed := ""
	for i := range r.Conditions {
		c, node := &r.Conditions[i], rule.Conditions[i]
		label, tooltip := matchesShown(c)
		if node.Negated() {
			label, tooltip = negatedShown(c)
		}
		h.add(node.To, label, tooltip)
		if !c.Holds && failed == "" {
			failed = firstFailed(node, c)
		}
	}
	switch {
	case r.Ran:
		h.add(rule.To, "ran", "")
	case failed != "":
		h.add(rule.To, "did not run: "+failed, "")
	default:
		h.add(rule.To, "did not run", "")
	}
}

// mostShown is how many claims a tooltip lists.
const mostShown = 8

// matchesShown is what a condition found.
func matchesShown(c *brief.Condition) (label, tooltip string) {
	if c.MatchedCount == 0 {
		return "no claim", ""
	}
	return counted(c.MatchedCount, "claim"), claimList(c.Matched, c.MatchedCount)
}

// negatedShown is what a negated condition found.
func negatedShown(c *brief.Condition) (label, tooltip string) {
	if c.Holds {
		return "holds: no such claim", ""
	}
	return "fails: there is such a claim", claimList(c.Matched, c.MatchedCount)
}

// claimList lists claims, the first of so many.
func claimList(claims []brief.Claim, count int) string {
	var b strings.Builder
	claims = claims[:min(mostShown, len(claims))]
	for _, c := range claims {
		fmt.Fprintf(&b, "- `%s` = `%s` (%s)\n", c.Type, shortValue(string(c.Value)), c.Issuer)
	}
	if count > len(claims) {
		fmt.Fprintf(&b, "and %d more\n", count-len(claims))
	}
	return b.String()
}

// shortValue is a value without its middle if it is long.
func shortValue(text string) string {
	const most = 60
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
