package snp

import (
	"crypto/sha256"
	"sync"
)

// cache keeps what was verified, under the SHA-256 of its bytes (E1.11). Only
// what holds for ever enters: no refusals, nothing that depends on the time. It
// is safe for many goroutines.
type cache[V any] struct {
	size int
	lock sync.Mutex
	kept map[[sha256.Size]byte]V
}

// get returns what is kept for the bytes, and the key to put it under.
func (c *cache[V]) get(data []byte) (v V, key [sha256.Size]byte, ok bool) {
	if c.size <= 0 {
		return v, key, false
	}
	key = sha256.Sum256(data)
	c.lock.Lock()
	defer c.lock.Unlock()
	v, ok = c.kept[key]
	return v, key, ok
}

// put keeps a value. A full cache first loses an entry, whichever the map gives.
func (c *cache[V]) put(key [sha256.Size]byte, v V) {
	if c.size <= 0 {
		return
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.kept == nil {
		c.kept = make(map[[sha256.Size]byte]V)
	}
	if _, known := c.kept[key]; !known && len(c.kept) >= c.size {
		for old := range c.kept {
			delete(c.kept, old)
			break
		}
	}
	c.kept[key] = v
}
