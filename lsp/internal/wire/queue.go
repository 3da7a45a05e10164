package wire

import (
	"bytes"
	"container/list"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"
)

const (
	// QueueLimit is how many bytes may wait for a client that doesn't read.
	QueueLimit = 256 << 20
	// flushLimit is how long Close waits for a client that doesn't read.
	flushLimit = time.Second
)

// ErrQueueFull ends a connection whose client has stopped reading.
var ErrQueueFull = fmt.Errorf("client doesn't read: %d bytes wait to be written", QueueLimit)

// errQueueClosed is the error of a write after Close.
var errQueueClosed = errors.New("connection is closed")

// Queue is a stream to which writing never blocks: what is written waits in a
// queue, which a goroutine of its own empties. So the read loop may write too
// (V2.3). A document's newer diagnostics take the place of older ones that still
// wait, at the end of the queue.
type Queue struct {
	stream jsonrpc2.ObjectStream
	wake   chan struct{} // holds one token if there may be work
	done   chan struct{} // closed when the writer has ended

	mu     sync.Mutex
	items  list.List                // of *item
	shown  map[string]*list.Element // document → its diagnostics in the queue
	bytes  int
	closed bool
	err    error
}

type item struct {
	data     json.RawMessage
	document string // whose diagnostics these are; empty for any other message
}

// Queued makes a queue before a stream. Close ends its goroutine.
func Queued(stream jsonrpc2.ObjectStream) *Queue {
	q := &Queue{
		stream: stream,
		wake:   make(chan struct{}, 1),
		done:   make(chan struct{}),
		shown:  map[string]*list.Element{},
	}
	if a, ok := stream.(answers); ok {
		a.answerThrough(q.WriteObject)
	}
	go q.write()
	return q
}

// ReadObject reads from the stream.
func (q *Queue) ReadObject(v any) error { return q.stream.ReadObject(v) }

// WriteObject puts a message into the queue. What v holds is read now, not later.
// An error says that the connection has ended.
func (q *Queue) WriteObject(v any) error {
	data, err := encode(v)
	if err != nil {
		return err
	}
	it := &item{data: data, document: diagnosed(data)}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.err != nil:
		return q.err
	case q.closed:
		return errQueueClosed
	}
	q.push(it)
	if q.bytes > QueueLimit {
		q.fail(ErrQueueFull)
		go q.stream.Close()
		return q.err
	}
	q.signal()
	return nil
}

// push appends an item, and takes out the one that it replaces.
func (q *Queue) push(it *item) {
	if old := q.shown[it.document]; it.document != "" && old != nil {
		q.bytes -= len(q.items.Remove(old).(*item).data)
	}
	e := q.items.PushBack(it)
	q.bytes += len(it.data)
	if it.document != "" {
		q.shown[it.document] = e
	}
}

// pop takes out the first item. It reports false if the writer shall end.
func (q *Queue) pop() (data json.RawMessage, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.items.Len() == 0 {
		return nil, !q.closed && q.err == nil
	}
	it := q.items.Remove(q.items.Front()).(*item)
	if it.document != "" {
		delete(q.shown, it.document)
	}
	q.bytes -= len(it.data)
	return it.data, true
}

// fail drops what waits. The first error counts.
func (q *Queue) fail(err error) {
	if q.err == nil {
		q.err = err
	}
	q.items.Init()
	clear(q.shown)
	q.bytes = 0
	q.signal()
}

func (q *Queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// write empties the queue until it is closed, or the client is gone.
func (q *Queue) write() {
	defer close(q.done)
	for {
		data, more := q.pop()
		switch {
		case !more:
			return
		case data == nil:
			<-q.wake
			continue
		}
		if err := q.stream.WriteObject(data); err != nil {
			q.mu.Lock()
			q.fail(err)
			q.mu.Unlock()
			q.stream.Close()
			return
		}
	}
}

// Close writes what waits, for at most a second, and closes the stream.
func (q *Queue) Close() error {
	q.mu.Lock()
	q.closed = true
	q.signal()
	q.mu.Unlock()
	limit := time.NewTimer(flushLimit)
	defer limit.Stop()
	select {
	case <-q.done:
	case <-limit.C:
	}
	return q.stream.Close()
}

// Err returns why the connection ended early: ErrQueueFull, or the error of a
// write. It is nil after a Close in good order.
func (q *Queue) Err() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.err
}

// publishes is how the library writes the notification: members in order of their
// names.
var publishes = []byte(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics",`)

// diagnosed returns whose diagnostics a message carries.
func diagnosed(data []byte) string {
	if !bytes.HasPrefix(data, publishes) {
		return ""
	}
	var message struct {
		Params struct {
			URI string `json:"uri"`
		} `json:"params"`
	}
	if json.Unmarshal(data, &message) != nil {
		return ""
	}
	return message.Params.URI
}
