package lsp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/lsp"
)

// folder is a workspace on the disk.
type folder struct {
	t   *testing.T
	dir string
}

func newFolder(t *testing.T) folder { return folder{t, t.TempDir()} }

// write writes a file, and returns its URI.
func (f folder) write(name, text string) string {
	f.t.Helper()
	path := filepath.Join(f.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return f.uri(name)
}

func (f folder) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(f.dir, filepath.FromSlash(name)))}).String()
}

func (f folder) remove(name string) {
	f.t.Helper()
	if err := os.Remove(filepath.Join(f.dir, name)); err != nil {
		f.t.Fatal(err)
	}
}

// in has an editor open folders.
func in(uris ...string) func(*editor) {
	return func(e *editor) {
		var folders []any
		for _, uri := range uris {
			folders = append(folders, map[string]string{"uri": uri, "name": uri})
		}
		e.hello["workspaceFolders"] = folders
	}
}

// changedOnDisk tells of files.
func (e *editor) changedOnDisk(typ int, uris ...string) {
	e.t.Helper()
	var changes []any
	for _, uri := range uris {
		changes = append(changes, map[string]any{"uri": uri, "type": typ})
	}
	e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": changes})
}

const permits = "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-is-debuggable\", value==false] => permit();\n};\n"

// quick is a server whose searches don't wait long.
func quick() lsp.Options { return lsp.Options{Searches: time.Millisecond} }

// A save that comes right after a change doesn't take its findings away.
func TestChangeAndSave(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{})
	const uri = "test:///p.maa"
	e.open(uri, permits)
	for version := 2; version < 40; version++ {
		e.change(uri, version, `{"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}`, "\n")
		e.notify("textDocument/didSave", map[string]any{"textDocument": map[string]string{"uri": uri}})
		e.codes(uri, int32(version))
	}
}

// T2.9: a configuration that can't be read is told of in the policies that it is for, too.
func TestConfigurationUnreadable(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	config := f.write(".assay.yaml", "version: 1\nlint:\n  chekcs: {}\n")
	uri := f.write("p.maa", permits)
	e := start(t, pushes, quick(), in(f.uri("")))
	e.open(uri, permits)
	e.finds(uri, ".assay.yaml can't be read", true)
	f.write(".assay.yaml", "version: 1\n")
	e.changedOnDisk(2, config)
	e.finds(uri, ".assay.yaml can't be read", false)
}

// MAA3051 is shown in a configuration that is open, for as long as it holds.
func TestStaleAcceptances(t *testing.T) {
	t.Parallel()
	const debugs = "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-is-debuggable\", value==true] => permit();\n};\n"
	const config = "version: 1\nlint:\n  accept: [{code: MAA3041, policy: p.maa, reason: lab}]\n"
	f := newFolder(t)
	uri, at := f.write("p.maa", debugs), f.write(".assay.yaml", config)
	e := start(t, pushes, quick(), in(f.uri("")))
	e.open(at, config)
	e.finds(at, "MAA3051", true)
	e.open(uri, debugs)
	e.change(uri, 2, `{"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}`, "    [type==\"a\"] => permit();\n")
	e.finds(uri, "MAA3041", false)
}

// V1.36: policies that change on the disk are known as they are, those of folders that
// are gone are not.
func TestWatchedPolicies(t *testing.T) {
	t.Parallel()
	const named = "version=1.1;\nissuancerules {\n    => issue(type=\"%s\", value=1);\n};\n"
	f := newFolder(t)
	one, two := f.write("a b/%41#.maa", fmt.Sprintf(named, "first")), f.uri("two.maa")
	e := start(t, `{"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}`, quick(), in(f.uri(""), f.uri("a b")))
	waits := func(query, uri string, want bool) {
		t.Helper()
		for began := time.Now(); strings.Contains(e.symbols(query), uri) != want; {
			if time.Since(began) > time.Minute {
				t.Fatalf("%s: found %s, expected %s: %v", query, e.symbols(query), uri, want)
			}
		}
	}
	waits("first", one, true)
	f.write("two.maa", fmt.Sprintf(named, "second"))
	e.changedOnDisk(1, two)
	waits("second", two, true)
	f.remove("two.maa")
	e.changedOnDisk(3, two)
	waits("second", two, false)
	waits("first", one, true)
	e.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{
		"added": []any{}, "removed": []any{map[string]string{"uri": f.uri(""), "name": ""}, map[string]string{"uri": f.uri("a b"), "name": ""}},
	}})
	waits("first", one, false)
}

// symbols are those of the workspace that a query finds.
func (e *editor) symbols(query string) string {
	e.t.Helper()
	var found json.RawMessage
	e.call("workspace/symbol", map[string]string{"query": query}, &found)
	return string(found)
}

// evaluator is one that says which claims it got.
func evaluator(_ context.Context, _ *check.Checked, claims []byte) (*brief.Explanation, error) {
	switch text := string(claims); {
	case !json.Valid(claims):
		return nil, errors.New("the claims are no JSON")
	case strings.Contains(text, "limit"):
		return &brief.Explanation{Decision: "error", Error: &brief.Error{Code: "MAA4001", Message: "too many claims", Line: 3, Column: 5}}, nil
	}
	return &brief.Explanation{Decision: "permit", Reason: "permitted"}, nil
}

// V1.33: an explanation is shown once, by the server or by a client that says it does.
func TestExplanationShownOnce(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]int{"": 1, "assay.showExplanation": 0} {
		f := newFolder(t)
		uri := f.write("p.maa", permits)
		f.write("claims.json", "{}")
		opts := quick()
		opts.Evaluate = evaluator
		opts.Explain = func(context.Context, *check.Checked, []byte) (string, error) { return "because", nil }
		e := start(t, pushes, opts, in(f.uri("")), func(e *editor) {
			e.hello["initializationOptions"] = map[string]any{"commands": []string{name}}
		})
		e.open(uri, permits)
		var result struct{ Text string }
		e.call("workspace/executeCommand", map[string]any{"command": "assay.explain", "arguments": []string{uri}}, &result)
		if err := e.leave(true); err != nil {
			t.Error(err)
		}
		messages := e.messages()
		if result.Text != "because" || messages != shown {
			t.Errorf("%q: found %q and %d messages, expected the explanation and %d", name, result.Text, messages, shown)
		}
	}
}

// messages is how many messages the server showed.
func (e *editor) messages() (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, method := range e.asked {
		if method == "window/showMessage" {
			n++
		}
	}
	return n
}

// V1.34: a client that shows each case of a test file gets no message about all.
func TestQuietTests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arguments []string
		shown     int
	}{{nil, 1}, {[]string{"", "quiet"}, 0}} {
		f := newFolder(t)
		uri := f.write("p_test.yaml", "version: 1\n")
		opts := quick()
		opts.RunTests = func(context.Context, string, []byte, string, func(string) ([]byte, error)) (json.RawMessage, error) {
			return json.RawMessage(`{"files": [{"cases": [{"name": "a", "line": 3, "status": "passed"}]}], "passed": 1}`), nil
		}
		e := start(t, pushes, opts, in(f.uri("")))
		var result struct{ Cases []struct{ Status string } }
		e.call("workspace/executeCommand", map[string]any{"command": "assay.runTests", "arguments": append([]string{uri}, c.arguments...)}, &result)
		if err := e.leave(true); err != nil {
			t.Error(err)
		}
		if got := e.messages(); len(result.Cases) != 1 || got != c.shown {
			t.Errorf("%q: found %d cases and %d messages, expected 1 and %d", c.arguments, len(result.Cases), got, c.shown)
		}
	}
}

// V2.13, V1.7: claims that can't be read, and limits that are passed, are findings until
// the claims change; of a file that is gone nothing is left.
func TestEvaluationProblems(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	uri, claims := f.write("p.maa", permits), f.write("p.claims.json", "{")
	opts := quick()
	opts.Evaluate = evaluator
	e := start(t, pushes, opts, in(f.uri("")))
	e.open(uri, permits)
	e.call("workspace/executeCommand", map[string]any{"command": "assay.evaluate", "arguments": []string{uri}}, nil)
	e.finds(uri, "the claims are no JSON", true)
	f.write("p.claims.json", `{"limit": 1}`)
	e.changedOnDisk(2, claims)
	e.finds(uri, "too many claims", true)
	f.write("p.claims.json", `{}`)
	e.changedOnDisk(2, claims)
	e.finds(uri, "claims", false)
	other := f.uri("other.json")
	e.call("workspace/executeCommand", map[string]any{"command": "assay.selectClaims", "arguments": []string{uri, other}}, nil)
	e.finds(uri, "the claims file can't be read", true)
}

// V1.35, V6.8: policies are read for a client that answers nothing of what it is asked,
// such as whether it shows progress.
func TestSilentClient(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	uri := f.write("p.maa", "version=1.1;\nissuancerules {\n    => issue(type=\"made\", value=1);\n};\n")
	const asks = `{"window": {"workDoneProgress": true}, "workspace": {"configuration": true,
		"didChangeWatchedFiles": {"dynamicRegistration": true}, "didChangeConfiguration": {"dynamicRegistration": true}}}`
	silence := func(json.RawMessage) any {
		<-t.Context().Done()
		return nil
	}
	e := start(t, asks, quick(), in(f.uri("")), func(e *editor) {
		e.answers = map[string]func(json.RawMessage) any{
			"window/workDoneProgress/create": silence, "workspace/configuration": silence, "client/registerCapability": silence,
		}
	})
	for began := time.Now(); !strings.Contains(e.symbols("made"), uri); {
		if time.Since(began) > time.Minute {
			t.Fatalf("found %s, expected the claim of %s", e.symbols("made"), uri)
		}
	}
	if err := e.leave(true); err != nil {
		t.Error(err)
	}
}

// V1.12, V1.36: findings that a client asks for before it has said its settings are those
// with its settings.
func TestSettingsComeLate(t *testing.T) {
	t.Parallel()
	const asks = `{"workspace": {"configuration": true}, "textDocument": {"diagnostic": {}}}`
	e := start(t, asks, quick(), func(e *editor) {
		e.answers = map[string]func(json.RawMessage) any{"workspace/configuration": func(json.RawMessage) any {
			time.Sleep(50 * time.Millisecond)
			return []any{map[string]any{"severity": map[string]string{"MAA3041": "off"}}}
		}}
	})
	const uri = "test:///p.maa"
	e.open(uri, "version=1.1;\nissuancerules {\n    unused:[type==\"x\"] => issue(type=\"made\", value=1);\n};\n")
	var answer struct{ Items []struct{ Code string } }
	e.call("textDocument/diagnostic", json.RawMessage(`{"textDocument": {"uri": "`+uri+`"}}`), &answer)
	if len(answer.Items) == 0 {
		t.Error("found nothing, want the other findings")
	}
	for _, found := range answer.Items {
		if found.Code == "MAA3041" {
			t.Error("found MAA3041, which is off")
		}
	}
	if err := e.leave(true); err != nil {
		t.Error(err)
	}
}

// V1.35: a client that agrees is told of the beginning, then of the end.
func TestProgress(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	f.write("p.maa", permits)
	e := start(t, `{"window": {"workDoneProgress": true}}`, quick(), in(f.uri("")))
	kinds := func() (out []string) {
		for i, method := range e.asked {
			var p struct{ Value struct{ Kind string } }
			if method == "$/progress" && json.Unmarshal(e.said[i], &p) == nil {
				out = append(out, p.Value.Kind)
			}
		}
		return out
	}
	e.until("progress", func() bool { return slices.Equal(kinds(), []string{"begin", "end"}) })
}
