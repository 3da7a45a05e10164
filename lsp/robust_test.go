package lsp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/lsp"
)

// V2.11: the server leaves at once, whatever work doesn't heed that it shall end.
func TestLeaveFromWork(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	uri := f.write("p.maa", permits)
	f.write("p.claims.json", "{}")
	begun, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	e := start(t, pushes, lsp.Options{Evaluate: func(context.Context, *check.Checked, []byte) (*brief.Explanation, error) {
		close(begun)
		<-release
		return &brief.Explanation{}, nil
	}})
	e.open(uri, permits)
	if _, err := e.conn.DispatchCall(t.Context(), "workspace/executeCommand", map[string]any{"command": "assay.evaluate", "arguments": []string{uri}}); err != nil {
		t.Fatal(err)
	}
	<-begun
	if err := e.leave(true); err != nil {
		t.Errorf("found %v, expected nothing", err)
	}
}

// wireClient speaks in bytes.
type wireClient struct {
	t   *testing.T
	in  *bufio.Reader
	out io.WriteCloser
}

func dialBytes(t *testing.T, opts lsp.Options) (*wireClient, chan error) {
	t.Helper()
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- lsp.Serve(context.Background(), lsp.NewStream(pipe{toServer, fromServer}), opts) }()
	t.Cleanup(func() {
		_ = fromClient.Close()
		_ = toClient.Close()
	})
	return &wireClient{t, bufio.NewReader(toClient), fromClient}, done
}

func (c *wireClient) send(messages ...string) {
	c.t.Helper()
	for _, m := range messages {
		if _, err := fmt.Fprintf(c.out, "Content-Length: %d\r\n\r\n%s", len(m), m); err != nil {
			c.t.Fatal(err)
		}
	}
}

// hear returns the next message that answers something, as id and code; 0 for a result.
func (c *wireClient) hear() string {
	c.t.Helper()
	for {
		length := 0
		for {
			line, err := c.in.ReadString('\n')
			if err != nil {
				c.t.Fatal(err)
			}
			if line == "\r\n" {
				break
			}
			_, _ = fmt.Sscanf(line, "Content-Length: %d", &length)
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(c.in, body); err != nil {
			c.t.Fatal(err)
		}
		var m struct {
			ID     json.RawMessage
			Method string
			Error  struct{ Code int }
		}
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Fatal(err)
		}
		if m.Method == "" {
			return fmt.Sprintf("%s %d", m.ID, m.Error.Code)
		}
	}
}

const greets = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}}`

// V2.3: a request is cancelled by its id, whatever that is.
func TestCancelByAnyID(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	uri := f.write("p.maa", permits)
	f.write("p.claims.json", "{}")
	begun := make(chan struct{})
	c, _ := dialBytes(t, lsp.Options{Evaluate: func(ctx context.Context, _ *check.Checked, _ []byte) (*brief.Explanation, error) {
		begun <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	c.send(greets)
	c.hear()
	c.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":%q,"languageId":"maa-policy","version":1,"text":%q}}}`, uri, permits))
	for id, cancelled := range map[string]string{`"ab"`: `"a\u0062"`, "4000": "4000", "-7": "-7", `"4000"`: `"4000"`} {
		c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"workspace/executeCommand","params":{"command":"assay.evaluate","arguments":[%q]}}`, id, uri))
		<-begun
		c.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":` + cancelled + `}}`)
		if got := c.hear(); got != id+" -32800" {
			t.Errorf("found %s, expected %s -32800", got, id)
		}
	}
}

// V2.3: what is no message is answered, and the next one is read.
func TestMalformedFrames(t *testing.T) {
	t.Parallel()
	c, done := dialBytes(t, lsp.Options{})
	c.send(greets)
	c.hear()
	ask := func(id int) string {
		return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"workspace/symbol","params":{"query":""}}`, id)
	}
	for i, bad := range []struct{ message, want string }{
		{"{", "null -32700"}, {"", "null -32700"}, {"[1]", "null -32600"}, {"\xff\xfe", "null -32700"}, {`{"id":5}`, "null -32600"},
		{`{"jsonrpc":"2.0","id":{},"method":"x"}`, "null -32600"}, {`{"jsonrpc":"2.0","id":7,"method":7}`, "7 -32600"},
		{strings.Repeat("[", 100_000), "null -32700"},
	} {
		c.send(bad.message, ask(i))
		if got := c.hear(); got != bad.want {
			t.Errorf("%.40q: found %s, expected %s", bad.message, got, bad.want)
		}
		if got, want := c.hear(), fmt.Sprintf("%d 0", i); got != want {
			t.Errorf("after %.40q: found %s, expected %s", bad.message, got, want)
		}
	}
	if _, err := io.WriteString(c.out, "noise\r\n\r\nContent-Length: -1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if got := c.hear(); got != "null -32700" {
		t.Errorf("found %s for noise, expected null -32700", got)
	}
	c.send(ask(99))
	if got := c.hear(); got != "99 0" {
		t.Errorf("found %s after noise, expected 99 0", got)
	}
	_ = c.out.Close() // half closed: nothing is sent any more
	if err := <-done; !errors.Is(err, lsp.ErrNoShutdown) {
		t.Errorf("found %v, expected %v", err, lsp.ErrNoShutdown)
	}
}

// V1.3: a capability in a form of another version of the protocol leaves the others as
// they are.
func TestOddCapabilities(t *testing.T) {
	t.Parallel()
	e := start(t, `{"textDocument": {"publishDiagnostics": {"tagSupport": true, "versionSupport": true}, "hover": false}, "window": null}`, lsp.Options{})
	e.open("test:///p.maa", permits)
	e.codes("test:///p.maa", 1)
}

// What makes no sense is refused or ignored, and the next request is answered.
func TestOddMessages(t *testing.T) {
	t.Parallel()
	e := start(t, pushes, lsp.Options{})
	const uri = "test:///p.maa"
	e.change(uri, 2, `{"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}`, "never opened")
	e.open(uri, "version=1.0;")
	e.open(uri, permits) // twice, the newer counts
	for _, method := range []string{"textDocument/didChange", "textDocument/didClose", "textDocument/didOpen", "workspace/didChangeWatchedFiles", "$/cancelRequest"} {
		e.notify(method, json.RawMessage("null"))
		e.notify(method, json.RawMessage(`{"textDocument": 7}`))
		e.notify(method, nil)
	}
	for params, want := range map[string]int64{"null": -32801, "{}": -32801, `{"textDocument": 7}`: -32602, "[]": -32602} {
		if code := codeOf(e.conn.Call(t.Context(), "textDocument/documentSymbol", json.RawMessage(params), nil)); code != want {
			t.Errorf("%s: found %d, expected %d", params, code, want)
		}
	}
	var folds []json.RawMessage
	e.call("textDocument/foldingRange", map[string]any{"textDocument": map[string]string{"uri": uri}}, &folds)
	if len(folds) == 0 {
		t.Error("found nothing to fold, expected that of the text that was opened last")
	}
}
