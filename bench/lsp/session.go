package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/internal/evaluator"
	"github.com/assay-policy/assay/lsp"
)

// position is a place in a file, from 0.
type position struct {
	Line      uint32 `json:"line"`
	Character uint32 `json:"character"`
}

// session speaks with a server that runs.
type session struct {
	// wait returns what became of the server, once it has ended.
	wait func() error
	pid  int // of its process; 0 if it has none of its own
	// lines says that a message is a line.
	lines bool
	in    io.WriteCloser
	out   *bufio.Reader
	id    int
	// arrived is when the last message was there, before it was looked at.
	arrived time.Time
}

// message is one of any kind.
type message struct {
	ID     json.RawMessage `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// connect starts a server as a process, or without a command one of ours in this process.
func (s *subject) connect(dir string) (*session, error) {
	if len(s.command) == 0 {
		return serve(), nil
	}
	cmd := exec.Command(s.command[0], s.command[1:]...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &session{wait: cmd.Wait, pid: cmd.Process.Pid, lines: s.module, in: in, out: bufio.NewReaderSize(out, 1<<20)}, nil
}

// serve serves a session in memory (V6.20), with what the command gives a server.
func serve() *session {
	requests, in := io.Pipe()
	out, answers := io.Pipe()
	done := make(chan error, 1)
	engine := evaluator.New()
	go func() {
		done <- lsp.Serve(context.Background(), lsp.NewStream(duplex{requests, answers}), lsp.Options{
			Log: os.Stderr, Evaluate: engine.Evaluate, Explain: engine.Explain, Evaluator: proof.EvaluateChecked,
		})
	}()
	return &session{wait: func() error { return <-done }, in: in, out: bufio.NewReaderSize(out, 1<<20)}
}

// duplex is the server's end of two pipes.
type duplex struct {
	*io.PipeReader
	*io.PipeWriter
}

func (d duplex) Close() error { return errors.Join(d.PipeReader.Close(), d.PipeWriter.Close()) }

func (s *session) send(m map[string]any) error {
	m["jsonrpc"] = "2.0"
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if s.lines {
		_, err = s.in.Write(append(data, '\n'))
		return err
	}
	_, err = fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(data), data)
	return err
}

func (s *session) notify(method string, params any) error {
	return s.send(map[string]any{"method": method, "params": params})
}

func (s *session) receive() (*message, error) {
	data, err := s.read()
	if err != nil {
		return nil, err
	}
	s.arrived = time.Now()
	m := new(message)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, err
	}
	if m.Method != "" && m.ID != nil {
		return m, s.answer(m)
	}
	return m, nil
}

// read reads the next message.
func (s *session) read() ([]byte, error) {
	if s.lines {
		return s.out.ReadBytes('\n')
	}
	header, err := textproto.NewReader(s.out).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	data := make([]byte, n)
	_, err = io.ReadFull(s.out, data)
	return data, err
}

// answer answers what a server asks.
func (s *session) answer(m *message) error {
	var result any
	if m.Method == "workspace/configuration" {
		var p struct{ Items []struct{} }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		result = make([]any, len(p.Items))
	}
	return s.send(map[string]any{"id": m.ID, "result": result})
}

// begin makes a request.
func (s *session) begin(method string, params any) (id int, err error) {
	s.id++
	return s.id, s.send(map[string]any{"id": s.id, "method": method, "params": params})
}

// response waits for the one to a request.
func (s *session) response(id int) (*message, error) {
	want := strconv.Itoa(id)
	for {
		m, err := s.receive()
		if err != nil {
			return nil, err
		}
		if m.Method == "" && string(m.ID) == want {
			return m, nil
		}
	}
}

// call makes a request, and waits for its answer.
func (s *session) call(method string, params any) (json.RawMessage, error) {
	id, err := s.begin(method, params)
	if err != nil {
		return nil, err
	}
	m, err := s.response(id)
	if err != nil {
		return nil, err
	}
	if m.Error != nil {
		return nil, fmt.Errorf("%s: %s", method, m.Error.Message)
	}
	return m.Result, nil
}

// findings waits for those of a version of a file, some or none: a server may publish
// more than once of it.
func (s *session) findings(uri string, version int, some bool) error {
	for began := time.Now(); time.Since(began) < time.Minute; {
		m, err := s.receive()
		if err != nil {
			return err
		}
		if m.Method != "textDocument/publishDiagnostics" {
			continue
		}
		var p struct {
			URI         string
			Version     int
			Diagnostics []struct{}
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		if p.URI == uri && p.Version == version && some == (len(p.Diagnostics) > 0) {
			return nil
		}
	}
	return fmt.Errorf("found no findings of version %d in a minute", version)
}

// resident is the memory of the process, in bytes.
func (s *session) resident() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb * 1024, err
		}
	}
	return 0, errors.New("found no VmRSS")
}

// leave ends the server.
func (s *session) leave() error {
	if _, err := s.call("shutdown", nil); err != nil {
		return err
	}
	if err := s.notify("exit", nil); err != nil {
		return err
	}
	return s.wait()
}
