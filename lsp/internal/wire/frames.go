package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/sourcegraph/jsonrpc2"
)

const (
	// lineLimit is how much of a header line is kept.
	lineLimit = 4096
	// noiseLimit is how many bytes may come that are no frame before the
	// connection ends.
	noiseLimit = 1 << 20
	// roomLimit is how many bytes are kept for frames to be written.
	roomLimit = 1 << 20
)

// ErrNoise is why a connection ends on which no frame came any more.
var ErrNoise = errors.New("no frame among the last 1048576 bytes, want a header \"Content-Length: N\"")

// ErrHTTP ends a connection on which a browser speaks: its request has a length, too,
// and could hold a message that a page made up.
var ErrHTTP = errors.New("found a request of HTTP, expected messages of the language server protocol")

// Framed makes a stream of a connection on which each message has a header that
// says its length, as the protocol wants. The names of headers count in any case,
// unknown headers are skipped, and lines may end with LF alone. What stands
// between frames is answered once and skipped up to the next header.
func Framed(conn io.ReadWriteCloser) jsonrpc2.ObjectStream {
	return Whole(&frames{conn: conn, r: bufio.NewReaderSize(conn, 64<<10)})
}

type frames struct {
	conn   io.ReadWriteCloser
	r      *bufio.Reader
	header header
	noise  int    // bytes since the last frame that belong to none
	room   []byte // of the last frame that was written, for the next
}

// ReadMessage reads one frame: first all of it, then it is looked at (V2.3).
func (f *frames) ReadMessage() ([]byte, error) {
	length, err := f.readHeader()
	if err != nil {
		return nil, err
	}
	if length > Limit {
		if _, err := io.CopyN(io.Discard, f.r, length); err != nil {
			return nil, cutOff(err)
		}
		return nil, TooLong(length)
	}
	// The buffer grows with what arrives: a header alone claims no memory.
	var body bytes.Buffer
	if _, err := io.CopyN(&body, f.r, length); err != nil {
		return nil, cutOff(err)
	}
	return body.Bytes(), nil
}

// TooLong is the error of a message that was skipped for its length.
func TooLong(length int64) *Invalid {
	return &Invalid{
		Code:    jsonrpc2.CodeInvalidRequest,
		Message: fmt.Sprintf("message has %d bytes, want at most %d", length, Limit),
	}
}

// cutOff is the error of a connection that ends inside a frame.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readHeader returns the length of the next frame. Noise before it is an *Invalid,
// once per run of it.
func (f *frames) readHeader() (int64, error) {
	for {
		line, dropped, err := f.readLine()
		if err != nil {
			return 0, err
		}
		noise, length := f.header.add(line)
		if length >= 0 {
			f.noise = 0
			return length, nil
		}
		if bytes.Contains(line, []byte(" HTTP/")) {
			return 0, ErrHTTP
		}
		first := f.noise == 0
		if f.noise += noise + dropped; f.noise > noiseLimit {
			return 0, ErrNoise
		}
		if first && f.noise > 0 {
			return 0, &Invalid{
				Code:    jsonrpc2.CodeParseError,
				Message: fmt.Sprintf("header is %s, want \"Content-Length: N\"", strconv.Quote(clipped(line))),
			}
		}
	}
}

// readLine returns the next line without its end; of a long line the last part,
// which may be the start of a frame, and how many bytes stood before that.
func (f *frames) readLine() (line []byte, dropped int, err error) {
	for {
		part, err := f.r.ReadSlice('\n')
		line = append(line, part...)
		if over := len(line) - lineLimit; over > 0 {
			line = append(line[:0], line[over:]...)
			dropped += over
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), dropped, nil
		case dropped > noiseLimit:
			return nil, 0, ErrNoise
		case errors.Is(err, io.EOF) && len(line)+dropped == 0 && !f.header.started:
			return nil, 0, io.EOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, 0, cutOff(err)
		}
	}
}

// WriteMessage writes one frame at once.
func (f *frames) WriteMessage(data []byte) error {
	frame := slices.Grow(f.room[:0], len(data)+40)
	frame = fmt.Appendf(frame, "Content-Length: %d\r\n\r\n", len(data))
	frame = append(frame, data...)
	if f.room = frame; cap(frame) > roomLimit {
		f.room = nil
	}
	_, err := f.conn.Write(frame)
	return err
}

// Close closes the connection.
func (f *frames) Close() error { return f.conn.Close() }
