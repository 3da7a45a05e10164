package wire

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Recorded makes a stream that writes each message to w as well, a JSON object a
// line: {"from":"client","message":…} for what is read, "server" for what is
// written. Messages that were refused are not in it, the answers to them are. An
// error of w ends the connection.
func Recorded(stream jsonrpc2.ObjectStream, w io.Writer) jsonrpc2.ObjectStream {
	return &recorder{ObjectStream: stream, w: w}
}

type recorder struct {
	jsonrpc2.ObjectStream
	mu sync.Mutex
	w  io.Writer
}

func (r *recorder) answerThrough(write func(any) error) {
	if a, ok := r.ObjectStream.(answers); ok {
		a.answerThrough(write)
	}
}

// ReadObject records what it reads.
func (r *recorder) ReadObject(v any) error {
	var data json.RawMessage
	if err := r.ObjectStream.ReadObject(&data); err != nil {
		return err
	}
	if err := r.record("client", data); err != nil {
		return err
	}
	return decode(data, v)
}

// WriteObject records what it writes.
func (r *recorder) WriteObject(v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	if err := r.record("server", data); err != nil {
		return err
	}
	return r.ObjectStream.WriteObject(json.RawMessage(data))
}

func (r *recorder) record(from string, message json.RawMessage) error {
	line, err := json.Marshal(struct {
		From    string          `json:"from"`
		Message json.RawMessage `json:"message"`
	}{from, message})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err = r.w.Write(append(line, '\n'))
	return err
}
