package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// update writes what the editors said in this run over the recordings.
var update = flag.Bool("update", false, "write the recordings of the sessions again")

const recordings = "../../lsp/testdata/sessions"

// workspace stands in recordings for the folder of the session.
const workspace = "/workspace"

// entry is a message of a recording.
type entry struct {
	From    string         `json:"from"`
	Message map[string]any `json:"message"`
}

func (e entry) method() string {
	method, _ := e.Message["method"].(string)
	return method
}

// id is that of a request or an answer, as JSON; "" without.
func (e entry) id() string {
	id, ok := e.Message["id"]
	if !ok || id == nil {
		return ""
	}
	text, _ := json.Marshal(id)
	return string(text)
}

// readEntries reads a recording. Numbers stay as they are written.
func readEntries(t *testing.T, text []byte) []entry {
	t.Helper()
	var entries []entry
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e entry
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&e); err != nil {
			t.Fatalf("message %d: %v", len(entries)+1, err)
		}
		entries = append(entries, e)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return entries
}

// cancelled is the answer to a request that the editor took back.
const cancelled = "-32800"

// failure is the error of an answer, nil if it is none or the request was taken back.
func (e entry) failure() any {
	failed, ok := e.Message["error"].(map[string]any)
	if !ok || failed["code"].(json.Number).String() == cancelled {
		return nil
	}
	return failed
}

// checkRecord holds that no request failed, and renews the recording if asked to.
func (s *session) checkRecord() {
	s.t.Helper()
	entries := readEntries(s.t, []byte(s.read("record.jsonl")))
	if len(entries) < 10 {
		s.t.Errorf("record: got %d messages, want a whole session", len(entries))
	}
	for _, e := range entries {
		if failed := e.failure(); failed != nil {
			s.t.Errorf("record: the %s answered %s with %v", e.From, e.id(), failed)
		}
	}
	if *update && !s.t.Failed() {
		s.keep(entries)
	}
}

// keep writes a recording without what belongs to this run or this machine, and without
// the answers of the server but for findings: most are long, and held elsewhere.
func (s *session) keep(entries []entry) {
	s.t.Helper()
	var out bytes.Buffer
	for _, e := range entries {
		if params, ok := e.Message["params"].(map[string]any); ok && e.method() == "initialize" {
			params["processId"] = nil
		}
		if items, ok := e.Message["result"].(map[string]any); e.From == "server" && !(ok && items["kind"] != nil) {
			delete(e.Message, "result")
		}
		line := &bytes.Buffer{}
		encoder := json.NewEncoder(line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(e); err != nil {
			s.t.Fatal(err)
		}
		out.WriteString(strings.NewReplacer(s.workspace, workspace, s.home, "/home/user").Replace(line.String()))
	}
	name := filepath.Join(recordings, strings.ToLower(strings.TrimPrefix(s.t.Name(), "Test"))+".jsonl")
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// places are the findings of a list, each as its code and its range.
func places(list any) []string {
	out := []string{}
	items, _ := list.([]any)
	for _, item := range items {
		d, _ := item.(map[string]any)
		text, _ := json.Marshal([]any{d["code"], d["range"]})
		out = append(out, string(text))
	}
	slices.Sort(out)
	return out
}
