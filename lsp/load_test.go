package lsp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp"
)

// A text of a million lines is beyond the limit of the language, which is a finding
// (L9); it is edited, asked about and closed like any other.
func TestMillionLines(t *testing.T) {
	t.Parallel()
	const uri = "test:///p.maa"
	e := start(t, pushes, quick())
	e.open(uri, "version=1.0;\nauthorizationrules {\n"+strings.Repeat("=>permit();\n", 10_000)+strings.Repeat("\n", 990_000)+"};\n")
	e.finds(uri, "the limit", true)
	e.change(uri, 2, `{"start": {"line": 5000, "character": 0}, "end": {"line": 5001, "character": 0}}`, "🔒")
	e.finds(uri, "the limit", true)
	e.codes(uri, 2)
	place := map[string]int{"line": 5_000, "character": 2}
	for _, method := range lsp.Methods() {
		if !strings.HasPrefix(method, "textDocument/") {
			continue
		}
		began := time.Now()
		err := e.conn.Call(t.Context(), method, map[string]any{
			"textDocument": map[string]string{"uri": uri}, "position": place, "positions": []any{place}, "newName": "x", "ch": ";",
			"range": map[string]any{"start": place, "end": place}, "context": map[string]any{"diagnostics": []any{}},
		}, nil)
		if code := codeOf(err); code == -32603 || time.Since(began) > time.Minute {
			t.Errorf("%s: found %v after %v, expected an answer within a minute", method, err, time.Since(began))
		}
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]string{"uri": uri}})
	e.finds(uri, "", false)
	if err := e.leave(true); err != nil {
		t.Error(err)
	}
}

// 1,000 requests that are cancelled while they are under way are all answered, and the
// next one, too.
func TestManyCancelled(t *testing.T) {
	t.Parallel()
	const uri = "test:///p.maa"
	e := start(t, pushes, lsp.Options{})
	e.open(uri, permits)
	params := map[string]any{"textDocument": map[string]string{"uri": uri}, "position": map[string]int{"line": 2, "character": 14}}
	methods := []string{"textDocument/hover", "textDocument/completion", "textDocument/diagnostic", "textDocument/semanticTokens/full"}
	var calls []jsonrpc2.Waiter
	for i := range 1_000 {
		id := uint64(10_000 + i)
		call, err := e.conn.DispatchCall(t.Context(), methods[i%len(methods)], params, jsonrpc2.PickID(jsonrpc2.ID{Num: id}))
		if err != nil {
			t.Fatal(err)
		}
		e.notify("$/cancelRequest", map[string]uint64{"id": id})
		e.notify("$/cancelRequest", map[string]uint64{"id": id}) // twice does no harm
		calls = append(calls, call)
	}
	for i, call := range calls {
		if err := call.Wait(t.Context(), nil); err != nil && codeOf(err) != -32800 {
			t.Errorf("request %d: found %v, expected an answer or that it was cancelled", i, err)
		}
	}
	var hover any
	e.call("textDocument/hover", params, &hover)
	if !strings.Contains(fmt.Sprint(hover), "debug") {
		t.Errorf("found %v, expected what the claim means", hover)
	}
}
