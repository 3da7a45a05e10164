//go:build js

package main

import (
	"io"
	"runtime"
	"sync"
	"syscall/js"
	"time"

	"github.com/assay-policy/assay/lsp"
)

// page is the connection to the page. Its queue is unbounded: take runs on the thread
// of JavaScript, and must never wait (V2.9).
type page struct {
	recv js.Value

	mu     sync.Mutex
	queue  [][]byte
	closed bool
	wake   chan struct{} // holds one token if there may be something to read

	idle *time.Timer // for when nothing was said for a while
}

// collectAfter is how long nothing was said when garbage is collected: nobody waits then.
const collectAfter = 500 * time.Millisecond

func newPage() *page {
	return &page{recv: js.Global().Get("assayRecv"), wake: make(chan struct{}, 1), idle: time.AfterFunc(collectAfter, runtime.GC)}
}

// take is assaySend.
func (p *page) take(_ js.Value, args []js.Value) any {
	if len(args) == 1 && args[0].Type() == js.TypeString {
		p.mu.Lock()
		p.queue = append(p.queue, []byte(args[0].String()))
		p.mu.Unlock()
		p.idle.Reset(collectAfter)
		p.signal()
	}
	return nil
}

func (p *page) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// ReadMessage returns the next message of the page.
func (p *page) ReadMessage() ([]byte, error) {
	for {
		data, closed := p.pop()
		switch {
		case len(data) > lsp.MessageLimit:
			return nil, lsp.MessageTooLong(int64(len(data)))
		case data != nil:
			return data, nil
		case closed:
			return nil, io.EOF
		}
		<-p.wake
	}
}

func (p *page) pop() (data []byte, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		return nil, p.closed
	}
	data, p.queue[0] = p.queue[0], nil
	p.queue = p.queue[1:]
	return data, p.closed
}

// WriteMessage gives the page a message.
func (p *page) WriteMessage(data []byte) error {
	p.idle.Reset(collectAfter)
	p.recv.Invoke(string(data))
	return nil
}

// Close ends reading, after what the page said until now.
func (p *page) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.signal()
	return nil
}
