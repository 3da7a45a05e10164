package lsp

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// askClaims asks which claims file a policy is evaluated with: one of those that are
// near it.
func (r *request) askClaims(ctx context.Context, d *document) (string, error) {
	near := r.claimsNear(d)
	if len(near) == 0 {
		return "", r.offerClaims(ctx, d)
	}
	ask := protocol.ShowMessageRequestParams{Type: protocol.InfoMessage, Message: "Evaluate " + d.name() + " with which claims?"}
	for _, uri := range near {
		ask.Actions = append(ask.Actions, protocol.MessageActionItem{Title: claimsFile{uri: uri}.name()})
	}
	var answer *protocol.MessageActionItem
	if err := r.server.ask(ctx, "window/showMessageRequest", ask, &answer); err != nil || answer == nil {
		return "", err
	}
	for _, uri := range near {
		if (claimsFile{uri: uri}).name() == answer.Title {
			return uri, nil
		}
	}
	return "", nil
}

// claimsNear are the claims files that are open, or in the folder of a policy.
func (r *request) claimsNear(d *document) []string {
	var out []string
	for _, other := range r.documents() {
		if other.kind == claimsDocument {
			out = append(out, other.uri)
		}
	}
	if d.path == "" {
		return out
	}
	entries, err := os.ReadDir(filepath.Dir(d.path))
	if err != nil {
		return out
	}
	for _, e := range entries {
		uri := sibling(d.uri, e.Name())
		if kindOf(uri, "") == claimsDocument && !slices.ContainsFunc(out, func(known string) bool { return keyOf(known) == keyOf(uri) }) {
			out = append(out, uri)
		}
	}
	return out
}

// offerClaims offers to write a claims file for a policy that has none, with the claims
// that the catalogue has for it (V1.7).
func (r *request) offerClaims(ctx context.Context, d *document) error {
	name := strings.TrimSuffix(d.name(), ".maa") + claimsSuffix
	create := protocol.MessageActionItem{Title: "Create " + name}
	var answer *protocol.MessageActionItem
	err := r.server.ask(ctx, "window/showMessageRequest", protocol.ShowMessageRequestParams{
		Type: protocol.InfoMessage, Message: "There are no claims to evaluate " + d.name() + " with.", Actions: []protocol.MessageActionItem{create},
	}, &answer)
	if err != nil || answer == nil || answer.Title != create.Title {
		return err
	}
	can := r.client.Workspace.WorkspaceEdit
	if !can.DocumentChanges || !slices.Contains(can.ResourceOperations, "create") {
		return rpcError(codeFailed, "this editor can't create files for the server: write the claims to %s", name)
	}
	uri := sibling(d.uri, name)
	return r.write(ctx, create.Title, uri, protocol.WorkspaceEdit{DocumentChanges: []any{
		protocol.CreateFile{Kind: "create", URI: uri, Options: &protocol.CreateFileOptions{IgnoreIfExists: true}},
		protocol.TextDocumentEdit{
			TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{URI: uri},
			Edits:        []protocol.TextEdit{{NewText: d.policy().claimsTemplate()}},
		},
	}})
}

// claimsTemplate is a claims file with the claims that a policy tests and that evidence
// of its attestation type gives, each with a value of its kind.
func (a *analysis) claimsTemplate() string {
	claims := map[string]any{}
	for _, step := range a.lineage.Rules {
		for _, c := range step.Rule.Conditions {
			l := check.TypeLiteral(c)
			if l == nil || len(a.lineage.Makers(l.Value)) > 0 {
				continue
			}
			if e, ok := catalog.Lookup(l.Value); ok && e.Use.Has(catalog.Incoming) {
				claims[l.Value] = sample(e)
			}
		}
	}
	out, err := json.MarshalIndent(claims, "", "  ")
	if err != nil {
		panic(err) // of plain values
	}
	return string(out) + "\n"
}

// sample is a value that a claim can have.
func sample(e catalog.Entry) any {
	switch {
	case e.Shape == catalog.Object:
		return map[string]any{}
	case e.Shape == catalog.Integers:
		return []int{0}
	case e.Kinds == catalog.Boolean:
		return false
	case e.Kinds == catalog.Integer:
		return e.Least
	}
	return ""
}
