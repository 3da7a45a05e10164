package lsp

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp/internal/protocol"
	"github.com/assay-policy/assay/lsp/internal/wire"
)

// The codes of errors that JSON-RPC and the protocol define.
const (
	codeInternal       = -32603
	codeInvalidRequest = -32600
	codeNoMethod       = -32601
	codeInvalidParams  = -32602
	codeNotInitialized = -32002
	codeCancelled      = -32800
	codeModified       = -32801
	codeFailed         = -32803
)

// rpcError is an error with its code.
func rpcError(code int64, format string, args ...any) *jsonrpc2.Error {
	return &jsonrpc2.Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Handle takes a message. It runs on the loop that reads them, so it never blocks
// (V2.2): notifications are taken in order; a request gets what the client had when
// it asked, and is answered by a goroutine of its own.
func (s *server) Handle(ctx context.Context, _ *jsonrpc2.Conn, r *jsonrpc2.Request) {
	<-s.connected
	if r.Notif {
		s.notification(r)
		return
	}
	if err := s.refuses(r.Method); err != nil {
		s.reply(r.ID, nil, err)
		return
	}
	switch r.Method {
	case "initialize":
		result, err := s.guarded(r.Method, func() (any, error) { return s.initialize(params(r)) })
		s.reply(r.ID, result, err)
		return
	case "shutdown":
		s.phase.Store(shutDown)
		s.stopBackground()
		s.reply(r.ID, nil, nil)
		return
	}
	m, ok := methodNamed(r.Method)
	if !ok {
		s.reply(r.ID, nil, rpcError(codeNoMethod, "unknown method %q", r.Method))
		return
	}
	ctx, done := s.begin(ctx, r.ID)
	req := &request{server: s, snapshot: s.snap.Load()}
	s.run(func() {
		defer done()
		result, err := s.answered(ctx, r.Method, func() (any, error) { return m.answer(ctx, req, params(r)) })
		s.reply(r.ID, result, err)
	})
}

// answered returns what answers a request, or that it was cancelled, at once (V6.7).
func (s *server) answered(ctx context.Context, method string, answer func() (any, error)) (any, error) {
	type answered struct {
		result any
		err    error
	}
	done := make(chan answered, 1)
	s.working.Go(func() {
		giveWay() // to what cancels it, if that has come
		if ctx.Err() != nil {
			done <- answered{}
			return
		}
		result, err := s.guarded(method, answer)
		done <- answered{result, err}
	})
	select {
	case a := <-done:
		if ctx.Err() == nil {
			return a.result, a.err
		}
	case <-ctx.Done():
	}
	return nil, rpcError(codeCancelled, "cancelled")
}

// params are those of a request, an empty object if it has none.
func params(r *jsonrpc2.Request) json.RawMessage {
	if r.Params == nil {
		return json.RawMessage("{}")
	}
	return *r.Params
}

// refuses says why a request is not answered at this time of the server's life.
func (s *server) refuses(method string) error {
	switch phase := s.phase.Load(); {
	case phase == starting && method != "initialize":
		return rpcError(codeNotInitialized, "found %s, expected initialize first", method)
	case phase == serving && method == "initialize":
		return rpcError(codeInvalidRequest, "found initialize a second time")
	case phase >= shutDown:
		return rpcError(codeInvalidRequest, "found %s after a shutdown", method)
	}
	return nil
}

// begin gives a request a context that the client can cancel.
func (s *server) begin(ctx context.Context, id jsonrpc2.ID) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.requests[id] = cancel
	s.mu.Unlock()
	return ctx, func() {
		s.mu.Lock()
		delete(s.requests, id)
		s.mu.Unlock()
		cancel()
	}
}

// cancel ends a request, whose goroutine then answers that it was cancelled.
func (s *server) cancel(p *protocol.CancelParams) {
	id, err := wire.ID(p.ID)
	if err != nil {
		return
	}
	s.mu.Lock()
	cancel := s.requests[id]
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// reply answers a request.
func (s *server) reply(id jsonrpc2.ID, result any, err error) {
	if err == nil {
		if err = s.write(id, result); err == nil {
			return
		}
	}
	var e *jsonrpc2.Error
	if !errors.As(err, &e) {
		e = rpcError(codeFailed, "%v", err)
	}
	if err := s.conn.ReplyWithError(context.Background(), id, e); err != nil && !errors.Is(err, jsonrpc2.ErrClosed) {
		fmt.Fprintln(s.opts.Log, err)
	}
}

// write writes an answer. The library would go over it four times, and some are of half
// a megabyte. The error is that of a result that can't be written as JSON.
func (s *server) write(id jsonrpc2.ID, result any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	member := func(before string, v any) error {
		b.WriteString(before)
		err := e.Encode(v)
		b.Truncate(max(len(before), b.Len()-1)) // without the line end
		return err
	}
	if err := cmp.Or(member(`{"id":`, id), member(`,"result":`, result)); err != nil {
		return err
	}
	b.WriteString(`,"jsonrpc":"2.0"}`)
	if err := s.queue.WriteObject(json.RawMessage(b.Bytes())); err != nil && !s.disconnected() {
		fmt.Fprintln(s.opts.Log, err)
	}
	return nil
}

// disconnected reports whether there is no client any more.
func (s *server) disconnected() bool {
	select {
	case <-s.conn.DisconnectNotify():
		return true
	default:
		return false
	}
}

// guarded calls what answers a request. A panic in it is an error of that request
// alone (V2.13).
func (s *server) guarded(method string, f func() (any, error)) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			s.logPanic(method, r)
			err = rpcError(codeInternal, "%s: internal error: %v", method, r)
		}
	}()
	return f()
}

func (s *server) logPanic(what string, r any) {
	fmt.Fprintf(s.opts.Log, "%s: internal error: %v\n%s", what, r, debug.Stack())
	s.notify("window/logMessage", protocol.ShowMessageParams{
		Type: protocol.ErrorMessage, Message: fmt.Sprintf("%s: internal error: %v; please report this", what, r),
	})
}

// notify tells the client something.
func (s *server) notify(method string, params any) {
	if err := s.conn.Notify(context.Background(), method, params); err != nil && !errors.Is(err, jsonrpc2.ErrClosed) {
		fmt.Fprintln(s.opts.Log, err)
	}
}

// show shows the client's user a message.
func (s *server) show(typ protocol.MessageType, format string, args ...any) {
	s.notify("window/showMessage", protocol.ShowMessageParams{Type: typ, Message: fmt.Sprintf(format, args...)})
}
