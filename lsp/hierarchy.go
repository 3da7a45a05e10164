package lsp

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var prepareHierarchyMethod = on("textDocument/prepareCallHierarchy", prepareHierarchy,
	func(c *protocol.ServerCapabilities, _ *client) { c.CallHierarchyProvider = true })

var incomingMethod = on("callHierarchy/incomingCalls", incomingCalls, nil)

var outgoingMethod = on("callHierarchy/outgoingCalls", outgoingCalls, nil)

// prepareHierarchy returns the rule at a place, from which the lineage of claims can be
// followed both ways (V1.21).
func prepareHierarchy(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) ([]protocol.CallHierarchyItem, error) {
	at, err := r.at(*p)
	if at == nil {
		return nil, err
	}
	rule := innermost[*ast.Rule](at)
	if rule == nil {
		return nil, nil
	}
	return []protocol.CallHierarchyItem{at.items().of(rule)}, nil
}

// items makes the items of a policy's rules.
type items struct {
	*document
	*analysis
	selectors *grammar.Selectors
}

func (p *place) items() items { return itemsOf(p.document, p.analysis) }

func itemsOf(d *document, a *analysis) items {
	return items{d, a, grammar.NewSelectors(d.Source, a.tree())}
}

func (i items) of(rule *ast.Rule) protocol.CallHierarchyItem {
	return protocol.CallHierarchyItem{
		Name: i.selectors.Of(rule), Kind: protocol.FunctionSymbol, Detail: ruleDetail(rule),
		URI: i.uri, Range: i.rangeOf(rule.Span), SelectionRange: i.rangeOf(nameSpan(rule)),
	}
}

// leaf is a claim that comes from outside of the policy.
func (i items) leaf(l *ast.StringLit) protocol.CallHierarchyItem {
	at := i.rangeOf(inside(l))
	return protocol.CallHierarchyItem{Name: l.Value, Kind: protocol.ConstantSymbol, Detail: "claim of the service", URI: i.uri, Range: at, SelectionRange: at}
}

// found returns the rule that an item of an earlier answer stands for; nil for a leaf,
// or one that is gone.
func (r *request) found(item protocol.CallHierarchyItem) (items, *check.Step, error) {
	d, a, err := r.policyOf(protocol.TextDocumentIdentifier{URI: item.URI})
	if a == nil || item.Kind != protocol.FunctionSymbol {
		return items{}, nil, err
	}
	rule := innermost[*ast.Rule](d.at(d.pos(item.SelectionRange.Start)))
	if rule == nil {
		return items{}, nil, nil
	}
	return itemsOf(d, a), a.lineage.Of(rule), nil
}

// incomingCalls returns the rules that make what a rule tests, and the claims of the
// service that it tests.
func incomingCalls(_ context.Context, r *request, p *protocol.CallHierarchyCallsParams) ([]protocol.CallHierarchyIncomingCall, error) {
	out := []protocol.CallHierarchyIncomingCall{}
	items, step, err := r.found(p.Item)
	if step == nil {
		return out, err
	}
	var makers []*check.Step
	for _, cond := range step.Rule.Conditions {
		l := check.TypeLiteral(cond)
		if l == nil {
			continue
		}
		makers = append(makers, items.lineage.Reaching(step, cond)...)
		if isIncoming(l.Value) {
			leaf := items.leaf(l)
			out = append(out, protocol.CallHierarchyIncomingCall{From: leaf, FromRanges: []protocol.Range{leaf.Range}})
		}
	}
	for _, maker := range inOrder(makers) {
		if span, ok := madeAt(maker); ok {
			out = append(out, protocol.CallHierarchyIncomingCall{From: items.of(maker.Rule), FromRanges: []protocol.Range{items.rangeOf(span)}})
		}
	}
	return out, nil
}

// inOrder are steps in the order in which they run, each once.
func inOrder(steps []*check.Step) []*check.Step {
	slices.SortFunc(steps, func(a, b *check.Step) int { return a.At - b.At })
	return slices.Compact(steps)
}

// outgoingCalls returns the rules that test what a rule makes.
func outgoingCalls(_ context.Context, r *request, p *protocol.CallHierarchyCallsParams) ([]protocol.CallHierarchyOutgoingCall, error) {
	out := []protocol.CallHierarchyOutgoingCall{}
	items, step, err := r.found(p.Item)
	if step == nil || !step.Makes || step.AnyType() {
		return out, err
	}
	span, ok := madeAt(step)
	if !ok {
		return out, nil
	}
	var testing []*check.Step
	for _, c := range items.lineage.Consumers(step.Type) {
		if slices.Contains(items.lineage.Reaching(c.Step, c.Condition), step) {
			testing = append(testing, c.Step)
		}
	}
	for _, consumer := range inOrder(testing) {
		out = append(out, protocol.CallHierarchyOutgoingCall{To: items.of(consumer.Rule), FromRanges: []protocol.Range{items.rangeOf(span)}})
	}
	return out, nil
}
