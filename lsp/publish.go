package lsp

import (
	"context"
	"time"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// changed looks at the newest version of a document, and ends what was under way for
// older ones (V2.6). It runs on the loop that reads messages.
func (s *server) changed(d *document) {
	ctx := s.newest(d)
	s.work(func(context.Context) {
		s.look(ctx, d)
		s.later(ctx, d)
	})
	switch d.kind {
	case policyDocument:
		s.work(func(context.Context) { s.evaluateAgain(ctx, d) })
	case claimsDocument:
		s.claimsChanged(d.uri)
	}
}

// look finds out about a version, and publishes what it finds. Versions of a document are
// looked at in turn, so that those which are old by then are passed over.
func (s *server) look(ctx context.Context, d *document) {
	d.shop.turn.Lock()
	defer d.shop.turn.Unlock()
	giveWay() // to a newer version, if there is one by now
	snap := s.snap.Load()
	if ctx.Err() != nil { // there is a newer version, or it was closed
		return
	}
	if !snap.client.pulls {
		s.publish(ctx, snap, d, s.quickFindings(snap, d))
	} else if d.kind == policyDocument {
		d.policy() // while the client is about to ask for it
	}
}

// newest ends the work for older versions of a document, and returns the context of
// that for the newest one.
func (s *server) newest(d *document) context.Context {
	key := keyOf(d.uri)
	s.mu.Lock()
	defer s.mu.Unlock()
	if end := s.newer[key]; end != nil {
		end()
	}
	ctx, end := context.WithCancel(s.background)
	s.newer[key] = end
	return ctx
}

// forget ends the work for a document that is open no more, and forgets what is known
// of it.
func (s *server) forget(d *document) {
	key := keyOf(d.uri)
	s.mu.Lock()
	defer s.mu.Unlock()
	if end := s.newer[key]; end != nil {
		end()
	}
	delete(s.newer, key)
	delete(s.evaluations, key)
	delete(s.testedFiles, key)
}

// later makes the searches, some time after the last change.
func (s *server) later(ctx context.Context, d *document) {
	if d.kind != policyDocument && d.kind != configurationDocument {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(s.opts.Searches):
	}
	snap := s.snap.Load()
	if snap.client.pulls {
		return
	}
	if found, err := s.findings(ctx, snap, d); err == nil {
		s.publish(ctx, snap, d, found)
	}
	for _, other := range snap.documents() { // what is accepted there may be gone
		if other.kind != configurationDocument || other == d {
			continue
		}
		if found, err := s.findings(ctx, snap, other); err == nil {
			s.publish(ctx, snap, other, found)
		}
	}
}

// publish pushes findings, unless the document has changed since.
func (s *server) publish(ctx context.Context, snap *snapshot, d *document, found []protocol.Diagnostic) {
	s.publishing.Lock()
	defer s.publishing.Unlock()
	if now := s.snap.Load().docs[keyOf(d.uri)]; ctx.Err() != nil || now == nil || now.Source != d.Source {
		return
	}
	p := protocol.PublishDiagnosticsParams{URI: d.uri, Diagnostics: found}
	if snap.client.TextDocument.PublishDiagnostics.VersionSupport {
		p.Version = &d.version
	}
	s.notify("textDocument/publishDiagnostics", p)
}

// closed clears what was pushed about a document.
func (s *server) closed(d *document) {
	s.forget(d)
	if snap := s.snap.Load(); !snap.client.pulls {
		s.publishing.Lock()
		defer s.publishing.Unlock()
		s.notify("textDocument/publishDiagnostics", protocol.PublishDiagnosticsParams{URI: d.uri, Diagnostics: []protocol.Diagnostic{}})
	}
	switch d.kind {
	case configurationDocument:
		s.reset(func(*snapshot) {})
	case policyDocument: // it is now what it is on the disk
		s.work(func(context.Context) { s.indexAgain([]protocol.FileEvent{{URI: d.uri, Type: protocol.FileChanged}}) })
	}
}
