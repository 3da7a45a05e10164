package lsp

import (
	"io"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/assay-policy/assay/lsp/internal/wire"
)

// MessageLimit is how many bytes a message of a client may have.
const MessageLimit = wire.Limit

// Messages is a connection that carries whole messages, such as a WebSocket.
type Messages interface {
	// ReadMessage returns the next message. An error of [MessageTooLong] is answered,
	// and reading goes on; io.EOF ends the connection in good order.
	ReadMessage() ([]byte, error)
	// WriteMessage sends a message. Calls don't overlap.
	WriteMessage(data []byte) error
	// Close ends the connection, and a ReadMessage that waits.
	Close() error
}

// NewMessageStream returns the messages of a connection that carries whole ones.
func NewMessageStream(m Messages) jsonrpc2.ObjectStream { return wire.Whole(m) }

// MessageTooLong is the error of a message that was skipped because of its length.
func MessageTooLong(length int64) error { return wire.TooLong(length) }

// Record returns a stream that also writes each message to w, as a line of JSON:
// {"from":"client","message":…} or {"from":"server","message":…}.
func Record(stream jsonrpc2.ObjectStream, w io.Writer) jsonrpc2.ObjectStream {
	return wire.Recorded(stream, w)
}
