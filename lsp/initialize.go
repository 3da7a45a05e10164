package lsp

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// initialize takes what the client says of itself, and announces what the server can do
// for it.
func (s *server) initialize(raw json.RawMessage) (any, error) {
	var p protocol.InitializeParams
	var odd *json.UnmarshalTypeError
	switch err := json.Unmarshal(raw, &p); {
	case errors.As(err, &odd) && odd.Field != "": // a capability in a form of another version; the rest is read
		s.logf("initialize: %v", err)
	case err != nil:
		return nil, rpcError(codeInvalidParams, "initialize: %v", err)
	}
	initial, err := readSettings(p.InitializationOptions)
	if err != nil {
		s.show(protocol.WarningMessage, "initializationOptions: %v", err)
	}
	c := newClient(&p, initial)
	next := s.change(func(old *snapshot) *snapshot {
		snap := &snapshot{client: c, settings: initial, docs: old.docs, disk: newDisk(), now: s.opts.Now}
		for _, f := range foldersOf(&p) {
			snap.folders = append(snap.folders, folder{uri: f.URI, path: pathOf(f.URI), settings: initial})
		}
		return snap
	})
	s.phase.Store(serving)
	s.watchClient(p.ProcessID)
	return protocol.InitializeResult{
		Capabilities: capabilities(next.client),
		ServerInfo:   protocol.ClientInfo{Name: "assay", Version: s.opts.Version},
	}, nil
}

// foldersOf are the roots of the workspace, in whichever way the client tells of them.
func foldersOf(p *protocol.InitializeParams) []protocol.WorkspaceFolder {
	switch {
	case len(p.WorkspaceFolders) > 0:
		return p.WorkspaceFolders
	case p.RootURI != "":
		return []protocol.WorkspaceFolder{{URI: p.RootURI}}
	case p.RootPath != "":
		return []protocol.WorkspaceFolder{{URI: uriOf(p.RootPath)}}
	}
	return nil
}

// capabilities are those of all rows of the table, for a client.
func capabilities(c *client) protocol.ServerCapabilities {
	out := protocol.ServerCapabilities{
		PositionEncoding: c.encoding.String(),
		TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: true, Change: protocol.SyncIncremental, Save: true},
		Workspace: &protocol.WorkspaceServerCapabilities{
			WorkspaceFolders: protocol.WorkspaceFoldersServerCapabilities{Supported: true, ChangeNotifications: true},
		},
	}
	for _, m := range methods() {
		if m.offer != nil {
			m.offer(&out, c)
		}
	}
	return out
}

// initialized asks the client for what it could not say before, and reads the policies
// of the workspace. None of it waits for another: some clients never answer.
func (s *server) initialized() {
	s.work(s.register)
	known := make(chan struct{})
	s.mu.Lock()
	s.settingsKnown = known
	s.mu.Unlock()
	s.work(func(ctx context.Context) {
		defer close(known)
		s.askSettings(ctx)
	})
	s.work(s.index)
}

// register asks the client to tell of files and settings that change (V1.36).
func (s *server) register(ctx context.Context) {
	can := s.snap.Load().client.Workspace
	var wanted []protocol.Registration
	if can.DidChangeWatchedFiles.DynamicRegistration {
		wanted = append(wanted, protocol.Registration{ID: "files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: watched})
	}
	if can.DidChangeConfiguration.DynamicRegistration {
		wanted = append(wanted, protocol.Registration{
			ID: "settings", Method: "workspace/didChangeConfiguration", RegisterOptions: map[string]string{"section": "assay"},
		})
	}
	if len(wanted) == 0 {
		return
	}
	if err := s.ask(ctx, "client/registerCapability", protocol.RegistrationParams{Registrations: wanted}, nil); err != nil {
		s.logf("%v", err)
	}
}

// watched are the files whose change matters to those that are open.
var watched = protocol.DidChangeWatchedFilesRegistrationOptions{Watchers: []protocol.FileSystemWatcher{
	{GlobPattern: "**/*.maa"}, {GlobPattern: "**/*_test.yaml"}, {GlobPattern: "**/.assay.yaml"}, {GlobPattern: "**/*claims.json"},
}}

// askSettings asks for the settings of each folder, and of documents in none.
func (s *server) askSettings(ctx context.Context) {
	snap := s.snap.Load()
	if !snap.client.Workspace.Configuration {
		return
	}
	items := []protocol.ConfigurationItem{{Section: "assay"}}
	for _, f := range snap.folders {
		items = append(items, protocol.ConfigurationItem{ScopeURI: f.uri, Section: "assay"})
	}
	var answers []json.RawMessage
	if err := s.ask(ctx, "workspace/configuration", protocol.ConfigurationParams{Items: items}, &answers); err != nil {
		s.logf("%v", err)
		return
	}
	s.setSettings(func(uri string, was settings) settings {
		for i, item := range items {
			if item.ScopeURI == uri && i < len(answers) {
				return s.settingsIn(answers[i])
			}
		}
		return was
	})
}

// settingsIn reads settings that the client sent.
func (s *server) settingsIn(raw json.RawMessage) settings {
	set, err := readSettings(raw)
	if err != nil {
		s.show(protocol.WarningMessage, "settings of assay: %v", err)
	}
	return set
}

// setSettings replaces the settings: of each folder by its URI, of documents in none by
// "". All documents are looked at anew.
func (s *server) setSettings(of func(uri string, was settings) settings) {
	s.reset(func(next *snapshot) {
		next.settings = of("", next.settings)
		folders := make([]folder, len(next.folders))
		for i, f := range next.folders {
			f.settings = of(f.uri, f.settings)
			folders[i] = f
		}
		next.folders = folders
	})
}

// reset replaces what all documents are looked at with, and looks at them anew.
func (s *server) reset(f func(next *snapshot)) {
	next := s.change(func(old *snapshot) *snapshot {
		next := *old
		next.disk = newDisk()
		f(&next)
		next.docs = make(map[string]*document, len(old.docs))
		for key, d := range old.docs {
			next.docs[key] = d.in(&next)
		}
		next.closed = make(map[string]*document, len(old.closed))
		for key, d := range old.closed {
			next.closed[key] = d.in(&next)
		}
		return &next
	})
	for _, d := range next.documents() {
		s.changed(d)
	}
	s.refresh(next)
}

// refresh asks the client to ask again for what it may have asked for before.
func (s *server) refresh(snap *snapshot) {
	w := snap.client.Workspace
	s.work(func(ctx context.Context) {
		for _, r := range []struct {
			can    bool
			method string
		}{
			{w.Diagnostics.RefreshSupport && snap.client.pulls, "workspace/diagnostic/refresh"},
			{w.SemanticTokens.RefreshSupport, "workspace/semanticTokens/refresh"},
			{w.InlayHint.RefreshSupport, "workspace/inlayHint/refresh"},
			{w.CodeLens.RefreshSupport, "workspace/codeLens/refresh"},
		} {
			if r.can {
				if err := s.ask(ctx, r.method, nil, nil); err != nil {
					s.logf("%v", err)
				}
			}
		}
	})
}
