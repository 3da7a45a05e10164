package e2e_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// V4.1: what each editor said in a recorded session, said again to the command over
// standard input and output: every request is answered as then, and the findings in the
// end are the same ones.
func TestReplay(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join(recordings, "*.jsonl"))
	if err != nil || len(names) < 6 {
		t.Fatalf("got %d recordings (%v), want one of each editor", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".jsonl"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := newReplay(t)
			entries := readEntries(t, []byte(strings.ReplaceAll(string(text), workspace, r.dir)))
			lastList := lastIndex(entries, "textDocument/publishDiagnostics")
			for i, e := range entries {
				r.step(e, i == lastList)
			}
			r.end(lastIndex(entries, "exit") >= 0)
		})
	}
}

func lastIndex(entries []entry, method string) int {
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].method() == method {
			return i
		}
	}
	return -1
}

// replay is a server that is told what an editor said.
type replay struct {
	t        *testing.T
	dir      string
	command  *exec.Cmd
	in       io.WriteCloser
	said     chan entry     // by the server
	waiting  []entry        // said, but not looked at yet
	findings []string       // of the last list
	ids      map[string]any // of the server's requests, by those in the recording
}

func newReplay(t *testing.T) *replay {
	t.Helper()
	program, err := server()
	if err != nil {
		t.Fatal(err)
	}
	r := &replay{t: t, dir: t.TempDir(), said: make(chan entry, 1000), ids: map[string]any{}}
	for name, text := range map[string]string{"sample.maa": sample, ".assay.yaml": "version: 1\n"} {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r.command = exec.CommandContext(started(t), program, "lsp")
	r.command.Stderr = t.Output()
	out, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if r.in, err = r.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	go r.listen(bufio.NewReader(out))
	return r
}

// listen reads messages until the server ends.
func (r *replay) listen(out *bufio.Reader) {
	defer close(r.said)
	for {
		header, err := textproto.NewReader(out).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := io.LimitReader(out, int64(n))
		decoder := json.NewDecoder(body)
		decoder.UseNumber()
		e := entry{From: "server"}
		if err := decoder.Decode(&e.Message); err != nil {
			return
		}
		io.Copy(io.Discard, body)
		r.said <- e
	}
}

// step says what the editor said, or waits for what the server said then.
func (r *replay) step(e entry, lastList bool) {
	r.t.Helper()
	switch {
	case e.From == "client":
		r.say(e)
	case lastList:
		params := e.Message["params"].(map[string]any)
		want := places(params["diagnostics"])
		if !slices.Equal(r.findings, want) {
			r.until(fmt.Sprintf("findings %v", want), func(got entry) bool { return got.method() == e.method() && slices.Equal(r.findings, want) })
		}
	case e.method() != "" && e.id() != "":
		got := r.until("the request "+e.method(), func(got entry) bool { return got.method() == e.method() && got.id() != "" })
		r.ids[e.id()] = got.Message["id"]
	case e.method() == "":
		r.answered(e)
	}
}

// answered waits for an answer and compares it.
func (r *replay) answered(e entry) {
	r.t.Helper()
	got := r.until("the answer to "+e.id(), func(got entry) bool { return got.method() == "" && got.id() == e.id() })
	if failed := got.failure(); failed != nil {
		r.t.Errorf("the answer to %s: got %v", e.id(), failed)
	}
	want, _ := e.Message["result"].(map[string]any)
	now, _ := got.Message["result"].(map[string]any)
	if want["kind"] == "full" && now["kind"] == "full" && !slices.Equal(places(now["items"]), places(want["items"])) {
		r.t.Errorf("the findings of %s: got %v, want %v", e.id(), places(now["items"]), places(want["items"]))
	}
}

// say sends a message of the editor, an answer under the id of this server's request.
func (r *replay) say(e entry) {
	r.t.Helper()
	message := maps.Clone(e.Message)
	if e.method() == "" {
		id, ok := r.ids[e.id()]
		if !ok {
			r.t.Fatalf("the editor answers %s, which the server did not ask", e.id())
		}
		message["id"] = id
	}
	text, err := json.Marshal(message)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(r.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		r.t.Fatal(err)
	}
}

// until waits for a message of the server. Others stay for whoever waits for them.
func (r *replay) until(what string, wanted func(entry) bool) entry {
	r.t.Helper()
	if i := slices.IndexFunc(r.waiting, wanted); i >= 0 {
		found := r.waiting[i]
		r.waiting = slices.Delete(r.waiting, i, i+1)
		return found
	}
	timeout := time.After(limit)
	for {
		select {
		case e, ok := <-r.said:
			if !ok {
				r.t.Fatalf("the server ended before %s", what)
			}
			if e.method() == "textDocument/publishDiagnostics" {
				r.findings = places(e.Message["params"].(map[string]any)["diagnostics"])
			}
			if wanted(e) {
				return e
			}
			if e.method() == "" || e.id() != "" {
				r.waiting = append(r.waiting, e)
			}
		case <-timeout:
			r.t.Fatalf("timed out: %s; the last findings are %v", what, r.findings)
		}
	}
}

// end ends the dialogue, and holds how the server takes it (V2.11).
func (r *replay) end(asked bool) {
	r.t.Helper()
	r.in.Close()
	for range r.said {
	}
	err := r.command.Wait()
	if got := r.command.ProcessState.ExitCode(); asked && got != 0 || !asked && got != 1 {
		r.t.Errorf("the server ended with %d (%v), asked to: %t", got, err, asked)
	}
}
