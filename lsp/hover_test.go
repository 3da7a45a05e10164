package lsp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// V1.1: the hash that is shown is that of the file, with its byte order mark and line
// ends, never that of the text in the editor.
func TestV1_1HashOfTheFile(t *testing.T) {
	t.Parallel()
	const onDisk = ast.BOM + "version=1.0;\r\nauthorizationrules{};\r\n"
	path := filepath.Join(t.TempDir(), "p.maa")
	if err := os.WriteFile(path, []byte(onDisk), 0o600); err != nil {
		t.Fatal(err)
	}
	s := testServer(t, everything, "{}")
	open := protocol.TextDocumentItem{URI: uriOf(path), LanguageID: "maa-policy", Version: 1, Text: "version=1.0;\nauthorizationrules{};\n"}
	d := s.snap.Load().opened(open)
	hover := func(d *document) string {
		h := &hovering{place: d.at(ast.PosAt(0))}
		h.find()
		return h.text
	}
	saved := hover(d)
	if !strings.Contains(saved, "`"+ast.PolicyHash(onDisk)+"`") || strings.Contains(saved, "not saved") {
		t.Errorf("got %s, want the hash of the file", saved)
	}
	version := strings.Index(open.Text, "1.0")
	changed := d.withText(s.snap.Load(), d.index.Apply([]position.Change{{Range: rangeAt(d, version, version+3), Text: "1.2"}}))
	if text := hover(changed); !strings.Contains(text, "`"+ast.PolicyHash(onDisk)+"`") || !strings.Contains(text, "not saved") {
		t.Errorf("got %s, want the hash of the file, and that there are changes", text)
	}
	restored := changed.withText(s.snap.Load(), changed.index.Apply([]position.Change{{Range: rangeAt(d, version, version+3), Text: "1.0"}}))
	if text := hover(restored); text != saved {
		t.Errorf("got %s, want %s as the text is again what it was", text, saved)
	}
	if err := os.WriteFile(path, []byte(ast.BOM+changed.Text), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := hover(changed); strings.Contains(text, "not saved") {
		t.Errorf("got %s, want no changes: the text is that of the file, which another program wrote", text)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if text := hover(d); !strings.Contains(text, "can't be read") {
		t.Errorf("got %s, want that the file can't be read", text)
	}
}

func rangeAt(d *document, from, to int) *protocol.Range {
	r := d.index.Range(from, to)
	return &r
}

// V1.1: of a document on no disk of the server's, the hash is that of the text as it was
// saved; of one that was never saved there is none.
func TestV1_1HashElsewhere(t *testing.T) {
	t.Parallel()
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", "version=1.0;")
	changed := d.withText(s.snap.Load(), d.index.Apply([]position.Change{{Range: rangeAt(d, 0, 0), Text: "//\n"}}))
	if hash, unsaved, err := changed.diskHash(); hash != ast.PolicyHash(d.Text) || !unsaved || err != nil {
		t.Errorf("got %s, %v, %v, want the hash of the text before the change, and that there is one", hash, unsaved, err)
	}
	d = s.snap.Load().opened(protocol.TextDocumentItem{URI: "untitled:Untitled-1", LanguageID: "maa-policy", Text: "version=1.0;"})
	if hash, _, err := d.diskHash(); err == nil {
		t.Errorf("got %s, want none before the policy is saved", hash)
	}
	h := &hovering{place: d.at(ast.PosAt(0))}
	h.find()
	if !strings.Contains(h.text, "once it is saved") {
		t.Errorf("got %s, want that there is a hash once the policy is saved", h.text)
	}
}
