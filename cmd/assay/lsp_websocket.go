package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"

	"github.com/coder/websocket"

	"github.com/assay-policy/assay/lsp"
)

// accept makes a WebSocket of a request, or answers why not and returns nil. A page
// that a browser shows may reach this machine's ports, under any name that leads
// here: so the request must be for a loopback name, and come from a page of this
// server or of an origin that was allowed.
func accept(ctx context.Context, w http.ResponseWriter, r *http.Request, origins []string) *socket {
	if !loopback(r.Host) {
		http.Error(w, "the host is not a name of this machine", http.StatusForbidden)
		return nil
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host && !slices.Contains(origins, origin) {
		http.Error(w, "pages of this origin may not connect; see --origin", http.StatusForbidden)
		return nil
	}
	// The origin was looked at above; patterns of the library are not exact.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return nil // Accept has answered
	}
	conn.SetReadLimit(-1) // ReadMessage has its own, which doesn't end the connection
	return &socket{ctx, conn}
}

// loopback reports whether the host of a request is this machine, by a name that
// nobody else can give it.
func loopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// socket carries a message of the protocol in each of its own (V2.9).
type socket struct {
	ctx  context.Context
	conn *websocket.Conn
}

// ReadMessage reads a message. One that is too long is skipped.
func (s *socket) ReadMessage() ([]byte, error) {
	_, r, err := s.conn.Reader(s.ctx)
	if err != nil {
		return nil, ended(err)
	}
	data, err := io.ReadAll(io.LimitReader(r, lsp.MessageLimit+1))
	if err != nil {
		return nil, ended(err)
	}
	if len(data) <= lsp.MessageLimit {
		return data, nil
	}
	rest, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, ended(err)
	}
	return nil, lsp.MessageTooLong(int64(len(data)) + rest)
}

// ended is the error of a connection that the client closed in good order or not.
func ended(err error) error {
	if status := websocket.CloseStatus(err); status == websocket.StatusNormalClosure || status == websocket.StatusGoingAway || errors.Is(err, io.EOF) {
		return io.EOF
	}
	return err
}

// WriteMessage writes a message.
func (s *socket) WriteMessage(data []byte) error {
	return s.conn.Write(s.ctx, websocket.MessageText, data)
}

// Close says good-bye, and ends reading.
func (s *socket) Close() error { return s.conn.Close(websocket.StatusNormalClosure, "") }
