package lsp

import (
	"context"
	"regexp"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var documentLinkMethod = on("textDocument/documentLink", documentLink, func(c *protocol.ServerCapabilities, _ *client) {
	c.DocumentLinkProvider = &protocol.ResolveOptions{}
})

// documentLink leads from names to the documentation, where a definition has no answer
// (V1.32): claims that no rule makes, functions, and codes in comments and
// configurations.
func documentLink(_ context.Context, r *request, p *protocol.TextDocumentParams) ([]protocol.DocumentLink, error) {
	d, err := r.document(p.TextDocument)
	if err != nil {
		return nil, err
	}
	l := &linker{document: d, client: r.client, links: []protocol.DocumentLink{}}
	switch d.kind {
	case policyDocument:
		l.policy(d.policy())
	case configurationDocument, testDocument:
		l.codes(ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(d.Text))})
	case otherDocument, claimsDocument:
	}
	return l.links, nil
}

// linker collects the links of a document.
type linker struct {
	*document
	client *client
	links  []protocol.DocumentLink
}

func (l *linker) add(span ast.Span, target, tooltip string) {
	n := protocol.DocumentLink{Range: l.rangeOf(span), Target: target}
	if l.client.TextDocument.DocumentLink.TooltipSupport {
		n.Tooltip = tooltip
	}
	l.links = append(l.links, n)
}

func (l *linker) policy(a *analysis) {
	for _, comment := range a.tree().Comments {
		l.codes(comment.Span)
	}
	for _, step := range a.lineage.Rules {
		for _, cond := range step.Rule.Conditions {
			if lit := check.TypeLiteral(cond); lit != nil && len(a.lineage.Reaching(step, cond)) == 0 {
				l.claim(lit)
			}
		}
		ast.Walk(step.Rule, func(n ast.Node) bool {
			if call, ok := n.(*ast.Call); ok {
				if f := lang.FunctionNamed(call.Name.Name); f != nil {
					l.add(call.Name.Span, functionURL(f), "Open the page of the language")
				}
			}
			return true
		})
	}
}

// claim links the name of a claim that evidence gives.
func (l *linker) claim(lit *ast.StringLit) {
	e, ok := catalog.Lookup(lit.Value)
	if ok && e.Use.Has(catalog.Incoming) {
		l.add(lit.SpanOf(0, len(lit.Value)), claimURL(e.Name), "Open the page of known claims")
	}
}

var codePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bMAA[0-9]{4}\b`) })

// codes links the codes of findings in a part of the text.
func (l *linker) codes(span ast.Span) {
	for _, m := range codePattern().FindAllStringIndex(l.Slice(span), -1) {
		at := ast.Span{From: span.From + ast.Pos(m[0]), To: span.From + ast.Pos(m[1])}
		code := diag.Code(l.Slice(at))
		if page, ok := pages().Lookup(code); ok {
			l.add(at, code.DocURL(), page.Title)
		}
	}
}
