package lsp

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var prepareRenameMethod = on("textDocument/prepareRename", prepareRename, nil)

var renameMethod = on("textDocument/rename", rename,
	func(c *protocol.ServerCapabilities, client *client) {
		c.RenameProvider = true
		if client.TextDocument.Rename.PrepareSupport {
			c.RenameProvider = &protocol.RenameOptions{PrepareProvider: true}
		}
	})

var linkedEditingMethod = on("textDocument/linkedEditingRange", linkedEditing,
	func(c *protocol.ServerCapabilities, _ *client) { c.LinkedEditingRangeProvider = true })

// prepareRename says what can be renamed at a place, or why nothing can.
func prepareRename(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) (*protocol.PrepareRenameResult, error) {
	at, err := r.at(*p)
	if at == nil {
		return nil, err
	}
	s, err := at.renamed()
	if err != nil {
		return nil, err
	}
	return &protocol.PrepareRenameResult{Range: at.rangeOf(s.span), Placeholder: s.name()}, nil
}

// name is the name of a subject.
func (s *subject) name() string {
	if s.binder != nil {
		return s.binder.Binder.Name
	}
	return s.claim.Value
}

// renamed returns what a place is about, if it can be renamed: a binder, or claims that
// the policy makes itself (V1.19).
func (p *place) renamed() (*subject, error) {
	s := p.subject()
	switch {
	case s == nil:
		return nil, rpcError(codeFailed, "nothing here can be renamed: only binders and claims that the policy makes can")
	case s.binder != nil:
		return s, nil
	case len(p.lineage.Makers(s.claim.Value)) > 0 && !isIncoming(s.claim.Value):
		return s, nil
	case isIncoming(s.claim.Value):
		return nil, rpcError(codeFailed, "%s comes from the service, so it keeps its name", grammar.Quote(s.claim.Value))
	}
	return nil, rpcError(codeFailed, "no rule of this policy makes %s, so whoever does would have to rename it, too", grammar.Quote(s.claim.Value))
}

// isIncoming reports whether evidence gives claims of a name, or a property of the service has it.
func isIncoming(name string) bool {
	e, ok := catalog.Lookup(name)
	return ok && (e.Use.Has(catalog.Incoming) || e.Use.Has(catalog.Property))
}

var binderName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) })

// rename gives a binder or claims of the policy another name. What would change more
// than names is asked about first.
func rename(_ context.Context, r *request, p *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	at, err := r.at(p.TextDocumentPositionParams)
	if at == nil {
		return nil, err
	}
	s, err := at.renamed()
	if err != nil {
		return nil, err
	}
	if s.binder != nil {
		if err := binderFree(s, p.NewName); err != nil {
			return nil, err
		}
		return r.edit(at.document, at.replaced(at.mentions(s), p.NewName), nil), nil
	}
	if err := at.claimFree(p.NewName); err != nil {
		return nil, err
	}
	quoted := grammar.Quote(p.NewName)
	return r.edit(at.document, at.replaced(at.literalsOf(s.claim.Value), quoted[1:len(quoted)-1]), at.doubt(s.claim.Value)), nil
}

// binderFree says why a binder can't have a name.
func binderFree(s *subject, name string) error {
	switch {
	case !binderName().MatchString(name):
		return rpcError(codeFailed, "found %q, expected a name for a binder: letters, digits and \"_\", no digit first", name)
	case name != s.name() && definition(s.rule, name) != nil:
		return rpcError(codeFailed, "the rule has a binder %q already", name)
	}
	return nil
}

// claimFree says why claims of the policy can't have a name.
func (p *place) claimFree(name string) error {
	switch {
	case name == "" || strings.ContainsAny(name, "\n\r\x00"):
		return rpcError(codeFailed, "found %q, expected the name of a claim", name)
	case catalog.Reserved(name, p.typ):
		return rpcError(codeFailed, "%q is a name that the service keeps to itself: a policy can't issue it", name)
	case isIncoming(name):
		return rpcError(codeFailed, "%q is a claim of the service", name)
	case len(p.claimMentions(name))+len(p.exclusions(name)) > 0:
		return rpcError(codeFailed, "the policy has claims %q already", name)
	}
	return nil
}

// literalsOf are the literals that name a type of claims. Where a rule takes claims by
// their binder, the condition of that has one.
func (a *analysis) literalsOf(name string) []mention {
	var out []mention
	for _, s := range a.lineage.Makers(name) {
		if l := madeLiteral(s.Rule); l != nil {
			out = append(out, mention{inside(l), true})
		}
	}
	for _, m := range a.claimMentions(name) {
		if !m.write {
			out = append(out, m)
		}
	}
	return append(out, a.exclusions(name)...)
}

// exclusions are the literals by which conditions leave out claims of a type. They are
// no consumers of it (V1.6), but go by its name.
func (a *analysis) exclusions(name string) (out []mention) {
	for _, s := range a.lineage.Rules {
		for _, c := range s.Rule.Conditions {
			for _, t := range c.Tests {
				l, ok := t.Value.(*ast.StringLit)
				if ok && t.Property == ast.TypeProperty && t.Op == ast.NotEqual && l.Value == name {
					out = append(out, mention{inside(l), false})
				}
			}
		}
	}
	return out
}

// doubt says why a new name for claims may change more than names; nil if it doesn't.
func (a *analysis) doubt(name string) *protocol.ChangeAnnotation {
	computed := false
	for _, s := range a.lineage.Rules {
		computed = computed || s.AnyType()
	}
	issued := slices.ContainsFunc(a.lineage.Makers(name), func(s *check.Step) bool { return isIssue(s.Rule) })
	switch {
	case issued:
		return &protocol.ChangeAnnotation{
			Label: "Rename claims of the token", NeedsConfirmation: true,
			Description: "the claim is issued: relying parties see the new name in the token",
		}
	case computed:
		return &protocol.ChangeAnnotation{
			Label: "Rename claims", NeedsConfirmation: true,
			Description: "a rule computes the type of the claims that it makes: it may make claims of the old name",
		}
	}
	return nil
}

func isIssue(rule *ast.Rule) bool { return rule.Action != nil && rule.Action.Kind == ast.Issue }

// replaced are edits that put a text in the place of each mention.
func (d *document) replaced(mentions []mention, text string) []protocol.TextEdit {
	out := make([]protocol.TextEdit, len(mentions))
	for i, m := range mentions {
		out[i] = protocol.TextEdit{Range: d.rangeOf(m.Span), NewText: text}
	}
	return out
}

// linkedEditing returns a binder with its uses, which are edited together (V1.20).
func linkedEditing(_ context.Context, r *request, p *protocol.TextDocumentPositionParams) (*protocol.LinkedEditingRanges, error) {
	at, err := r.at(*p)
	if at == nil {
		return nil, err
	}
	s := at.subject()
	if s == nil || s.binder == nil {
		return nil, nil
	}
	out := &protocol.LinkedEditingRanges{WordPattern: "[A-Za-z_][A-Za-z0-9_]*"}
	for _, m := range at.mentions(s) {
		out.Ranges = append(out.Ranges, at.rangeOf(m.Span))
	}
	return out, nil
}
