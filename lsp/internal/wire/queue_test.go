package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/assay-policy/assay/lsp/internal/wire"
)

// slow is a client that reads only when it is told to.
type slow struct {
	read   chan struct{}
	closed chan struct{}
	once   sync.Once
	got    []string
}

func newSlow() *slow { return &slow{read: make(chan struct{}), closed: make(chan struct{})} }

func (s *slow) ReadObject(any) error {
	<-s.closed
	return io.EOF
}

func (s *slow) WriteObject(v any) error {
	select {
	case <-s.read:
	case <-s.closed:
		return io.ErrClosedPipe
	}
	s.got = append(s.got, string(v.(json.RawMessage)))
	return nil
}

func (s *slow) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func diagnostics(uri string, version int) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":%q,"version":%d,"diagnostics":[]}}`, uri, version))
}

// TestQueueV2_3: writing doesn't wait for the client, and a document's newer
// diagnostics replace those that wait, at their own place in the order.
func TestQueueV2_3(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newSlow()
		q := wire.Queued(client)
		say := func(v json.RawMessage) {
			if err := q.WriteObject(v); err != nil {
				t.Error(err)
			}
		}
		say(diagnostics("a", 1))
		synctest.Wait() // the writer has taken it: too late to replace it
		for i := 2; i < 2000; i++ {
			say(diagnostics("a", i))
		}
		say(json.RawMessage(`{"id":1,"result":1}`))
		say(diagnostics("b", 1))
		say(diagnostics("a", 2000))
		close(client.read)
		if err := q.Close(); err != nil {
			t.Error(err)
		}
		want := []string{string(diagnostics("a", 1)), `{"id":1,"result":1}`, string(diagnostics("b", 1)), string(diagnostics("a", 2000))}
		if got := strings.Join(client.got, "\n"); got != strings.Join(want, "\n") {
			t.Errorf("client got\n%s, want\n%s", got, strings.Join(want, "\n"))
		}
		if err := q.Err(); err != nil {
			t.Errorf("after a close in good order: %v", err)
		}
	})
}

// TestQueueReadsAtOnce: what a value holds later is of no interest.
func TestQueueReadsAtOnce(t *testing.T) {
	t.Parallel()
	client := newSlow()
	q := wire.Queued(client)
	value := map[string]int{"id": 1}
	if err := q.WriteObject(value); err != nil {
		t.Fatal(err)
	}
	value["id"] = 2
	close(client.read)
	q.Close()
	if len(client.got) != 1 || client.got[0] != `{"id":1}` {
		t.Errorf("client got %q, want the value at the time", client.got)
	}
	if err := q.WriteObject(value); err == nil {
		t.Error("after Close, a write is no error")
	}
}

// TestQueueCloseLimit: a client that never reads holds up the end for a second.
func TestQueueCloseLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := wire.Queued(newSlow())
		q.WriteObject(json.RawMessage(`{}`))
		start := time.Now()
		q.Close()
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v, want 1s", took)
		}
	})
}

// TestQueueFull: a client that never reads ends the connection, not the memory.
func TestQueueFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newSlow()
		q := wire.Queued(client)
		message := make(json.RawMessage, 32<<20)
		n := 0
		for q.WriteObject(message) == nil && n < 20 {
			n++
			synctest.Wait() // the writer holds the first one
		}
		if !errors.Is(q.Err(), wire.ErrQueueFull) || n != 9 {
			t.Errorf("%d messages of 32 MiB fitted, then %v; want 9, and ErrQueueFull", n, q.Err())
		}
		if err := q.ReadObject(nil); err != io.EOF {
			t.Errorf("reading ends with %v, want io.EOF: the stream was closed", err)
		}
		q.Close()
	})
}

// TestQueueDeadClient: an error of a write ends the connection.
func TestQueueDeadClient(t *testing.T) {
	t.Parallel()
	client := newSlow()
	q := wire.Queued(client)
	client.Close()
	q.WriteObject(json.RawMessage(`{}`))
	if err := q.ReadObject(nil); err != io.EOF {
		t.Errorf("reading ends with %v, want io.EOF", err)
	}
	q.Close()
	if err := q.WriteObject(json.RawMessage(`{}`)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a later write: %v, want the first error", err)
	}
}

// TestQueueAnswers: the answer to a bad message goes through the queue, so that the
// read loop doesn't wait for a client that isn't reading.
func TestQueueAnswers(t *testing.T) {
	t.Parallel()
	said, saying := io.Pipe()
	heard, hearing := io.Pipe()
	var record bytes.Buffer
	q := wire.Queued(wire.Recorded(wire.Framed(duplex{said, hearing}), &record))
	go io.WriteString(saying, frame("{")+frame("[]")+frame(ping))
	var message json.RawMessage
	if err := q.ReadObject(&message); err != nil || string(message) != ping {
		t.Fatalf("heard %s, %v, want a ping", message, err)
	}
	go q.Close()
	all, _ := io.ReadAll(heard)
	if n := strings.Count(string(all), "Content-Length: "); n != 2 {
		t.Errorf("%d answers, want 2: %s", n, all)
	}
	if got, want := record.String(), `{"from":"client","message":{"method":"ping"}}`; !strings.Contains(got, want) || strings.Count(got, `{"from":"server","message":{"id":null,"error"`) != 2 {
		t.Errorf("the record is\n%s, want two answers and\n%s", got, want)
	}
}

type duplex struct {
	io.ReadCloser
	w io.WriteCloser
}

func (d duplex) Write(p []byte) (int, error) { return d.w.Write(p) }
func (d duplex) Close() error                { return errors.Join(d.w.Close(), d.ReadCloser.Close()) }
