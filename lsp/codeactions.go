package lsp

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var codeActionMethod = on("textDocument/codeAction", codeActions,
	func(c *protocol.ServerCapabilities, client *client) {
		if client.TextDocument.CodeAction.CodeActionLiteralSupport == nil {
			c.CodeActionProvider = true
			return
		}
		c.CodeActionProvider = &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{
				protocol.QuickFix, protocol.RefactorExtract, protocol.RefactorInline, protocol.RefactorRewrite, protocol.FixAll,
			},
			ResolveProvider: client.resolvesActions(),
		}
	})

var codeActionResolveMethod = on("codeAction/resolve", resolveCodeAction, nil)

func (c *client) resolvesActions() bool {
	can := c.TextDocument.CodeAction
	return can.DataSupport && resolves(can.ResolveSupport, "edit")
}

// codeActions returns what can be done about a range: the fixes of findings there
// (V1.26), refactorings (V1.28), and all safe fixes at once (V1.27).
func codeActions(_ context.Context, r *request, p *protocol.CodeActionParams) (any, error) {
	d, a, err := r.policyOf(p.TextDocument)
	out := []protocol.CodeAction{}
	if a == nil {
		return out, err
	}
	span := d.span(p.Range)
	wants := func(kind protocol.CodeActionKind) bool { return wanted(p.Context.Only, kind) }
	if wants(protocol.QuickFix) {
		out = append(out, r.quickFixes(d, a, span)...)
	}
	at := d.at(span.From)
	for _, refactor := range refactorings {
		if wants(refactor.kind) {
			if action, ok := refactor.make(r, at, span); ok {
				action.Kind = refactor.kind
				out = append(out, action)
			}
		}
	}
	if slices.ContainsFunc(p.Context.Only, func(k protocol.CodeActionKind) bool { return isKind(protocol.FixAll, k) }) || len(p.Context.Only) == 0 && len(out) > 0 {
		out = append(out, r.fixAllAction(d, a)...)
	}
	if r.client.TextDocument.CodeAction.CodeActionLiteralSupport == nil {
		return commandsFor(out), nil
	}
	return out, nil
}

// wanted reports whether a client asks for a kind: for all, for it, or for one above.
func wanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool { return isKind(kind, k) })
}

// isKind reports whether a kind is another, or one of its sorts.
func isKind(kind, of protocol.CodeActionKind) bool {
	return kind == of || strings.HasPrefix(string(kind), string(of)+".")
}

// quickFixes are the fixes of the findings that a range touches.
func (r *request) quickFixes(d *document, a *analysis, span ast.Span) (out []protocol.CodeAction) {
	for _, f := range a.shown().Findings {
		if f.From > span.To || f.To < span.From {
			continue
		}
		for _, fix := range f.Fixes {
			action := protocol.CodeAction{
				Title: capitalised(fix.Title), Kind: protocol.QuickFix, Diagnostics: []protocol.Diagnostic{r.diagnostic(d, f)},
				Edit: r.edit(d, d.edits(fix.Edits), nil),
			}
			if r.client.TextDocument.CodeAction.IsPreferredSupport {
				action.IsPreferred = len(f.Fixes) == 1
			}
			out = append(out, action)
		}
	}
	return out
}

// capitalised is a title as editors show them: fixes are named in the middle of a
// sentence by the command.
func capitalised(title string) string {
	r, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[size:]
}

// edits are those of a fix in the form of the protocol.
func (d *document) edits(edits []diag.Edit) []protocol.TextEdit {
	out := make([]protocol.TextEdit, len(edits))
	for i, e := range edits {
		out[i] = protocol.TextEdit{Range: d.rangeOf(e.Span), NewText: e.NewText}
	}
	return out
}

// fixAllAction offers to make all safe fixes, if there are any.
func (r *request) fixAllAction(d *document, a *analysis) []protocol.CodeAction {
	if !slices.ContainsFunc(a.shown().Findings, hasSafeFix) {
		return nil
	}
	action := protocol.CodeAction{Title: "Apply all safe fixes", Kind: protocol.FixAll}
	if r.client.resolvesActions() {
		action.Data = &protocol.CodeActionData{URI: d.uri}
		return []protocol.CodeAction{action}
	}
	if action.Edit = r.fixAll(d, a); action.Edit == nil {
		return nil
	}
	return []protocol.CodeAction{action}
}

func hasSafeFix(d diag.Diagnostic) bool {
	return slices.ContainsFunc(d.Fixes, func(f diag.Fix) bool { return f.Safe })
}

// resolveCodeAction makes the edit of an action that was offered without.
func resolveCodeAction(_ context.Context, r *request, p *protocol.CodeAction) (*protocol.CodeAction, error) {
	if p.Data == nil || p.Kind != protocol.FixAll {
		return p, nil
	}
	d, a, err := r.policyOf(protocol.TextDocumentIdentifier{URI: p.Data.URI})
	if a == nil {
		return p, err
	}
	p.Edit = r.fixAll(d, a)
	return p, nil
}

// fixAll makes all safe fixes, until there are none left (V1.27). It is nil if that
// changes nothing, or would add an error.
func (r *request) fixAll(d *document, a *analysis) *protocol.WorkspaceEdit {
	look := func(src *ast.Source) diag.File {
		next := *d
		next.Source, next.shop = src, new(workshop)
		return next.shop.analyse(r.snapshot, &next).shown()
	}
	fixed, err := diag.FixAll(a.shown(), false, look)
	if err != nil || fixed.Source.Text == d.Text {
		return nil
	}
	return r.edit(d, []protocol.TextEdit{d.difference(fixed.Source.Text)}, nil)
}

// difference is the edit that makes another text of a document: of the one piece in
// which they differ.
func (d *document) difference(text string) protocol.TextEdit {
	head := commonPrefix(d.Text, text)
	tail := commonSuffix(d.Text[head:], text[head:])
	for head > 0 && head < len(d.Text) && !startsRune(d.Text[head]) {
		head--
	}
	for tail > 0 && !startsRune(d.Text[len(d.Text)-tail]) {
		tail--
	}
	span := ast.Span{From: ast.PosAt(head), To: ast.PosAt(len(d.Text) - tail)}
	return protocol.TextEdit{Range: d.rangeOf(span), NewText: text[head : len(text)-tail]}
}

func startsRune(b byte) bool { return b&0xC0 != 0x80 }

// commandsFor are actions for clients that take commands only: those that have one.
func commandsFor(actions []protocol.CodeAction) []protocol.Command {
	out := []protocol.Command{}
	for _, a := range actions {
		switch {
		case a.Command != nil:
			out = append(out, *a.Command)
		case a.Edit != nil:
			out = append(out, protocol.Command{Title: a.Title, Command: applyEditCommand, Arguments: []any{a.Edit}})
		}
	}
	return out
}

// applyEditCommand makes an edit that was offered to a client without code actions.
const applyEditCommand = "assay.applyEdit"
