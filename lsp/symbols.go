package lsp

import (
	"context"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var documentSymbolMethod = on("textDocument/documentSymbol", documentSymbols,
	func(c *protocol.ServerCapabilities, _ *client) { c.DocumentSymbolProvider = true })

var workspaceSymbolMethod = on("workspace/symbol", workspaceSymbols,
	func(c *protocol.ServerCapabilities, _ *client) { c.WorkspaceSymbolProvider = true })

// documentSymbols returns the sections, rules and binders of a policy, or the cases of a
// test file; one in the other if the client takes that (V1.22).
func documentSymbols(_ context.Context, r *request, p *protocol.TextDocumentParams) (any, error) {
	d, err := r.document(p.TextDocument)
	if err != nil {
		return nil, err
	}
	tree := []protocol.DocumentSymbol{}
	switch d.kind {
	case policyDocument:
		tree = sectionSymbols(d, d.policy())
	case testDocument:
		tree = testSymbols(d)
	}
	if r.client.TextDocument.DocumentSymbol.HierarchicalDocumentSymbolSupport {
		return tree, nil
	}
	return flat(d, tree, "", []protocol.SymbolInformation{}), nil
}

func flat(d *document, tree []protocol.DocumentSymbol, in string, out []protocol.SymbolInformation) []protocol.SymbolInformation {
	for _, s := range tree {
		out = append(out, protocol.SymbolInformation{
			Name: s.Name, Kind: s.Kind, Location: protocol.Location{URI: d.uri, Range: s.Range}, ContainerName: in,
		})
		out = flat(d, s.Children, s.Name, out)
	}
	return out
}

func sectionSymbols(d *document, a *analysis) []protocol.DocumentSymbol {
	out := []protocol.DocumentSymbol{}
	for section := range a.tree().Sections() {
		s := protocol.DocumentSymbol{
			Name: section.Name.Name, Kind: protocol.NamespaceSymbol, Range: d.rangeOf(section.Span), SelectionRange: d.rangeOf(section.Name.Span),
		}
		for _, statement := range section.Statements {
			if rule, ok := statement.(*ast.Rule); ok {
				s.Children = append(s.Children, ruleSymbol(d, rule))
			}
		}
		out = append(out, s)
	}
	return out
}

func ruleSymbol(d *document, rule *ast.Rule) protocol.DocumentSymbol {
	s := protocol.DocumentSymbol{
		Name: ruleName(rule), Detail: ruleDetail(rule), Kind: protocol.FunctionSymbol,
		Range: d.rangeOf(rule.Span), SelectionRange: d.rangeOf(nameSpan(rule)),
	}
	for _, c := range rule.Conditions {
		if c.Binder != nil {
			s.Children = append(s.Children, protocol.DocumentSymbol{
				Name: c.Binder.Name, Detail: conditionDetail(c), Kind: protocol.VariableSymbol,
				Range: d.rangeOf(c.Span), SelectionRange: d.rangeOf(c.Binder.Span),
			})
		}
	}
	return s
}

// ruleName is what a rule does: `permit`, `issue tee`.
func ruleName(rule *ast.Rule) string {
	if rule.Action == nil {
		return "rule"
	}
	name := rule.Action.Name.Name
	if l := madeLiteral(rule); l != nil && l.Value != "" {
		name += " " + l.Value
	}
	return name
}

// nameSpan is where a rule says what it does.
func nameSpan(rule *ast.Rule) ast.Span {
	if rule.Action == nil {
		return ast.Span{From: rule.From, To: rule.From}
	}
	return rule.Action.Name.Span
}

// ruleDetail are the types that a rule tests.
func ruleDetail(rule *ast.Rule) string {
	var types []string
	for _, c := range rule.Conditions {
		if text := conditionDetail(c); text != "" {
			types = append(types, text)
		}
	}
	return strings.Join(types, ", ")
}

func conditionDetail(c *ast.Condition) string {
	l := check.TypeLiteral(c)
	switch {
	case l == nil:
		return ""
	case c.Negated():
		return "!" + l.Value
	}
	return l.Value
}

// mostSymbols is how many symbols of the workspace a client gets.
const mostSymbols = 1000

// workspaceSymbols returns the rules and the made claims of all policies that a text is
// in, whatever its case.
func workspaceSymbols(ctx context.Context, r *request, p *protocol.WorkspaceSymbolParams) ([]protocol.SymbolInformation, error) {
	out := []protocol.SymbolInformation{}
	query := strings.ToLower(p.Query)
	for _, d := range r.policies() {
		if ctx.Err() != nil || len(out) >= mostSymbols {
			break
		}
		out = append(out, policySymbols(d, query)...)
	}
	return out[:min(len(out), mostSymbols)], nil
}

func policySymbols(d *document, query string) (out []protocol.SymbolInformation) {
	a := d.policy()
	selectors := grammar.NewSelectors(d.Source, a.tree())
	add := func(name string, kind protocol.SymbolKind, span ast.Span) {
		if strings.Contains(strings.ToLower(name), query) {
			out = append(out, protocol.SymbolInformation{Name: name, Kind: kind, Location: d.location(span), ContainerName: d.name()})
		}
	}
	for _, step := range a.lineage.Rules {
		add(selectors.Of(step.Rule), protocol.FunctionSymbol, step.Rule.Span)
		if l := madeLiteral(step.Rule); l != nil {
			add(l.Value, protocol.KeySymbol, inside(l))
		}
	}
	return out
}
