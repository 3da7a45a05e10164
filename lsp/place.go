package lsp

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// place is where in a policy a request points.
type place struct {
	*document
	*analysis
	pos ast.Pos
	// nodes are those around the place, the policy first and the innermost last.
	nodes []ast.Node
}

// at returns the place of a request. It is nil in a document that is no policy.
func (r *request) at(p protocol.TextDocumentPositionParams) (*place, error) {
	d, err := r.document(p.TextDocument)
	if err != nil || d.kind != policyDocument {
		return nil, err
	}
	return d.at(d.pos(p.Position)), nil
}

// at returns a place of a policy.
func (d *document) at(pos ast.Pos) *place {
	a := d.policy()
	return &place{document: d, analysis: a, pos: pos, nodes: around(a.tree(), pos)}
}

// policyOf returns a document and what is known of it, nil of one that is no policy.
func (r *request) policyOf(id protocol.TextDocumentIdentifier) (*document, *analysis, error) {
	d, err := r.document(id)
	if err != nil || d.kind != policyDocument {
		return nil, nil, err
	}
	return d, d.policy(), nil
}

// around returns the nodes that contain a place, from a node down. At the border of two
// nodes it is the later one, unless that is a mere list.
func around(n ast.Node, pos ast.Pos) []ast.Node {
	nodes := []ast.Node{n}
	for {
		var inner ast.Node
		for child := range ast.Children(n) {
			if child.Pos() > pos {
				break
			}
			if pos <= child.End() {
				inner = child
			}
		}
		if inner == nil {
			return nodes
		}
		nodes = append(nodes, inner)
		n = inner
	}
}

// innermost returns the innermost node of a type around a place; its zero value, nil, if
// there is none.
func innermost[T ast.Node](p *place) T {
	for i := len(p.nodes) - 1; i >= 0; i-- {
		if n, ok := p.nodes[i].(T); ok {
			return n
		}
	}
	var none T
	return none
}

// leaf is the innermost node at a place.
func (p *place) leaf() ast.Node { return p.nodes[len(p.nodes)-1] }

// parent is the node around the innermost one.
func (p *place) parent() ast.Node {
	if len(p.nodes) < 2 {
		return nil
	}
	return p.nodes[len(p.nodes)-2]
}
