package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp"
)

// listen serves all editors that connect until the context ends.
func (s *lspServer) listen(ctx context.Context, t *lspTransport) error {
	address := t.Listen + t.Websocket // one of them
	listener, err := net.Listen("tcp", string(address))
	if err != nil {
		return fmt.Errorf("lsp: %w", err)
	}
	fmt.Fprintf(s.env.err, "assay: lsp: listening on %s\n", listener.Addr())
	if t.Websocket != "" {
		return s.listenHTTP(ctx, listener, t.Origin)
	}
	var clients sync.WaitGroup
	defer clients.Wait()
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	for {
		conn, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("lsp: %w", err)
		}
		clients.Go(func() { s.client(ctx, conn.RemoteAddr(), lsp.NewStream(conn)) })
	}
}

// listenHTTP serves WebSockets.
func (s *lspServer) listenHTTP(ctx context.Context, listener net.Listener, origins []string) error {
	var clients sync.WaitGroup
	defer clients.Wait()
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			clients.Add(1) // the server forgets connections that are WebSockets
			defer clients.Done()
			if socket := accept(ctx, w, r, origins); socket != nil {
				s.client(ctx, r.RemoteAddr, lsp.NewMessageStream(socket))
			}
		}),
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("lsp: %w", err)
	}
	return nil
}

// client serves one of several editors. How it left is worth a line, no more.
func (s *lspServer) client(ctx context.Context, from any, stream jsonrpc2.ObjectStream) {
	if err := s.serve(ctx, stream); err != nil && ctx.Err() == nil {
		fmt.Fprintf(s.opts.Log, "%v: %s\n", from, message(err))
	}
}

// methodLog writes a line for each message that is recorded to it.
type methodLog struct{ w io.Writer }

// Write takes a line of a recording.
func (l methodLog) Write(line []byte) (int, error) {
	var said struct {
		From    string
		Message struct {
			ID     json.RawMessage
			Method string
			Error  *struct{ Message string }
		}
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return 0, err
	}
	m := said.Message
	what := m.Method
	switch {
	case m.Error != nil:
		what = "error: " + m.Error.Message
	case what == "":
		what = "result"
	}
	if _, err := fmt.Fprintf(l.w, "%s: %s %s (%d bytes)\n", said.From, what, m.ID, len(line)); err != nil {
		return 0, err
	}
	return len(line), nil
}
