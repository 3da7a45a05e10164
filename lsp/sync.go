package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// notification takes what the client tells, in order, on the loop that reads it.
// Unknown ones are ignored (V2.11).
func (s *server) notification(r *jsonrpc2.Request) {
	if r.Method == "exit" {
		if s.phase.Load() == shutDown {
			s.phase.Store(leaving)
		}
		s.stop()
		return
	}
	if s.phase.Load() != serving {
		return
	}
	take, known := notifications[r.Method]
	if !known {
		return
	}
	if _, err := s.guarded(r.Method, func() (any, error) { return nil, take(s, params(r)) }); err != nil {
		s.logf("%s: %v", r.Method, err)
	}
}

// notifications are those that are taken.
var notifications = map[string]func(*server, json.RawMessage) error{
	"initialized":                         told(func(s *server, _ *struct{}) { s.initialized() }),
	"$/cancelRequest":                     told((*server).cancel),
	"$/setTrace":                          told(func(*server, *protocol.SetTraceParams) {}),
	"window/workDoneProgress/cancel":      told((*server).cancelProgress),
	"textDocument/didOpen":                told((*server).didOpen),
	"textDocument/didChange":              told((*server).didChange),
	"textDocument/didSave":                told((*server).didSave),
	"textDocument/didClose":               told((*server).didClose),
	"workspace/didChangeConfiguration":    told((*server).didChangeConfiguration),
	"workspace/didChangeWatchedFiles":     told((*server).didChangeWatchedFiles),
	"workspace/didChangeWorkspaceFolders": told((*server).didChangeWorkspaceFolders),
}

// told makes of a method what takes a notification.
func told[P any](f func(*server, *P)) func(*server, json.RawMessage) error {
	return func(s *server, raw json.RawMessage) error {
		p := new(P)
		if err := json.Unmarshal(raw, p); err != nil {
			return err
		}
		f(s, p)
		return nil
	}
}

func (s *server) didOpen(p *protocol.DidOpenTextDocumentParams) {
	if p.TextDocument.URI == "" {
		s.logf("found no URI of a document that was opened")
		return
	}
	var d *document
	s.change(func(old *snapshot) *snapshot {
		d = old.opened(p.TextDocument)
		return old.with(keyOf(d.uri), d)
	})
	s.touched(d)
}

func (s *server) didChange(p *protocol.DidChangeTextDocumentParams) {
	var d *document
	s.change(func(old *snapshot) *snapshot {
		was := old.docs[keyOf(p.TextDocument.URI)]
		if was == nil {
			return old
		}
		next := *was
		next.version = p.TextDocument.Version
		d = next.withText(old, was.index.Apply(p.ContentChanges))
		return old.with(keyOf(d.uri), d)
	})
	if d == nil {
		s.logf("%s changed, but it is not open", p.TextDocument.URI)
		return
	}
	s.touched(d)
}

func (s *server) didSave(p *protocol.TextDocumentParams) {
	next := s.change(func(old *snapshot) *snapshot {
		was := old.docs[keyOf(p.TextDocument.URI)]
		if was == nil {
			return old
		}
		next := *was
		next.saved = was.Text
		return old.with(keyOf(was.uri), &next)
	})
	s.refresh(next) // lenses show the hash of the file
}

func (s *server) didClose(p *protocol.TextDocumentParams) {
	key := keyOf(p.TextDocument.URI)
	var d *document
	s.change(func(old *snapshot) *snapshot {
		d = old.docs[key]
		return old.with(key, nil)
	})
	if d != nil {
		s.closed(d)
	}
}

// touched looks at a document that was opened or changed, and at those that depend on
// it.
func (s *server) touched(d *document) {
	if d.kind == configurationDocument {
		s.reset(func(*snapshot) {})
		return
	}
	s.changed(d)
}

func (s *server) didChangeConfiguration(p *protocol.DidChangeConfigurationParams) {
	if s.snap.Load().client.Workspace.Configuration {
		s.work(s.askSettings)
		return
	}
	set := s.settingsIn(p.Settings)
	s.setSettings(func(string, settings) settings { return set })
}

func (s *server) didChangeWatchedFiles(p *protocol.DidChangeWatchedFilesParams) {
	s.work(func(context.Context) {
		s.indexAgain(p.Changes)
		s.reset(func(*snapshot) {})
	})
}

func (s *server) didChangeWorkspaceFolders(p *protocol.DidChangeWorkspaceFoldersParams) {
	s.reset(func(next *snapshot) {
		gone := map[string]bool{}
		for _, f := range p.Event.Removed {
			gone[keyOf(f.URI)] = true
		}
		var folders []folder
		for _, f := range next.folders {
			if !gone[keyOf(f.uri)] {
				folders = append(folders, f)
			}
		}
		for _, f := range p.Event.Added {
			folders = append(folders, folder{uri: f.URI, path: pathOf(f.URI), settings: next.settings})
		}
		next.folders = folders
	})
	s.work(s.askSettings)
	s.work(s.index)
}

// ask asks the client something, and waits for the answer. It must not run on the loop
// that reads messages.
func (s *server) ask(ctx context.Context, method string, params, result any) error {
	if err := s.conn.Call(ctx, method, params, result); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// logf writes a line to the log.
func (s *server) logf(format string, args ...any) { fmt.Fprintf(s.opts.Log, format+"\n", args...) }
