package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const createsFiles = `{"window": {"showDocument": {"support": true}}, "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}}}`

// V1.28, V1.34: a case of the last evaluation goes after the others of the test file, as
// far in as they are, or into a new file.
func TestCreateTest(t *testing.T) {
	t.Parallel()
	const added = "- name: \"evaluation of claims.json\"\n  given: {file: \"../claims.json\"}\n  expect: {decision: permit, reason: permitted}"
	const one = "- name: a\n  given: {claims: {}}\n  expect: {decision: deny}"
	for name, c := range map[string]struct{ tests, want string }{
		"new":         {"", "version: 1\ncases:\n" + indented("  ", added) + "\n"},
		"indented":    {"version: 1\ncases:\n" + indented("  ", one) + "\n", "\n" + indented("  ", added)},
		"flush":       {"version: 1\ncases:\n" + one + "\n", "\n" + added},
		"no line end": {"version: 1\ncases:\n" + one + " # why", "\n" + added},
		"comments":    {"version: 1\ncases:\n" + indented("  ", one) + " # one\n# the end\n", "\n" + indented("  ", added)},
		"flow":        {"version: 1\ncases: [{name: a, given: {claims: {}}, expect: {decision: deny}}]\n", ""},
		"broken":      {"version: 1\ncases: [", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := created(t, c.tests); got != c.want {
				t.Errorf("(-want +got)\n%s", cmp.Diff(c.want, got))
			}
		})
	}
}

// V1.7: a claims file that is made for a policy is shown: it is still to be filled in and
// saved.
func TestCreatedClaimsAreShown(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	uri := f.write("p.maa", permits)
	opts := quick()
	opts.Evaluate = evaluator
	e := start(t, createsFiles, opts, in(f.uri("")), func(e *editor) {
		e.answers = map[string]func(json.RawMessage) any{
			"window/showMessageRequest": func(json.RawMessage) any { return map[string]string{"title": "Create p.claims.json"} },
			"workspace/applyEdit":       func(json.RawMessage) any { return map[string]bool{"applied": true} },
		}
	})
	e.open(uri, permits)
	e.call("workspace/executeCommand", map[string]any{"command": "assay.evaluate", "arguments": []string{uri}}, nil)
	e.shows(f.uri("p.claims.json"))
}

// shows checks that the server asked to show a document.
func (e *editor) shows(uri string) {
	e.t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, method := range e.asked {
		if method == "window/showDocument" && strings.Contains(string(e.said[i]), uri) {
			return
		}
	}
	e.t.Errorf("found %q asked, expected %s to be shown", e.asked, uri)
}

func indented(by, text string) string { return by + strings.ReplaceAll(text, "\n", "\n"+by) }

// created makes a test of an evaluation, and returns what is inserted; "" if it is
// refused.
func created(t *testing.T, tests string) string {
	f := newFolder(t)
	uri := f.write("in/p.maa", permits)
	f.write("claims.json", "{}")
	if tests != "" {
		f.write("in/p_test.yaml", tests)
	}
	inserted := make(chan string, 1)
	opts := quick()
	opts.Evaluate = evaluator
	e := start(t, createsFiles, opts, in(f.uri("")), func(e *editor) {
		e.answers = map[string]func(json.RawMessage) any{"workspace/applyEdit": func(params json.RawMessage) any {
			var p struct {
				Edit struct {
					DocumentChanges []struct{ Edits []struct{ NewText string } }
				}
			}
			if err := json.Unmarshal(params, &p); err != nil {
				t.Error(err)
			}
			changes := p.Edit.DocumentChanges
			inserted <- changes[len(changes)-1].Edits[0].NewText
			return map[string]bool{"applied": true}
		}}
	})
	e.open(uri, permits)
	if err := e.conn.Call(t.Context(), "workspace/executeCommand", map[string]any{"command": "assay.createTest", "arguments": []string{uri}}, nil); err != nil {
		if codeOf(err) != -32803 {
			t.Error(err)
		}
		return ""
	}
	e.shows(f.uri("in/p_test.yaml"))
	return <-inserted
}
