package replay

import (
	"io"
	"sync/atomic"
)

// Progress says how far a replay is. Many goroutines may ask it.
type Progress struct{ read atomic.Int64 }

// Read returns the number of bytes that were read so far, of archives as they are
// stored.
func (p *Progress) Read() int64 { return p.read.Load() }

// counted counts what is read.
type counted struct {
	io.Reader
	progress *Progress // may be nil
	n        int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	if c.progress != nil {
		c.progress.read.Add(int64(n))
	}
	return n, err
}
