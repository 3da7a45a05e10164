package lsp

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// progressTokens counts the pieces of work that clients were told of.
var progressTokens atomic.Uint64

// progress tells the client that some work has begun (V1.35), and returns the context
// that it runs under: the client can end it. The function tells that it is done. The
// work doesn't wait for the client to agree to be told, which some never do.
func (s *server) progress(ctx context.Context, title string) (context.Context, func()) {
	if !s.snap.Load().client.Window.WorkDoneProgress {
		return ctx, func() {}
	}
	token := "assay-" + strconv.FormatUint(progressTokens.Add(1), 10)
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.progresses[token] = cancel
	s.mu.Unlock()
	s.work(func(background context.Context) {
		if s.ask(background, "window/workDoneProgress/create", protocol.WorkDoneProgressCreateParams{Token: token}, nil) != nil {
			return
		}
		tell := func(w protocol.WorkDoneProgress) {
			s.notify("$/progress", protocol.ProgressParams{Token: token, Value: w})
		}
		tell(protocol.WorkDoneProgress{Kind: "begin", Title: title, Cancellable: true})
		<-ctx.Done()
		tell(protocol.WorkDoneProgress{Kind: "end"})
	})
	return ctx, func() {
		s.mu.Lock()
		delete(s.progresses, token)
		s.mu.Unlock()
		cancel()
	}
}

// cancelProgress ends the work that the client was told of.
func (s *server) cancelProgress(p *protocol.WorkDoneProgressCancelParams) {
	token, _ := p.Token.(string)
	s.mu.Lock()
	cancel := s.progresses[token]
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}
