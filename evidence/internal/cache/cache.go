package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// Cache keeps values for bytes, up to a number of them. It is safe for many
// goroutines. The zero Cache keeps nothing.
type Cache[V any] struct {
	size int
	lock sync.Mutex
	kept map[[sha256.Size]byte]V
}

// New makes a cache of at most size values; none for a size of 0 or less.
func New[V any](size int) *Cache[V] { return &Cache[V]{size: size} }

// Get returns what is kept for the bytes, and the key to put it under.
func (c *Cache[V]) Get(data []byte) (v V, key [sha256.Size]byte, ok bool) {
	if c.size <= 0 {
		return v, key, false
	}
	key = sha256.Sum256(data)
	v, ok = c.find(key)
	return v, key, ok
}

// GetAll is Get for several pieces of bytes that belong together, in their order.
func (c *Cache[V]) GetAll(pieces ...[]byte) (v V, key [sha256.Size]byte, ok bool) {
	if c.size <= 0 {
		return v, key, false
	}
	h := sha256.New()
	for _, piece := range pieces {
		var size [8]byte // so that no byte can move from one piece to the next
		binary.LittleEndian.PutUint64(size[:], uint64(len(piece)))
		h.Write(size[:])
		h.Write(piece)
	}
	h.Sum(key[:0])
	v, ok = c.find(key)
	return v, key, ok
}

func (c *Cache[V]) find(key [sha256.Size]byte) (v V, ok bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	v, ok = c.kept[key]
	return v, ok
}

// Put keeps a value. A full cache first loses an entry, whichever the map gives.
func (c *Cache[V]) Put(key [sha256.Size]byte, v V) {
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

// Len returns how many values are kept.
func (c *Cache[V]) Len() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return len(c.kept)
}
