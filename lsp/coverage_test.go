package lsp

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// announces is which capability stands for which method.
var announces = map[string]string{
	"textDocument/diagnostic":                "diagnosticProvider",
	"workspace/diagnostic":                   "diagnosticProvider.workspaceDiagnostics",
	"textDocument/definition":                "definitionProvider",
	"textDocument/declaration":               "declarationProvider",
	"textDocument/references":                "referencesProvider",
	"textDocument/documentHighlight":         "documentHighlightProvider",
	"textDocument/prepareRename":             "renameProvider.prepareProvider",
	"textDocument/rename":                    "renameProvider",
	"textDocument/linkedEditingRange":        "linkedEditingRangeProvider",
	"textDocument/documentSymbol":            "documentSymbolProvider",
	"workspace/symbol":                       "workspaceSymbolProvider",
	"textDocument/prepareCallHierarchy":      "callHierarchyProvider",
	"callHierarchy/incomingCalls":            "callHierarchyProvider",
	"callHierarchy/outgoingCalls":            "callHierarchyProvider",
	"textDocument/semanticTokens/full":       "semanticTokensProvider.full",
	"textDocument/semanticTokens/full/delta": "semanticTokensProvider.full.delta",
	"textDocument/semanticTokens/range":      "semanticTokensProvider.range",
	"textDocument/foldingRange":              "foldingRangeProvider",
	"textDocument/selectionRange":            "selectionRangeProvider",
	"textDocument/formatting":                "documentFormattingProvider",
	"textDocument/rangeFormatting":           "documentRangeFormattingProvider",
	"textDocument/onTypeFormatting":          "documentOnTypeFormattingProvider",
	"textDocument/codeAction":                "codeActionProvider",
	"codeAction/resolve":                     "codeActionProvider.resolveProvider",
	"textDocument/codeLens":                  "codeLensProvider",
	"codeLens/resolve":                       "codeLensProvider.resolveProvider",
	"textDocument/inlayHint":                 "inlayHintProvider",
	"inlayHint/resolve":                      "inlayHintProvider.resolveProvider",
	"workspace/executeCommand":               "executeCommandProvider",
	"textDocument/completion":                "completionProvider",
	"completionItem/resolve":                 "completionProvider.resolveProvider",
	"textDocument/hover":                     "hoverProvider",
	"textDocument/signatureHelp":             "signatureHelpProvider",
	"textDocument/documentLink":              "documentLinkProvider",
	"documentLink/resolve":                   "documentLinkProvider.resolveProvider",
}

// What is announced to a client that can do all is what there is, no more and no less.
func TestAnnounced(t *testing.T) {
	t.Parallel()
	snap := testServer(t, everything, "{}").snap.Load()
	text, err := json.Marshal(capabilities(snap.client))
	if err != nil {
		t.Fatal(err)
	}
	var said map[string]any
	if err := json.Unmarshal(text, &said); err != nil {
		t.Fatal(err)
	}
	for method, capability := range announces {
		if _, there := methodNamed(method); there != isSaid(said, strings.Split(capability, ".")) {
			t.Errorf("%s: found it present: %v, expected that of the capability %s", method, there, capability)
		}
	}
	for _, m := range methods() {
		if announces[m.name] == "" {
			t.Errorf("%s: found no capability that announces it", m.name)
		}
	}
	for name := range said {
		known := name == "positionEncoding" || name == "textDocumentSync" || name == "workspace"
		for _, capability := range announces {
			known = known || strings.Split(capability, ".")[0] == name
		}
		if !known {
			t.Errorf("%s: found it announced, expected a method for it", name)
		}
	}
}

// isSaid reports whether a capability is there and not false.
func isSaid(in map[string]any, path []string) bool {
	switch v := in[path[0]].(type) {
	case map[string]any:
		return len(path) == 1 || isSaid(v, path[1:])
	case bool:
		return v && len(path) == 1
	}
	return false
}

// Each method has an archive (V2.14).
func TestArchives(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/features/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if f.Name == "request" {
				method, _, _ := strings.Cut(string(f.Data), "\n")
				tried[strings.TrimSpace(method)] = true
			}
		}
	}
	for _, m := range methods() {
		if !tried[m.name] {
			t.Errorf("%s: found no archive", m.name)
		}
	}
}

// V2.4: no list is null, neither about an empty text nor about a file of no kind.
func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"p.maa", "p_test.yaml", ".assay.yaml", "p.claims.json", "p.txt"} {
		for _, capabilities := range []string{everything, "{}"} {
			s := testServer(t, capabilities, "{}")
			d := s.put(name, "")
			snap := s.snap.Load()
			p, err := json.Marshal(map[string]any{
				"textDocument": protocol.TextDocumentIdentifier{URI: d.uri}, "positions": []any{protocol.Position{}},
				"context": map[string]any{"diagnostics": []any{}}, "ch": ";", "previousResultIds": []any{},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range methods() {
				result, err := m.answer(t.Context(), &request{snapshot: snap, server: s}, p)
				if v := reflect.ValueOf(result); err == nil && v.Kind() == reflect.Slice && v.IsNil() {
					t.Errorf("%s of %s: found null, expected a list", m.name, name)
				}
				text, err := json.Marshal(result)
				if err != nil {
					t.Fatal(err)
				}
				if i := slices.IndexFunc([]string{`"items":null`, `"data":null`, `"edits":null`, `"ranges":null`}, func(s string) bool { return strings.Contains(string(text), s) }); i >= 0 {
					t.Errorf("%s of %s: found %s", m.name, name, text)
				}
			}
		}
	}
}
