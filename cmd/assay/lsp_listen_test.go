package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// listening starts a server that listens, and returns its address and what stops it.
func listening(t *testing.T, args ...string) (address string, stop func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "assay", append([]string{"lsp"}, args...)...)
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() { late.Stop() })
	r := bufio.NewReader(errs)
	line, err := r.ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		t.Fatalf("%q, %v: want the address", line, err)
	}
	return address, func() {
		t.Helper()
		cmd.Process.Signal(os.Interrupt)
		rest, _ := io.ReadAll(r)
		if err := cmd.Wait(); err != nil {
			t.Errorf("after an interrupt: %v; %s", err, rest)
		}
	}
}

// TestLspListenV2_9: several editors at a time, each with a life of its own.
func TestLspListenV2_9(t *testing.T) {
	t.Parallel()
	address, stop := listening(t, "--listen", "127.0.0.1:0", "--log-level=off")
	var clients []*server
	for range 3 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		s := (&server{t: t}).over(conn)
		s.say(hello)
		clients = append(clients, s)
	}
	for _, s := range clients {
		s.answer("0")
	}
	clients[0].say(enough, goOff)
	if _, err := io.Copy(io.Discard, clients[0].r); err != nil {
		t.Errorf("after exit: %v", err)
	}
	clients[1].say(`{"id":4,"method":"x/y"}`)
	clients[1].answer("4")
	stop()
}

// TestLspHTTP: a request that a page makes a browser send is no message.
func TestLspHTTP(t *testing.T) {
	t.Parallel()
	address, stop := listening(t, "--listen", "localhost:0", "--log-level=off")
	defer stop()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\n"+framed(hello))
	if said, _ := io.ReadAll(conn); len(said) > 0 {
		t.Errorf("the answer is %s, want none", said)
	}
}

// TestLspWebsocketV2_9: a message a frame, for this machine's pages and those allowed.
func TestLspWebsocketV2_9(t *testing.T) {
	t.Parallel()
	address, stop := listening(t, "--websocket", "127.0.0.1:0", "--origin=https://editor.example", "--log-level=off")
	defer stop()
	for _, c := range []struct {
		host, origin string
		status       int
	}{
		{"", "", http.StatusSwitchingProtocols},
		{"", "http://" + address, http.StatusSwitchingProtocols},
		{"localhost", "http://localhost", http.StatusSwitchingProtocols},
		{"", "https://editor.example", http.StatusSwitchingProtocols},
		{"", "http://editor.example", http.StatusForbidden},
		{"", "https://evil.example", http.StatusForbidden},
		{"", "http://127.0.0.1:1", http.StatusForbidden},
		{"", "null", http.StatusForbidden},
		{"evil.example", "http://evil.example", http.StatusForbidden},
		{"evil.example", "", http.StatusForbidden},
		{"127.0.0.1.evil.example", "", http.StatusForbidden},
	} {
		opts := &websocket.DialOptions{Host: c.host, HTTPHeader: http.Header{}}
		if c.origin != "" {
			opts.HTTPHeader.Set("Origin", c.origin)
		}
		conn, answer, err := websocket.Dial(t.Context(), "ws://"+address, opts)
		if answer == nil || answer.StatusCode != c.status {
			t.Errorf("host %q, origin %q: %v, want status %d", c.host, c.origin, err, c.status)
		}
		if conn != nil {
			converse(t, conn)
		}
	}
	plain, err := http.Get("http://" + address)
	if err != nil || plain.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("a page: %v, %v", plain, err)
	}
}

// converse has a life over a WebSocket, with messages that are none in between.
func converse(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	defer conn.CloseNow()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for said, want := range map[string]string{hello: `{"id":0,"result":{`, `{"method":`: `{"id":null,"error":{"code":-32700`} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(said)); err != nil {
			t.Fatal(err)
		}
		_, got, err := conn.Read(ctx)
		if err != nil || !strings.HasPrefix(string(got), want) {
			t.Fatalf("%s is answered by %s, %v", said, got, err)
		}
	}
	for _, said := range []string{enough, goOff} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	_, got, err := conn.Read(ctx)
	if err != nil || !strings.HasPrefix(string(got), `{"id":"end","result":null`) {
		t.Fatalf("shutdown is answered by %s, %v", got, err)
	}
	if _, _, err := conn.Read(ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("after exit: %v, want a normal end", err)
	}
}
