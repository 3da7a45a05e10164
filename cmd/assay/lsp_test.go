package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/assay-policy/assay/lsp"
)

// server is a running `assay lsp`, and a connection to it.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	w    io.WriteCloser
	out  io.Closer // what r reads
	r    *bufio.Reader
	errs bytes.Buffer
}

// startServer starts the command. Nobody waits for it longer than a minute.
func startServer(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{t: t, cmd: exec.CommandContext(t.Context(), "assay", append([]string{"lsp"}, args...)...)}
	s.cmd.Stderr = &s.errs
	w, err := s.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { s.cmd.Process.Kill() })
	t.Cleanup(func() { late.Stop() })
	s.w, s.out, s.r = w, r, bufio.NewReader(r)
	return s
}

// over talks to the server on another connection.
func (s *server) over(conn net.Conn) *server {
	s.t.Cleanup(func() { conn.Close() })
	s.w, s.r = conn, bufio.NewReader(conn)
	return s
}

func framed(message string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
}

// say sends messages as they are; one that starts with "{" gets a header.
func (s *server) say(messages ...string) {
	s.t.Helper()
	for _, m := range messages {
		if strings.HasPrefix(m, "{") {
			m = framed(m)
		}
		if _, err := io.WriteString(s.w, m); err != nil {
			s.t.Fatalf("saying %.60q: %v; %s", m, err, s.errs.String())
		}
	}
}

// reply is what the server says, without what a test doesn't look at.
type reply struct {
	ID     json.RawMessage
	Method string
	Result json.RawMessage
	Error  *struct{ Code int }
}

// hear reads the next message; io.EOF is the end.
func (s *server) hear() (reply, error) {
	var m reply
	var length int
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			return m, err
		}
		if line == "\r\n" {
			break
		}
		if _, err := fmt.Sscanf(line, "Content-Length: %d\r\n", &length); err != nil {
			s.t.Fatalf("found %q among the frames", line)
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(s.r, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

// answer waits for the answer to a request.
func (s *server) answer(id string) reply {
	s.t.Helper()
	for {
		m, err := s.hear()
		if err != nil {
			s.t.Fatalf("waiting for the answer to %s: %v; %s", id, err, s.errs.String())
		}
		if m.Method == "" && string(m.ID) == id {
			return m
		}
	}
}

// left waits for the end: until then the server says whole frames only.
func (s *server) left() int {
	s.t.Helper()
	for {
		if _, err := s.hear(); err != nil {
			if !errors.Is(err, io.EOF) {
				s.t.Errorf("the last frame: %v", err)
			}
			break
		}
	}
	s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode()
}

const (
	hello  = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	ready  = `{"jsonrpc":"2.0","method":"initialized","params":{}}`
	enough = `{"jsonrpc":"2.0","id":"end","method":"shutdown"}`
	goOff  = `{"jsonrpc":"2.0","method":"exit"}`
)

// TestLspLifeV2_11: what is answered at each time of a server's life, and how it ends.
func TestLspLifeV2_11(t *testing.T) {
	t.Parallel()
	ask := func(id int) string { return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"x/unknown"}`, id) }
	cases := []struct {
		name   string
		said   []string
		answer map[string]int // id → code, 0 for a result
		status int
	}{
		{"shutdown and exit", []string{hello, ready, enough, goOff}, map[string]int{"0": 0, `"end"`: 0}, exitOK},
		{"exit alone", []string{hello, ready, goOff}, map[string]int{"0": 0}, exitRefused},
		{"exit before anything", []string{goOff}, nil, exitRefused},
		{"the end of input", []string{hello}, map[string]int{"0": 0}, exitRefused},
		{"nothing", nil, nil, exitRefused},
		{"a request before initialize", []string{ask(-7), hello, enough, goOff}, map[string]int{"-7": -32002, "0": 0, `"end"`: 0}, exitOK},
		{"initialize twice", []string{hello, strings.Replace(hello, `"id":0`, `"id":1`, 1), enough, goOff}, map[string]int{"0": 0, "1": -32600, `"end"`: 0}, exitOK},
		{"a request after shutdown", []string{hello, enough, ask(8), goOff}, map[string]int{"0": 0, `"end"`: 0, "8": -32600}, exitOK},
		{"an unknown request", []string{hello, ask(9), enough, goOff}, map[string]int{"0": 0, "9": -32601, `"end"`: 0}, exitOK},
		{"unknown notifications", []string{hello, `{"method":"$/x"}`, `{"method":"x/y","params":[]}`, enough, goOff}, map[string]int{"0": 0, `"end"`: 0}, exitOK},
		{"broken frames", []string{
			"rubbish\r\n", hello, framed("[]"), framed(`{"method":`), "Content-Length: x\r\n\r\n", `{"id":5}`, `{"id":6,"method":6}`, enough, goOff,
		}, map[string]int{"null": 0, "0": 0, "6": -32600, `"end"`: 0}, exitOK},
		{"input that ends inside a frame", []string{hello, "Content-Length: 99\r\n\r\n{"}, map[string]int{"0": 0}, exitRefused},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, "--stdio", "--clientProcessId="+strconv.Itoa(os.Getpid()))
			s.say(c.said...)
			got := map[string]int{}
			if len(c.said) > 0 && c.said[len(c.said)-1] != goOff && len(c.answer) > 0 {
				got[string(s.answer("0").ID)] = 0 // the end of input comes after it
			}
			if len(c.said) == 0 || c.said[len(c.said)-1] != goOff {
				s.w.Close()
			}
			for {
				m, err := s.hear()
				if err != nil {
					break
				}
				if id := string(m.ID); m.Method == "" {
					got[id] = 0
					if m.Error != nil && id != "null" {
						got[id] = m.Error.Code
					}
				}
			}
			if status := s.left(); status != c.status {
				t.Errorf("exit status %d, want %d: %s", status, c.status, s.errs.String())
			}
			if fmt.Sprint(got) != fmt.Sprint(c.answer) {
				t.Errorf("answers %v, want %v", got, c.answer)
			}
		})
	}
}

// TestLspHalfClosed: a server that nobody listens to leaves, though its input is open.
func TestLspHalfClosed(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	s.say(hello)
	s.answer("0")
	s.out.Close()
	for range 3 {
		io.WriteString(s.w, framed(`{"jsonrpc":"2.0","id":1,"method":"x"}`))
	}
	s.cmd.Wait()
	if status := s.cmd.ProcessState.ExitCode(); status != exitRefused {
		t.Errorf("exit status %d, want %d: %s", status, exitRefused, s.errs.String())
	}
}

// TestLspConnectV2_9: the editor listens on a port or on a Unix socket.
func TestLspConnectV2_9(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "unix"} {
		for _, end := range []bool{true, false} {
			t.Run(fmt.Sprint(network, end), func(t *testing.T) {
				t.Parallel()
				address := "127.0.0.1:0"
				if network == "unix" {
					address = filepath.Join(shortDir(t), "s")
				}
				listener, err := net.Listen(network, address)
				if err != nil {
					t.Fatal(err)
				}
				defer listener.Close()
				flag := "--pipe=" + address
				if a, ok := listener.Addr().(*net.TCPAddr); ok {
					flag = fmt.Sprintf("--socket=%d", a.Port)
				}
				s := startServer(t, flag)
				conn, err := listener.Accept()
				if err != nil {
					t.Fatal(err)
				}
				s.over(conn).say(hello)
				s.answer("0")
				want := exitRefused
				if end {
					s.say(enough, goOff)
					want = exitOK
				} else {
					conn.Close()
				}
				s.cmd.Wait()
				if status := s.cmd.ProcessState.ExitCode(); status != want {
					t.Errorf("exit status %d, want %d: %s", status, want, s.errs.String())
				}
			})
		}
	}
}

// shortDir is a folder whose path fits the address of a Unix socket.
func shortDir(t *testing.T) string {
	dir, err := os.MkdirTemp("", "assay")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// TestLspFlags: what can't be is refused before anything starts.
func TestLspFlags(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]struct {
		status int
		said   string
	}{
		"--socket=70000":                           {exitUsage, "--socket: found 70000"},
		"--socket=1":                               {exitFailed, "no editor listens"},
		"--pipe=/nowhere/at/all":                   {exitFailed, "no editor listens"},
		"--stdio --socket=1":                       {exitUsage, "can't be used together"},
		"--listen=0.0.0.0:0":                       {exitUsage, `found the host "0.0.0.0"`},
		"--listen=:0":                              {exitUsage, `found the host ""`},
		"--websocket=example.com:80":               {exitUsage, `found the host "example.com"`},
		"--websocket=9257":                         {exitUsage, `expected an address such as 127.0.0.1:9257`},
		"--origin=http://localhost:1":              {exitUsage, "--origin goes with --websocket"},
		"--record=/nowhere/at/all":                 {exitFailed, "/nowhere/at/all: no such file"},
		"--listen=127.0.0.1:0 --websocket=[::1]:0": {exitUsage, "can't be used together"},
		"--log-level=loud":                         {exitUsage, "--log-level must be one of"},
		"--clientProcessId=x":                      {exitUsage, "--clientProcessId"},
	} {
		s := startServer(t, strings.Fields(args)...)
		s.w.Close()
		if status := s.left(); status != want.status || !strings.Contains(s.errs.String(), want.said) {
			t.Errorf("%s: exit status %d, %s; want %d and %q", args, status, s.errs.String(), want.status, want.said)
		}
	}
}

// TestLspRecord: the file holds the whole dialogue, and debug a line for each message.
func TestLspRecord(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "messages.jsonl")
	s := startServer(t, "--record", file, "--log-level", "debug")
	s.say(hello, ready, enough, goOff)
	if status := s.left(); status != exitOK {
		t.Errorf("exit status %d: %s", status, s.errs.String())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for line := range strings.Lines(string(data)) {
		var m struct {
			From    string
			Message struct{ Method string }
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		said = append(said, strings.TrimSpace(m.From+" "+m.Message.Method))
	}
	for _, want := range []string{"client initialize", "client initialized", "client shutdown", "client exit", "server"} {
		if !strings.Contains(strings.Join(said, "\n")+"\n", want+"\n") {
			t.Errorf("the record has %q, want %q", said, want)
		}
	}
	for _, want := range []string{"client: initialize 0 (", "server: result 0 (", "client: exit  ("} {
		if !strings.Contains(s.errs.String(), want) {
			t.Errorf("standard error is %s, want %q", s.errs.String(), want)
		}
	}
}

// TestLspCancelledV6_7: of a thousand requests that are cancelled under way, each gets
// one answer.
func TestLspCancelledV6_7(t *testing.T) {
	t.Parallel()
	const n = 1000
	s := startServer(t)
	policy := "version=1.0;\nauthorizationrules {\n" + strings.Repeat("  c:[type==\"a\", value==1] => permit();\n", 50) + "};\n"
	text, _ := json.Marshal(policy)
	s.say(hello, ready, `{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///p.maa","languageId":"maa-policy","version":1,"text":`+string(text)+`}}}`)
	go func() {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			id := fmt.Sprint(-i)
			if i%2 == 0 {
				id = fmt.Sprintf(`"r%d"`, i)
			}
			b.WriteString(framed(`{"id":` + id + `,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///p.maa"},"position":{"line":3,"character":4}}}`))
			b.WriteString(framed(`{"method":"$/cancelRequest","params":{"id":` + id + `}}`))
		}
		io.WriteString(s.w, b.String())
	}()
	answers := map[string]int{}
	for len(answers) < n+1 {
		m, err := s.hear()
		if err != nil {
			t.Fatalf("after %d answers: %v; %s", len(answers), err, s.errs.String())
		}
		if m.Method != "" {
			continue
		}
		if m.Error != nil && m.Error.Code != -32800 {
			t.Errorf("%s is answered with %d, want a result or -32800", m.ID, m.Error.Code)
		}
		answers[string(m.ID)]++
	}
	s.say(enough, goOff)
	for m, err := s.hear(); err == nil; m, err = s.hear() {
		answers[string(m.ID)]++
	}
	if status := s.left(); status != exitOK {
		t.Errorf("exit status %d: %s", status, s.errs.String())
	}
	for id, times := range answers {
		if times != 1 {
			t.Errorf("%s is answered %d times", id, times)
		}
	}
}

// TestLspLeavesNothing: after the end no goroutine is left, and none waits for time: in
// a bubble both would be errors.
func TestLspLeavesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, say := io.Pipe()
		heard, out := io.Pipe()
		done := make(chan error)
		go func() { done <- lsp.Serve(t.Context(), lsp.NewStream(newStdio(in, out)), lsp.Options{}) }()
		go io.WriteString(say, framed(hello)+framed(ready)+framed(enough)+framed(goOff))
		go io.Copy(io.Discard, heard)
		if err := <-done; err != nil {
			t.Error(err)
		}
		say.Close()
		out.Close()
	})
}
