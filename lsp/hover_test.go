package lsp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
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
	changed := d.withText(s.snap.Load(), d.index)
	changed.saved = false
	if text := hover(changed); !strings.Contains(text, "`"+ast.PolicyHash(onDisk)+"`") || !strings.Contains(text, "not saved") {
		t.Errorf("got %s, want the hash of the file, and that there are changes", text)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if text := hover(d); !strings.Contains(text, "can't be read") {
		t.Errorf("got %s, want that the file can't be read", text)
	}
}
