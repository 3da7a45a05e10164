package wire

import (
	"encoding/json"
	"errors"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// Limit is how many bytes a message may have.
const Limit = 64 << 20

// Messages is a connection that carries whole messages.
type Messages interface {
	// ReadMessage returns the next message. An error of type *Invalid is answered,
	// and reading goes on; io.EOF ends the connection in good order.
	ReadMessage() ([]byte, error)
	// WriteMessage sends one message. Calls don't overlap.
	WriteMessage(data []byte) error
	// Close ends the connection, and a ReadMessage that waits.
	Close() error
}

// Whole makes a stream of a connection that carries whole messages. What is not a
// request, a notification or a response to one of ours is answered with an error.
func Whole(m Messages) jsonrpc2.ObjectStream {
	s := &stream{messages: m}
	s.answer = s.WriteObject
	return s
}

type stream struct {
	messages Messages
	writing  sync.Mutex
	answer   func(any) error
}

// answers is a stream that answers bad messages, through whoever stands before it.
type answers interface{ answerThrough(write func(any) error) }

func (s *stream) answerThrough(write func(any) error) { s.answer = write }

// ReadObject reads the next good message, and answers bad ones before it.
func (s *stream) ReadObject(v any) error {
	for {
		data, err := s.messages.ReadMessage()
		if err == nil {
			var invalid *Invalid
			if data, invalid = checked(data); invalid == nil {
				return decode(data, v)
			}
			err = invalid
		}
		if err := s.refuse(err); err != nil {
			return err
		}
	}
}

// refuse answers a bad message. Any other error ends the connection.
func (s *stream) refuse(err error) error {
	var invalid *Invalid
	switch {
	case !errors.As(err, &invalid):
		return err
	case invalid == errStray:
		return nil
	}
	return s.answer(invalid.answer())
}

// WriteObject writes a message at once.
func (s *stream) WriteObject(v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.messages.WriteMessage(data)
}

// Close closes the connection.
func (s *stream) Close() error { return s.messages.Close() }

// decode spares the pass over the message in which encoding/json looks for errors.
func decode(data []byte, v any) error {
	if u, ok := v.(json.Unmarshaler); ok {
		return u.UnmarshalJSON(data)
	}
	return json.Unmarshal(data, v)
}

// encode spares a pass likewise: what the library writes is valid and compact.
func encode(v any) ([]byte, error) {
	if m, ok := v.(json.Marshaler); ok {
		data, err := m.MarshalJSON()
		return signed(data), err
	}
	data, err := json.Marshal(v)
	return signed(data), err
}
