package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp/internal/wire"
)

// ErrNoShutdown says that the client left without asking for a shutdown first.
var ErrNoShutdown = errors.New("the client left without a shutdown")

// NewStream returns the messages on a connection, such as standard input and output:
// each with a header that says how long it is.
func NewStream(conn io.ReadWriteCloser) jsonrpc2.ObjectStream { return wire.Framed(conn) }

// Serve serves one client until it leaves or the context ends. The error is nil if the
// client asked for a shutdown before it left (V2.11).
func Serve(ctx context.Context, stream jsonrpc2.ObjectStream, opts Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := newServer(opts)
	s.stop = stop
	s.background, s.stopBackground = context.WithCancel(ctx)
	s.snap.Store(&snapshot{docs: map[string]*document{}})
	s.queue = wire.Queued(stream)
	s.conn = jsonrpc2.NewConn(ctx, s.queue, s, jsonrpc2.SetLogger(log.New(s.opts.Log, "", 0)))
	close(s.connected)
	s.watchClient(&s.opts.ClientProcess)
	<-s.conn.DisconnectNotify()
	_ = s.queue.Close() // the connection says that it ended before it has written all
	if err := s.queue.Err(); err != nil {
		fmt.Fprintln(s.opts.Log, err)
	}
	s.stopBackground()
	s.end()
	if s.phase.Load() != leaving {
		return ErrNoShutdown
	}
	return nil
}

// server serves one client.
type server struct {
	opts      Options
	conn      *jsonrpc2.Conn // set once connected is closed
	queue     *wire.Queue    // what conn writes to
	connected chan struct{}
	stop      context.CancelFunc
	phase     atomic.Int32 // of its life

	// background is what work that no request asked for runs under.
	background     context.Context
	stopBackground context.CancelFunc
	working        sync.WaitGroup
	searching      chan struct{} // holds one token during a search
	publishing     sync.Mutex    // while findings are sent, so that newer ones come last

	mu    sync.Mutex
	ended bool // nothing more begins
	// settingsKnown is closed once the client has said its settings; nil if it isn't asked.
	settingsKnown chan struct{}
	requests      map[jsonrpc2.ID]context.CancelFunc // those under way
	newer         map[string]context.CancelFunc      // what ends the work for a version of a document, by its key
	snap          atomic.Pointer[snapshot]           // stored under mu
	// evaluations are the last ones of policies, chosen the claims files that were chosen
	// for them, testedFiles what became of tests; all by the key of a document.
	evaluations map[string]*evaluation
	chosen      map[string]string
	testedFiles map[string]*testedFile
	progresses  map[string]context.CancelFunc // what ends work that the client was told of, by its token
}

func newServer(opts Options) *server {
	return &server{
		opts: opts.withDefaults(), connected: make(chan struct{}), searching: make(chan struct{}, 1), requests: map[jsonrpc2.ID]context.CancelFunc{}, newer: map[string]context.CancelFunc{},
		evaluations: map[string]*evaluation{}, chosen: map[string]string{}, testedFiles: map[string]*testedFile{},
		progresses: map[string]context.CancelFunc{},
	}
}

// The phases of a server's life (V2.11).
const (
	starting int32 = iota
	serving
	shutDown // the client asked for it
	leaving  // it left after that
)

// change replaces the snapshot.
func (s *server) change(f func(*snapshot) *snapshot) *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := f(s.snap.Load())
	s.snap.Store(next)
	return next
}

// run runs what the end of the server waits for. After that nothing runs any more: a
// message may still be under way then.
func (s *server) run(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.working.Go(f)
	}
}

// leaveWithin is how long the end of the server waits for work that doesn't heed its
// context. Editors kill a server that is slow to leave (V2.11).
const leaveWithin = 500 * time.Millisecond

// end waits for what is under way.
func (s *server) end() {
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.working.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(leaveWithin):
	}
}

// work runs what no request waits for.
func (s *server) work(f func(ctx context.Context)) {
	s.run(func() {
		defer func() {
			if r := recover(); r != nil {
				s.logPanic("background work", r)
			}
		}()
		f(s.background)
	})
}
