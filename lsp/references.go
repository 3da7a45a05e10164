package lsp

import (
	"context"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var referencesMethod = on("textDocument/references", references,
	func(c *protocol.ServerCapabilities, _ *client) { c.ReferencesProvider = true })

var highlightMethod = on("textDocument/documentHighlight", highlight,
	func(c *protocol.ServerCapabilities, _ *client) { c.DocumentHighlightProvider = true })

// references returns the uses of a binder, or where claims of a type are made and
// tested (V1.18).
func references(_ context.Context, r *request, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	at, err := r.at(p.TextDocumentPositionParams)
	out := []protocol.Location{}
	if at == nil {
		return out, err
	}
	if s := at.subject(); s != nil {
		for _, m := range at.mentions(s) {
			if !m.write || p.Context.IncludeDeclaration {
				out = append(out, at.location(m.Span))
			}
		}
	}
	return out, nil
}

// highlight returns the same places of the document, with what happens there.
func highlight(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) ([]protocol.DocumentHighlight, error) {
	at, err := r.at(*p)
	if at == nil {
		return []protocol.DocumentHighlight{}, err
	}
	var mentions []mention
	if s := at.subject(); s != nil {
		mentions = at.mentions(s)
	}
	out := make([]protocol.DocumentHighlight, 0, len(mentions))
	for _, m := range mentions {
		kind := protocol.ReadHighlight
		if m.write {
			kind = protocol.WriteHighlight
		}
		out = append(out, protocol.DocumentHighlight{Range: at.rangeOf(m.Span), Kind: kind})
	}
	return out, nil
}
