package lsp

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// editsVariable sets how many edits TestRandomEdits makes; 10,000 are asked for now and
// then, by hand.
const (
	editsVariable = "ASSAY_LSP_EDITS"
	editsMade     = 1_000 // without it
	editsAFile    = 100
)

// editsWanted is how many edits a test makes that makes some number without being asked.
func editsWanted(t *testing.T, made int) int {
	t.Helper()
	text := os.Getenv(editsVariable)
	if text == "" {
		return made
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s: found %q, expected a number", editsVariable, text)
	}
	return n
}

// pieces are what edits insert: parts of rules, characters that count two, line ends.
var pieces = []string{
	"🔒", "é", "\r\n", "\n", "\r", "\t", " ", "\"", "[", "]", "=>", ";", "}", "{", "c:", "// 🔑 note\n", "/*", "*/", "==", "&&", "x-ms-sgx-mrsinger",
	"[type==\"x-ms-sgx-svn\", value>=4] => permit();\r\n", "![type==\"a\"] && ", "c:[type==\"b\"] => issue(claim=c);", "\ufeff", "",
}

// Whatever is edited, the server has the text of the client, and finds in it what a
// check of the same bytes finds.
func TestRandomEdits(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../testdata/policies/*.maa")
	if err != nil || len(paths) < 50 {
		t.Fatalf("found %d policies, %v", len(paths), err)
	}
	rng := rand.New(rand.NewPCG(11, 12))
	for left := editsWanted(t, editsMade); left > 0; left -= editsAFile {
		data, err := os.ReadFile(paths[rng.IntN(len(paths))])
		if err != nil {
			t.Fatal(err)
		}
		editFile(t, rng, data)
	}
}

func editFile(t *testing.T, rng *rand.Rand, data []byte) {
	t.Helper()
	s := testServer(t, everything, "{}")
	s.put("p.maa", string(data))
	mirror := utf16.Encode([]rune(string(data)))
	for version := range editsAFile {
		edit, next := randomEdit(rng, mirror)
		mirror = next
		s.didChange(&protocol.DidChangeTextDocumentParams{
			TextDocument:   protocol.VersionedTextDocumentIdentifier{URI: "test:///p.maa", Version: int32(version + 2)},
			ContentChanges: []position.Change{edit},
		})
		d := s.snap.Load().docs["test:///p.maa"]
		if want := string(utf16.Decode(mirror)); d.Text != want {
			t.Fatalf("after %+v: (-want +got)\n%s", edit, cmp.Diff(want, d.Text))
		}
		sameAsCheck(t, s, d, version%20 == 0)
	}
}

// sameAsCheck compares the findings of a document with those of a check.
func sameAsCheck(t *testing.T, s *server, d *document, proofs bool) {
	t.Helper()
	src := ast.NewSource(d.Name, d.Text)
	_, want := lint.Source(src, lint.Options{NoProofs: !proofs})
	got := d.policy().found
	if proofs {
		found, err := s.search(t.Context(), d.policy())
		if err != nil {
			t.Fatal(err)
		}
		got = found.file.Findings
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-check +server)\n%s\nin\n%s", diff, d.Text)
	}
}

// randomEdit replaces a piece of a text by another, in the terms of a client that counts
// UTF-16: never inside a character, nor between CR and LF.
func randomEdit(rng *rand.Rand, text []uint16) (position.Change, []uint16) {
	from := aligned(text, rng.IntN(len(text)+1))
	to := aligned(text, min(len(text), from+rng.IntN(12)))
	piece := pieces[rng.IntN(len(pieces))]
	next := append(append(append([]uint16{}, text[:from]...), utf16.Encode([]rune(piece))...), text[to:]...)
	return position.Change{Range: &protocol.Range{Start: placeIn(text, from), End: placeIn(text, max(from, to))}, Text: piece}, next
}

// aligned is a place that is inside of nothing.
func aligned(text []uint16, at int) int {
	for at > 0 && at < len(text) && (utf16.IsSurrogate(rune(text[at-1])) && text[at-1] < 0xDC00 || text[at-1] == '\r' && text[at] == '\n') {
		at--
	}
	return at
}

// placeIn counts lines and characters plainly.
func placeIn(text []uint16, at int) protocol.Position {
	var p protocol.Position
	for i := range at {
		switch {
		case text[i] == '\n', text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			p.Line, p.Character = p.Line+1, 0
		case text[i] != '\r':
			p.Character++
		}
	}
	return p
}

// V6.20: what is not open any more is forgotten.
func TestCloseForgets(t *testing.T) {
	t.Parallel()
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", "version=1.0;")
	s.didClose(&protocol.TextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: d.uri}})
	if n := len(s.snap.Load().docs); n != 0 {
		t.Errorf("found %d documents, expected none", n)
	}
	raw, err := json.Marshal(protocol.TextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: d.uri}})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := methodNamed("textDocument/foldingRange")
	if _, err := m.answer(t.Context(), &request{snapshot: s.snap.Load(), server: s}, raw); err == nil {
		t.Error("found an answer about a document that is closed")
	}
}
