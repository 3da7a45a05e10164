package lsp

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// method is a request that clients make: a row of the table of features.
type method struct {
	name   string
	answer func(ctx context.Context, r *request, params json.RawMessage) (any, error)
	// offer announces the feature to a client; nil if another row does.
	offer func(*protocol.ServerCapabilities, *client)
}

// request is what a feature answers from: the snapshot of when the client asked, and
// the server for those few that ask the client in turn.
type request struct {
	*snapshot
	server *server
}

// on makes a row of a feature: a function of a context, a snapshot and parameters.
func on[P, R any](name string, f func(context.Context, *request, *P) (R, error), offer func(*protocol.ServerCapabilities, *client)) method {
	return method{name: name, offer: offer, answer: func(ctx context.Context, r *request, params json.RawMessage) (any, error) {
		p := new(P)
		if err := json.Unmarshal(params, p); err != nil {
			return nil, rpcError(codeInvalidParams, "%s: %v", name, err)
		}
		result, err := f(ctx, r, p)
		return listed(result), err
	}}
}

// listed is a result in which no list is null (V2.4).
func listed(result any) any {
	if v := reflect.ValueOf(result); v.Kind() == reflect.Slice && v.IsNil() {
		return []struct{}{}
	}
	return result
}

// methods are all requests that are answered while the server serves (V1.10 to V1.36).
// Each row stands in the file of its feature.
func methods() []method {
	return []method{
		documentDiagnosticMethod,
		workspaceDiagnosticMethod,
		definitionMethod,
		declarationMethod,
		referencesMethod,
		highlightMethod,
		prepareRenameMethod,
		renameMethod,
		linkedEditingMethod,
		documentSymbolMethod,
		workspaceSymbolMethod,
		prepareHierarchyMethod,
		incomingMethod,
		outgoingMethod,
		tokensFullMethod,
		tokensDeltaMethod,
		tokensRangeMethod,
		foldingMethod,
		selectionMethod,
		formattingMethod,
		rangeFormattingMethod,
		onTypeFormattingMethod,
		codeActionMethod,
		codeActionResolveMethod,
		codeLensMethod,
		inlayHintMethod,
		executeCommandMethod,
		completionMethod,
		completionResolveMethod,
		hoverMethod,
		signatureHelpMethod,
		documentLinkMethod,
	}
}

var byName = sync.OnceValue(func() map[string]method {
	table := map[string]method{}
	for _, m := range methods() {
		table[m.name] = m
	}
	return table
})

func methodNamed(name string) (method, bool) {
	m, ok := byName()[name]
	return m, ok
}
