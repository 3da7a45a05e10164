package cache

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"
)

// MaxBytes bounds the bytes that a cache keeps values for, so that long ones don't
// take more memory than a number of usual ones.
const MaxBytes = 16 << 20

// Cache keeps values for bytes, up to a number of them. It is safe for many
// goroutines. The zero Cache keeps nothing.
//
// Comparing all bytes costs a fifth of what a SHA-256 of them does, and is no less
// certain. The hash under which they are found need not withstand anybody: where two
// have the same, one of them isn't kept.
type Cache[V any] struct {
	size int
	lock sync.Mutex
	kept map[uint64]entry[V]
	used int // bytes, MaxBytes at most
}

// entry is a value with the bytes that it is kept for, which nobody changes.
type entry[V any] struct {
	pieces [][]byte
	value  V
}

// Key stands for bytes that nothing was kept for. It has a copy of them, and is made
// before they are read: what is read from others later isn't kept for these. The zero
// Key stands for none.
type Key struct {
	hash   uint64
	pieces [][]byte
}

// seed differs from process to process.
var seed = maphash.MakeSeed()

// New makes a cache of at most size values; none for a size of 0 or less.
func New[V any](size int) *Cache[V] { return &Cache[V]{size: size} }

// Get returns what is kept for pieces of bytes that belong together, in their order, or
// the key to put it under.
func (c *Cache[V]) Get(pieces ...[]byte) (v V, key Key, ok bool) {
	if c.size <= 0 || length(pieces) > MaxBytes {
		return v, key, false
	}
	hash := hashOf(pieces)
	if e, ok := c.find(hash); ok && slices.EqualFunc(e.pieces, pieces, bytes.Equal) {
		return e.value, key, true
	}
	key = Key{hash: hash, pieces: make([][]byte, len(pieces))}
	for i, piece := range pieces {
		key.pieces[i] = bytes.Clone(piece)
	}
	return v, key, false
}

// hashOf hashes the pieces one after another. Comparing them tells apart those between
// which a byte has moved.
func hashOf(pieces [][]byte) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, piece := range pieces {
		h.Write(piece)
	}
	return h.Sum64()
}

func length(pieces [][]byte) (n int) {
	for _, piece := range pieces {
		n += len(piece)
	}
	return n
}

func (c *Cache[V]) find(hash uint64) (e entry[V], ok bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	e, ok = c.kept[hash]
	return e, ok
}

// Put keeps a value. A full cache first loses entries, whichever the map gives.
func (c *Cache[V]) Put(key Key, v V) {
	if c.size <= 0 || key.pieces == nil {
		return
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.kept == nil {
		c.kept = make(map[uint64]entry[V])
	}
	c.drop(key.hash)
	need := length(key.pieces)
	for old := range c.kept {
		if len(c.kept) < c.size && c.used+need <= MaxBytes {
			break
		}
		c.drop(old)
	}
	c.kept[key.hash] = entry[V]{key.pieces, v}
	c.used += need
}

// drop forgets the entry of a hash, if there is one.
func (c *Cache[V]) drop(hash uint64) {
	c.used -= length(c.kept[hash].pieces)
	delete(c.kept, hash)
}

// Len returns how many values are kept.
func (c *Cache[V]) Len() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return len(c.kept)
}
