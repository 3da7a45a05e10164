package lsp

import (
	"context"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var tokensFullMethod = on("textDocument/semanticTokens/full", tokensFull,
	func(c *protocol.ServerCapabilities, _ *client) {
		c.SemanticTokensProvider = &protocol.SemanticTokensOptions{
			Legend: protocol.SemanticTokensLegend{TokenTypes: tokenTypes, TokenModifiers: tokenModifierNames},
			Range:  true, Full: protocol.SemanticTokensFull{Delta: true},
		}
	})

var tokensDeltaMethod = on("textDocument/semanticTokens/full/delta", tokensDelta, nil)

var tokensRangeMethod = on("textDocument/semanticTokens/range", tokensRange, nil)

// sentTokens are the tokens that a client got last of a document.
type sentTokens struct {
	id   string
	data []uint32
}

// sentIDs counts the answers that have tokens.
var sentIDs atomic.Uint64

// tokensFull returns the tokens of a document (V1.23).
func tokensFull(_ context.Context, r *request, p *protocol.TextDocumentParams) (*protocol.SemanticTokens, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return nil, err
	}
	sent, _ := d.send(a)
	return &protocol.SemanticTokens{ResultID: sent.id, Data: sent.data}, nil
}

// send notes which tokens the client gets now, and returns those that it had.
func (d *document) send(a *analysis) (now, before sentTokens) {
	now = sentTokens{id: strconv.FormatUint(sentIDs.Add(1), 10), data: d.encoded(a.tokensIn(a.tree().Span))}
	d.shop.mu.Lock()
	defer d.shop.mu.Unlock()
	before, d.shop.sent = d.shop.sent, now
	return now, before
}

// tokensDelta returns what is another than in the answer that the client has.
func tokensDelta(_ context.Context, r *request, p *protocol.SemanticTokensDeltaParams) (any, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return nil, err
	}
	now, before := d.send(a)
	if before.id != p.PreviousResultID {
		return &protocol.SemanticTokens{ResultID: now.id, Data: now.data}, nil
	}
	return &protocol.SemanticTokensDelta{ResultID: now.id, Edits: tokenEdits(before.data, now.data)}, nil
}

// tokenEdits is the one edit that makes a list of numbers of another.
func tokenEdits(was, is []uint32) []protocol.SemanticTokensEdit {
	if slices.Equal(was, is) {
		return []protocol.SemanticTokensEdit{}
	}
	head := 0
	for head < len(was) && head < len(is) && was[head] == is[head] {
		head++
	}
	tail := 0
	for tail < len(was)-head && tail < len(is)-head && was[len(was)-1-tail] == is[len(is)-1-tail] {
		tail++
	}
	return []protocol.SemanticTokensEdit{{
		Start: uint32(head), DeleteCount: uint32(len(was) - head - tail), Data: is[head : len(is)-tail],
	}}
}

// tokensRange returns the tokens of a part of a document.
func tokensRange(_ context.Context, r *request, p *protocol.SemanticTokensRangeParams) (*protocol.SemanticTokens, error) {
	d, a, err := r.policyOf(p.TextDocument)
	if a == nil {
		return nil, err
	}
	return &protocol.SemanticTokens{Data: d.encoded(a.tokensIn(d.span(p.Range)))}, nil
}

// encoded are tokens as numbers: line and character from the token before, length, type
// and modifiers.
func (d *document) encoded(tokens []shown) []uint32 {
	out := make([]uint32, 0, 5*len(tokens))
	var last protocol.Position
	walk := d.index.Walk()
	for _, t := range tokens {
		at := protocol.Range{Start: walk.Place(t.From.Offset()), End: walk.Place(t.To.Offset())}
		if at.Start.Line != at.End.Line {
			continue
		}
		character := at.Start.Character
		if at.Start.Line == last.Line {
			character -= last.Character
		}
		out = append(out, at.Start.Line-last.Line, character, at.End.Character-at.Start.Character, uint32(t.typ), uint32(t.mods))
		last = at.Start
	}
	return out
}
