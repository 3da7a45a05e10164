package lsp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp"
)

// editor is a client of a server in the same process.
type editor struct {
	t    testing.TB
	conn *jsonrpc2.Conn
	done chan error

	mu    sync.Mutex
	cond  *sync.Cond
	found map[string]published // by URI
	asked []string
	said  []json.RawMessage // the parameters of those

	// answers are those to what the server asks; null without.
	answers map[string]func(params json.RawMessage) any
	hello   map[string]any // further parameters of initialize
	record  io.Writer      // gets all messages; nil for none
}

type published struct {
	Version     int32             `json:"version"`
	URI         string            `json:"uri"`
	Diagnostics []json.RawMessage `json:"diagnostics"`
}

// pipe is one end of a connection in memory.
type pipe struct {
	io.Reader
	io.WriteCloser
}

// start starts a server, and says hello to it.
func start(t testing.TB, capabilities string, opts lsp.Options, with ...func(*editor)) *editor {
	t.Helper()
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	e := &editor{t: t, done: make(chan error, 1), found: map[string]published{}}
	e.cond = sync.NewCond(&e.mu)
	e.hello = map[string]any{"processId": nil, "rootUri": nil, "capabilities": json.RawMessage(capabilities)}
	for _, set := range with {
		set(e)
	}
	stream := lsp.NewStream(pipe{toServer, fromServer})
	if e.record != nil {
		stream = lsp.Record(stream, e.record)
	}
	go func() { e.done <- lsp.Serve(context.Background(), stream, opts) }()
	e.conn = jsonrpc2.NewConn(context.Background(), lsp.NewStream(pipe{toClient, fromClient}), e)
	t.Cleanup(func() { _ = e.conn.Close() })
	var result json.RawMessage
	e.call("initialize", e.hello, &result)
	e.notify("initialized", struct{}{})
	return e
}

// Handle takes what the server says.
func (e *editor) Handle(ctx context.Context, c *jsonrpc2.Conn, r *jsonrpc2.Request) {
	e.mu.Lock()
	e.asked = append(e.asked, r.Method)
	params := json.RawMessage("null")
	if r.Params != nil {
		params = slices.Clone(*r.Params)
	}
	e.said = append(e.said, params)
	if r.Method == "textDocument/publishDiagnostics" {
		var p published
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			e.t.Error(err)
		}
		e.found[p.URI] = p
	}
	e.cond.Broadcast()
	e.mu.Unlock()
	if !r.Notif {
		go func() {
			var result any
			if answer := e.answers[r.Method]; answer != nil {
				result = answer(params)
			}
			_ = c.Reply(ctx, r.ID, result)
		}()
	}
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := e.conn.Call(ctx, method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.conn.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) open(uri, text string) {
	e.t.Helper()
	lang := "yaml"
	if strings.HasSuffix(uri, ".maa") {
		lang = "maa-policy"
	}
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": lang, "version": 1, "text": text}})
}

// change puts a text in the place of a range.
func (e *editor) change(uri string, version int, r, text string) {
	e.t.Helper()
	e.notify("textDocument/didChange", json.RawMessage(fmt.Sprintf(
		`{"textDocument": {"uri": %q, "version": %d}, "contentChanges": [{"range": %s, "text": %q}]}`, uri, version, r, text)))
}

// codes waits for the findings of a version, and returns their codes.
func (e *editor) codes(uri string, version int32) string {
	e.t.Helper()
	e.until(fmt.Sprintf("findings of version %d", version), func() bool { return e.found[uri].Version == version })
	e.mu.Lock()
	defer e.mu.Unlock()
	var codes []string
	for _, d := range e.found[uri].Diagnostics {
		var f struct{ Code string }
		if err := json.Unmarshal(d, &f); err != nil {
			e.t.Fatal(err)
		}
		codes = append(codes, f.Code)
	}
	return strings.Join(codes, " ")
}

// until waits until something holds of what the server said.
func (e *editor) until(what string, holds func() bool) {
	e.t.Helper()
	deadline := time.AfterFunc(time.Minute, func() { e.cond.Broadcast() })
	defer deadline.Stop()
	began := time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	for !holds() {
		if time.Since(began) > time.Minute {
			e.t.Fatalf("waited for %s in vain; found %v", what, e.found)
		}
		e.cond.Wait()
	}
}

// finds waits until a document has a finding with a text, or has none.
func (e *editor) finds(uri, text string, want bool) {
	e.t.Helper()
	e.until(fmt.Sprintf("%q in %s: %v", text, uri, want), func() bool {
		_, known := e.found[uri]
		found := slices.ContainsFunc(e.found[uri].Diagnostics, func(d json.RawMessage) bool { return strings.Contains(string(d), text) })
		return known && found == want
	})
}

// leave says goodbye, and returns what the server ended with.
func (e *editor) leave(shutdown bool) error {
	e.t.Helper()
	if shutdown {
		e.call("shutdown", nil, nil)
	}
	_ = e.conn.Notify(context.Background(), "exit", nil)
	select {
	case err := <-e.done:
		return err
	case <-time.After(time.Minute):
		e.t.Fatal("the server did not leave")
		return nil
	}
}

const pushes = `{"textDocument": {"publishDiagnostics": {"versionSupport": true, "dataSupport": true}}}`

// A dialogue: findings follow the text, requests are answered, the server leaves.
func TestDialogue(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{})
	const uri = "test:///p.maa"
	e.open(uri, "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-mrsinger\"] => permit();\n};\n")
	if got := e.codes(uri, 1); got != "MAA3004" {
		t.Errorf("found %s, expected MAA3004", got)
	}
	e.change(uri, 2, `{"start": {"line": 2, "character": 21}, "end": {"line": 2, "character": 29}}`, "mrsigner")
	if got := e.codes(uri, 2); got != "" {
		t.Errorf("found %s, expected nothing", got)
	}
	var symbols []json.RawMessage
	e.call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]string{"uri": uri}}, &symbols)
	if len(symbols) != 2 {
		t.Errorf("found %d symbols, expected 2", len(symbols))
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]string{"uri": uri}})
	if err := e.leave(true); err != nil {
		t.Errorf("found %v, expected the server to leave in peace", err)
	}
}

// A text that is saved as soon as it changed gets its findings like any other.
func TestSavedAtOnce(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{})
	const uri = "test:///p.maa"
	e.open(uri, "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-mrsigner\"] => permit();\n};\n")
	for version := 2; version < 40; version += 2 {
		e.change(uri, version, `{"start": {"line": 2, "character": 25}, "end": {"line": 2, "character": 25}}`, "z")
		e.notify("textDocument/didSave", map[string]any{"textDocument": map[string]string{"uri": uri}})
		if got := e.codes(uri, int32(version)); got != "MAA3004" {
			t.Fatalf("version %d: found %s, expected MAA3004", version, got)
		}
		e.change(uri, version+1, `{"start": {"line": 2, "character": 25}, "end": {"line": 2, "character": 26}}`, "")
	}
	if err := e.leave(true); err != nil {
		t.Error(err)
	}
}

// V2.11: what is said too early, twice, too late, or without being known.
func TestLife(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{})
	for method, want := range map[string]int64{"initialize": -32600, "textDocument/unknown": -32601, "textDocument/hover?": -32601} {
		if code := codeOf(e.conn.Call(t.Context(), method, map[string]any{}, nil)); code != want {
			t.Errorf("%s: found %d, expected %d", method, code, want)
		}
	}
	e.notify("$/unknown", struct{}{})
	e.call("shutdown", nil, nil)
	if code := codeOf(e.conn.Call(t.Context(), "textDocument/documentSymbol", map[string]any{}, nil)); code != -32600 {
		t.Errorf("found %d after the shutdown, expected -32600", code)
	}
	if err := e.leave(false); err != nil {
		t.Errorf("found %v, expected nothing", err)
	}
	if err := start(t, pushes, lsp.Options{}).leave(false); !errors.Is(err, lsp.ErrNoShutdown) {
		t.Errorf("found %v, expected %v", err, lsp.ErrNoShutdown)
	}
}

func codeOf(err error) int64 {
	var e *jsonrpc2.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// A search finds what a check finds, some time after the last change.
func TestSearches(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{Searches: time.Millisecond})
	const uri = "test:///p.maa"
	e.open(uri, "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-svn\", value>=4] => permit();\n    [type==\"x-ms-sgx-svn\", value>=5] => permit();\n};\n")
	e.finds(uri, "MAA3036", true)
}
