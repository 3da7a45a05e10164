package lsp

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var definitionMethod = on("textDocument/definition", define,
	func(c *protocol.ServerCapabilities, _ *client) { c.DefinitionProvider = true })

// A declaration is the same place (V1.17).
var declarationMethod = on("textDocument/declaration", define,
	func(c *protocol.ServerCapabilities, _ *client) { c.DeclarationProvider = true })

// define leads from the use of a binder to its condition, and from a condition to the
// rules whose claims reach it, the nearest first. Claims of the service have none.
func define(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) (any, error) {
	at, err := r.at(*p)
	if at == nil {
		return nil, err
	}
	s := at.subject()
	if s == nil {
		return nil, nil
	}
	targets := at.definitions(s)
	if len(targets) == 0 {
		return nil, nil
	}
	if !r.client.TextDocument.Definition.LinkSupport {
		out := make([]protocol.Location, len(targets))
		for i, t := range targets {
			out[i] = at.location(t.name)
		}
		return out, nil
	}
	out := make([]protocol.LocationLink, len(targets))
	origin := at.rangeOf(s.span)
	for i, t := range targets {
		out[i] = protocol.LocationLink{
			OriginSelectionRange: &origin, TargetURI: at.uri, TargetRange: at.rangeOf(t.whole), TargetSelectionRange: at.rangeOf(t.name),
		}
	}
	return out, nil
}

// target is what a definition leads to: a name, and what it is the name of.
type target struct{ name, whole ast.Span }

func (p *place) definitions(s *subject) []target {
	if s.binder != nil {
		return []target{{s.binder.Binder.Span, s.binder.Span}}
	}
	if s.cond == nil {
		return []target{{s.span, s.rule.Span}}
	}
	step := p.lineage.Of(s.rule)
	if step == nil {
		return nil
	}
	var certain, perhaps []target
	for _, maker := range slices.Backward(p.lineage.Reaching(step, s.cond)) {
		span, ok := madeAt(maker)
		switch {
		case !ok:
		case maker.AnyType():
			perhaps = append(perhaps, target{span, maker.Rule.Span})
		default:
			certain = append(certain, target{span, maker.Rule.Span})
		}
	}
	return append(certain, perhaps...)
}
