package lsp

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/evaluator"
	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

var update = flag.Bool("update", false, "write the answers that features give into the archives of testdata/features")

// Marks in the texts of archives (V2.14).
const (
	cursor = "‸" // the place that a request is about
	open   = "«" // with the next one the range
	shut   = "»"
)

// marked is a text with the places that were marked in it.
type marked struct {
	text     string
	at       int // -1 without a cursor
	from, to int // -1 without a range
}

func readMarks(text string) marked {
	m := marked{at: -1, from: -1, to: -1}
	var plain strings.Builder
	for text != "" {
		mark, place := "", (*int)(nil)
		for _, c := range []struct {
			mark  string
			place *int
		}{{cursor, &m.at}, {open, &m.from}, {shut, &m.to}} {
			if strings.HasPrefix(text, c.mark) && *c.place < 0 {
				mark, place = c.mark, c.place
			}
		}
		if place == nil {
			plain.WriteByte(text[0])
			text = text[1:]
			continue
		}
		*place = plain.Len()
		text = text[len(mark):]
	}
	m.text = plain.String()
	return m
}

// everything is what a client declares that can do all.
const everything = `{
  "general": {"positionEncodings": ["utf-16"]},
  "window": {"workDoneProgress": true, "showDocument": {"support": true}},
  "workspace": {
    "applyEdit": true, "configuration": true,
    "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"], "changeAnnotationSupport": {}},
    "semanticTokens": {"refreshSupport": true}, "codeLens": {"refreshSupport": true}, "inlayHint": {"refreshSupport": true}
  },
  "textDocument": {
    "publishDiagnostics": {"relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true, "dataSupport": true, "tagSupport": {"valueSet": [1, 2]}},
    "diagnostic": {"relatedDocumentSupport": true},
    "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"], "tagSupport": {"valueSet": [1]}, "insertReplaceSupport": true,
      "resolveSupport": {"properties": ["documentation", "detail"]}, "labelDetailsSupport": true}},
    "hover": {"contentFormat": ["markdown"]},
    "signatureHelp": {"signatureInformation": {"documentationFormat": ["markdown"], "parameterInformation": {"labelOffsetSupport": true}, "activeParameterSupport": true}},
    "definition": {"linkSupport": true},
    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    "codeAction": {"codeActionLiteralSupport": {}, "isPreferredSupport": true, "disabledSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
    "rename": {"prepareSupport": true, "honorsChangeAnnotations": true},
    "foldingRange": {"lineFoldingOnly": false},
    "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
    "documentLink": {"tooltipSupport": true}
  }
}`

// testServer is a server that no client speaks to, with what a client declared.
func testServer(t testing.TB, capabilities, settings string) *server {
	t.Helper()
	s := newServer(Options{
		Now:      func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) },
		Evaluate: evaluator.New().Evaluate, RunTests: func(context.Context, string, []byte, string, func(string) ([]byte, error)) (json.RawMessage, error) {
			return nil, nil
		},
	})
	s.conn = jsonrpc2.NewConn(t.Context(), silent{t.Context()}, s)
	close(s.connected)
	s.background = t.Context()
	p := protocol.InitializeParams{InitializationOptions: json.RawMessage(settings)}
	if err := json.Unmarshal([]byte(capabilities), &p.Capabilities); err != nil {
		t.Fatal(err)
	}
	set, err := readSettings(p.InitializationOptions)
	if err != nil {
		t.Fatal(err)
	}
	s.snap.Store(&snapshot{client: newClient(&p, set), settings: set, docs: map[string]*document{}, disk: newDisk(), now: s.opts.Now})
	return s
}

// silent is the stream of a client that neither says nor hears anything.
type silent struct{ ctx context.Context }

func (silent) WriteObject(any) error { return nil }

func (s silent) ReadObject(any) error {
	<-s.ctx.Done()
	return io.EOF
}

func (silent) Close() error { return nil }

// put opens a document.
func (s *server) put(name, text string) *document {
	lang := "plaintext"
	if strings.HasSuffix(name, ".maa") {
		lang = "maa-policy"
	}
	var d *document
	s.change(func(old *snapshot) *snapshot {
		d = old.opened(protocol.TextDocumentItem{URI: "test:///" + name, LanguageID: lang, Version: 1, Text: text})
		return old.with(keyOf(d.uri), d)
	})
	return d
}

// An archive of testdata/features has documents, the first with a mark; the client's
// capabilities, if they are not all; settings; a request, a line with the method and
// further parameters after it; and the answer, in which ranges are drawn as text.
// What a document becomes by the edits of an answer stands after it.
func TestFeatures(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/features/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("found %d archives, %v", len(archives), err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(path), "testdata/features/"), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runArchive(t, path)
		})
	}
}

func runArchive(t *testing.T, path string) {
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := readCase(t, a)
	got := c.run(t)
	if *update {
		a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "answer" || strings.HasPrefix(f.Name, "after ") })
		a.Files = append(a.Files, got...)
		if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(txtar.Format(&txtar.Archive{Files: c.want})), string(txtar.Format(&txtar.Archive{Files: got}))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// featureCase is an archive.
type featureCase struct {
	server *server
	doc    *document // the first
	marks  marked
	method string
	extra  string // further parameters
	want   []txtar.File
}

func readCase(t *testing.T, a *txtar.Archive) *featureCase {
	t.Helper()
	c := &featureCase{}
	capabilities, settings, evaluated := everything, "{}", false
	var docs []txtar.File
	for _, f := range a.Files {
		text := string(f.Data)
		switch {
		case f.Name == "client":
			capabilities = text
		case f.Name == "settings":
			settings = text
		case f.Name == "evaluated":
			evaluated = true
		case f.Name == "request":
			c.method, c.extra, _ = strings.Cut(text, "\n")
		case f.Name == "answer" || strings.HasPrefix(f.Name, "after "):
			c.want = append(c.want, f)
		default:
			docs = append(docs, f)
		}
	}
	c.server = testServer(t, capabilities, settings)
	for i, f := range docs {
		m := readMarks(string(f.Data))
		d := c.server.put(f.Name, m.text)
		if i == 0 {
			c.doc, c.marks = d, m
		}
	}
	c.server.reset(func(*snapshot) {})
	c.doc = c.server.snap.Load().docs[keyOf(c.doc.uri)]
	if evaluated {
		if _, err := c.server.evaluate(t.Context(), c.server.snap.Load(), c.doc); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// params are those of the request: the document, the place or range that is marked,
// and what the archive adds.
func (c *featureCase) params(t *testing.T) json.RawMessage {
	t.Helper()
	p := map[string]any{"textDocument": map[string]any{"uri": c.doc.uri}}
	if c.marks.at >= 0 {
		p["position"] = c.doc.index.Place(c.marks.at)
	}
	if c.marks.from >= 0 {
		p["range"] = c.doc.index.Range(c.marks.from, c.marks.to)
	}
	if strings.TrimSpace(c.extra) != "" {
		if err := json.Unmarshal([]byte(c.extra), &p); err != nil {
			t.Fatal(err)
		}
	}
	out, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// run makes the request and draws its answer.
func (c *featureCase) run(t *testing.T) []txtar.File {
	t.Helper()
	m, ok := methodNamed(strings.TrimSpace(c.method))
	if !ok {
		t.Fatalf("no method %q", c.method)
	}
	snap := c.server.snap.Load()
	result, err := m.answer(t.Context(), &request{snapshot: snap, server: c.server}, c.params(t))
	if err != nil {
		return []txtar.File{{Name: "answer", Data: []byte("error: " + err.Error() + "\n")}}
	}
	if tokens, ok := result.(*protocol.SemanticTokens); ok && tokens != nil {
		return []txtar.File{{Name: "answer", Data: []byte(drawTokens(c.doc, tokens.Data))}}
	}
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	var answer any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	drawn, err := json.MarshalIndent(c.draw(answer, c.doc), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	out := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\"`, `"`).Replace(string(drawn)) + "\n"
	return append([]txtar.File{{Name: "answer", Data: []byte(out)}}, c.after(text)...)
}

// draw returns an answer with ranges as what they are of the text.
func (c *featureCase) draw(v any, d *document) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = c.draw(v[i], d)
		}
	case map[string]any:
		for _, name := range []string{"uri", "targetUri"} {
			if uri, ok := v[name].(string); ok {
				if other := c.server.snap.Load().docs[keyOf(uri)]; other != nil {
					d = other
				}
			}
		}
		if from, to, ok := rangeIn(v, d); ok {
			at := d.Place(ast.PosAt(from))
			return fmt.Sprintf("%d:%d %s", at.Line, at.Column, shortened(d.Text[from:to]))
		}
		for name := range v {
			v[name] = c.draw(v[name], d)
		}
	}
	return v
}

// shortened is a text in quotes, without its middle if it is long.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > 64 {
		return fmt.Sprintf("%q … %q", string(runes[:40]), string(runes[len(runes)-16:]))
	}
	return fmt.Sprintf("%q", text)
}

func rangeIn(v map[string]any, d *document) (from, to int, ok bool) {
	text, err := json.Marshal(v)
	if err != nil || len(v) != 2 || v["start"] == nil || v["end"] == nil {
		return 0, 0, false
	}
	var r protocol.Range
	if json.Unmarshal(text, &r) != nil {
		return 0, 0, false
	}
	from, to = d.index.Span(r)
	return from, to, true
}

// drawTokens writes a line for each token.
func drawTokens(d *document, data []uint32) string {
	var b strings.Builder
	var at protocol.Position
	for ; len(data) >= 5; data = data[5:] {
		if data[0] > 0 {
			at.Character = 0
		}
		at.Line, at.Character = at.Line+data[0], at.Character+data[1]
		from := d.offset(at)
		to := d.offset(protocol.Position{Line: at.Line, Character: at.Character + data[2]})
		fmt.Fprintf(&b, "%d:%d %q %s", at.Line+1, at.Character+1, d.Text[from:to], tokenTypes[data[3]])
		for i, name := range tokenModifierNames {
			if data[4]&(1<<i) != 0 {
				b.WriteString(" " + name)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// after returns what the documents become by the edits of an answer.
func (c *featureCase) after(answer []byte) []txtar.File {
	edits := map[string][]position.Change{}
	collectEdits(answer, c.doc.uri, edits)
	var out []txtar.File
	for _, d := range c.server.snap.Load().documents() {
		if changes := edits[d.uri]; len(changes) > 0 {
			slices.SortStableFunc(changes, func(a, b position.Change) int {
				fromA, _ := d.index.Span(*a.Range)
				fromB, _ := d.index.Span(*b.Range)
				return fromB - fromA
			})
			out = append(out, txtar.File{Name: "after " + strings.TrimPrefix(d.uri, "test:///"), Data: []byte(d.index.Apply(changes).Text())})
		}
	}
	return out
}

// collectEdits finds the edits in an answer: a list of them, or those of the first
// edit of a workspace that it has.
func collectEdits(answer []byte, uri string, edits map[string][]position.Change) {
	var list []protocol.TextEdit
	if json.Unmarshal(answer, &list) == nil && len(list) > 0 && strings.Contains(string(answer), `"newText"`) && strings.HasPrefix(string(answer), `[{"range"`) {
		for _, e := range list {
			edits[uri] = append(edits[uri], position.Change{Range: &e.Range, Text: e.NewText})
		}
		return
	}
	var one struct {
		Edit    *protocol.WorkspaceEdit `json:"edit"`
		Changes []json.RawMessage       `json:"documentChanges"`
	}
	if json.Unmarshal(answer, &one) != nil {
		var several []json.RawMessage
		if json.Unmarshal(answer, &several) == nil && len(several) > 0 {
			collectEdits(several[0], uri, edits)
		}
		return
	}
	if one.Edit != nil {
		for _, change := range one.Edit.DocumentChanges {
			text, _ := json.Marshal(change)
			one.Changes = append(one.Changes, text)
		}
	}
	for _, change := range one.Changes {
		var e protocol.TextDocumentEdit
		if json.Unmarshal(change, &e) == nil {
			for _, edit := range e.Edits {
				edits[e.TextDocument.URI] = append(edits[e.TextDocument.URI], position.Change{Range: &edit.Range, Text: edit.NewText})
			}
		}
	}
}

// Each feature answers on each prefix of a policy, broken as it is, without a panic
// (V1.4, V2.14).
func TestFeaturesOnPrefixes(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../testdata/policies/*.maa")
	if err != nil || len(paths) < 50 {
		t.Fatalf("found %d policies, %v", len(paths), err)
	}
	const cuts = 3
	empty := testServer(t, everything, "{}")
	everyFeature(t, empty, empty.put("p.maa", ""), 0)
	for i, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for cut := range cuts {
			s := testServer(t, everything, "{}")
			n := (len(text)*(cut+1) + i) / cuts
			d := s.put("p.maa", text[:min(n, len(text))])
			everyFeature(t, s, d, len(d.Text)*(i%7)/6)
		}
	}
}

// everyFeature makes each request that takes a place in a document.
func everyFeature(t *testing.T, s *server, d *document, at int) {
	t.Helper()
	place := d.index.Place(at)
	p, err := json.Marshal(map[string]any{
		"textDocument": map[string]any{"uri": d.uri}, "position": place, "positions": []any{place},
		"range": d.index.Range(at, len(d.Text)), "context": map[string]any{"diagnostics": []any{}}, "options": map[string]any{"tabSize": 4},
		"ch": ";", "newName": "renamed", "query": "a",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range methods() {
		if !strings.HasPrefix(m.name, "textDocument/") || m.name == documentDiagnosticMethod.name {
			continue
		}
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s at %d of\n%s\npanics: %v", m.name, at, d.Text, r)
				}
			}()
			_, _ = m.answer(t.Context(), &request{snapshot: s.snap.Load(), server: s}, p) // a refusal is an answer, too
		}()
	}
}
