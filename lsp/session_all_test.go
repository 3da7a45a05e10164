package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/lsp"
)

// tour is a policy with something for each feature: findings with and without fixes,
// related places, deprecated names, queries, claims that are made and tested.
const tour = `version=1.2;
// 🔒 rules
authorizationrules {
    c:[type=="x-ms-sgx-mrsinger"] => permit();
    d:[type=="$is-debuggable", issuer=="AttestationService"] && [type=="made"] => add(type="mine", value=d.value);
    unused:[type=="mine", value==1] => permit();
    [type=="mine", value==1] => permit();
};
issuancerules {
    e:[type=="x-ms-runtime"] => add(type="made", value=JmesPath(e.value, "keys[?kid=='a'].{n: n} | [0]"));
    [type=="made"] => issue(type="out", value=1);
    f:[type=="made"] => issue(claim=f);
    [type=="x", => permit();
};
`

// visit makes each request there is, at many places, and returns the methods that were
// answered without an error.
func visit(t *testing.T, capabilities string, record *lockedBuffer) map[string]bool {
	t.Helper()
	f := newFolder(t)
	uri := f.write("p.maa", tour)
	test := f.write("p_test.yaml", "version: 1\ncases:\n  - name: a\n    given: {claims: {}}\n    expect: {decision: deny}\n  - nam: b\n")
	config := f.write(".assay.yaml", "version: 1\nlint:\n  accept: [{code: MAA3041, policy: p.maa, reason: lab}]\n")
	claims := f.write("p.claims.json", "{}")
	f.write("q.maa", permits)
	opts := quick()
	opts.Evaluate = evaluator
	opts.Explain = func(context.Context, *check.Checked, []byte) (string, error) { return "because", nil }
	opts.RunTests = func(context.Context, string, []byte, string, func(string) ([]byte, error)) (json.RawMessage, error) {
		return json.RawMessage(`{"files": [{"cases": [{"name": "a", "line": 3, "status": "failed", "failures": [{"path": "decision", "wanted": "deny", "found": "permit"}]}]}], "failed": 1}`), nil
	}
	e := start(t, capabilities, opts, in(f.uri("")), func(e *editor) {
		e.record = record
		e.answers = map[string]func(json.RawMessage) any{
			"workspace/applyEdit": func(json.RawMessage) any { return map[string]bool{"applied": true} },
			"workspace/configuration": func(json.RawMessage) any {
				return []any{map[string]any{"attestationType": "auto"}, map[string]any{}}
			},
			"window/showMessageRequest": func(params json.RawMessage) any {
				var p struct{ Actions []any }
				if json.Unmarshal(params, &p) != nil || len(p.Actions) == 0 {
					return nil
				}
				return p.Actions[0]
			},
		}
	})
	e.open(uri, tour)
	e.open(test, "version: 1\ncases:\n  - name: a\n    given: {claims: {}}\n    expect: {decision: deny}\n  - nam: b\n")
	e.open(config, "version: 1\nlint:\n  accept: [{code: MAA3041, policy: p.maa, reason: lab}]\n")
	answered := map[string]bool{}
	ask := func(method string, params map[string]any) (result json.RawMessage) {
		if e.conn.Call(t.Context(), method, params, &result) == nil {
			answered[method] = true
		}
		return result
	}
	resolve := func(method string, list json.RawMessage, param string) {
		var items []json.RawMessage
		if json.Unmarshal(list, &items) != nil || len(items) == 0 {
			return
		}
		var item map[string]any
		if err := json.Unmarshal(items[0], &item); err != nil {
			t.Fatal(err)
		}
		if param != "" {
			item = map[string]any{param: item}
		}
		ask(method, item)
	}
	for _, command := range []string{"evaluate", "explain", "runTests", "hash", "showCommandLine", "selectClaims", "createTest", "fixAll"} {
		ask("workspace/executeCommand", map[string]any{"command": "assay." + command, "arguments": []string{uri}})
	}
	ask("workspace/executeCommand", map[string]any{"command": "assay.runTests", "arguments": []string{test}})
	for _, doc := range []struct{ uri, text string }{{uri, tour}, {test, strings.Repeat("12345678\n", 6)}, {config, "1234567\n1234567\n"}} {
		for at := 0; at < len(doc.text); at += 9 {
			line := strings.Count(doc.text[:at], "\n")
			place := map[string]int{"line": line, "character": at - strings.LastIndex(doc.text[:at], "\n") - 1}
			end := map[string]int{"line": line + 2, "character": 0}
			params := map[string]any{
				"textDocument": map[string]string{"uri": doc.uri}, "position": place, "positions": []any{place}, "newName": "renamed",
				"range": map[string]any{"start": place, "end": end}, "context": map[string]any{"diagnostics": []any{}, "includeDeclaration": true},
				"options": map[string]any{"tabSize": 4, "insertSpaces": true}, "ch": ";", "previousResultId": "1",
			}
			for _, method := range lsp.Methods() {
				perDocument := slices.Contains([]string{
					"textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta", "textDocument/formatting", "textDocument/codeLens",
					"textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/diagnostic", "textDocument/documentLink",
				}, method)
				if !strings.HasPrefix(method, "textDocument/") || perDocument && at > 0 {
					continue
				}
				result := ask(method, params)
				switch method {
				case "textDocument/codeAction":
					resolve("codeAction/resolve", result, "")
				case "textDocument/prepareCallHierarchy":
					resolve("callHierarchy/incomingCalls", result, "item")
					resolve("callHierarchy/outgoingCalls", result, "item")
				case "textDocument/completion":
					var list struct{ Items json.RawMessage }
					if json.Unmarshal(result, &list) == nil {
						resolve("completionItem/resolve", list.Items, "")
					}
				}
			}
		}
	}
	for query := range strings.FieldsSeq("m permit made") {
		ask("workspace/symbol", map[string]any{"query": query})
	}
	ask("workspace/diagnostic", map[string]any{"previousResultIds": []any{}})
	ask("workspace/diagnostic", map[string]any{"previousResultIds": []any{}, "partialResultToken": "part"})
	var tokens struct{ ResultID string }
	if err := json.Unmarshal(ask("textDocument/semanticTokens/full", map[string]any{"textDocument": map[string]string{"uri": uri}}), &tokens); err != nil {
		t.Fatal(err)
	}
	e.change(uri, 2, `{"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 0}}`, "// 🔑\n")
	ask("textDocument/semanticTokens/full/delta", map[string]any{"textDocument": map[string]string{"uri": uri}, "previousResultId": tokens.ResultID})
	e.changedOnDisk(2, claims, config)
	ask("textDocument/hover", map[string]any{"textDocument": map[string]string{"uri": uri}, "position": map[string]int{"line": 0, "character": 0}})
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]string{"uri": uri}})
	if err := e.leave(true); err != nil {
		t.Error(err)
	}
	return answered
}

// Each method of the table is answered over a pipe.
func TestEachMethod(t *testing.T) {
	t.Parallel()
	var record lockedBuffer
	answered := visit(t, lsp.Everything, &record)
	for _, method := range lsp.Methods() {
		if !answered[method] {
			t.Errorf("%s: found no answer without an error", method)
		}
	}
	_ = visit(t, `{"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}, "didChangeConfiguration": {"dynamicRegistration": true}}}`, &record)
	checkMessages(t, record.String())
}

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
