package engine

import (
	"hash/maphash"
	"math/bits"

	"github.com/assay-policy/assay/claim"
)

// Clients choose the claims, so every hash over them is keyed: nobody can make
// values that collide. The keys are drawn once and never change.
var (
	textKey = maphash.MakeSeed()
	wordKey = [...]uint64{maphash.String(textKey, "a"), maphash.String(textKey, "b") | 1}
)

// HashValue returns a hash of a value; equal values have equal ones.
func HashValue(v claim.Value) uint32 {
	switch v.Kind() {
	case claim.StringKind:
		return HashText(v.Text())
	case claim.BooleanKind:
		if v.Bool() {
			return 1
		}
		return 2
	}
	high, low := bits.Mul64(uint64(v.Int())^wordKey[0], wordKey[1])
	return uint32(high ^ low)
}

// HashText returns a hash of a text.
func HashText(s string) uint32 { return uint32(maphash.String(textKey, s)) }

// Join makes one hash of two, in this order.
func Join(a, b uint32) uint32 {
	return uint32((uint64(a)*0x9E3779B97F4A7C15 ^ uint64(b)*0xD6E8FEB86659FD93) >> 32)
}

// Places is a hash table that leads from a hash to places in a slice; whose
// elements are there, and which are equal, only the owner of the slice knows. The
// zero Places is empty.
type Places struct {
	cells []cell
	used  int
}

// cell is a place, plus one so that zero is free, and the hash of what is there.
type cell struct {
	hash  uint32
	place int32
}

// First begins to look for a hash: place is where an element with that hash
// is, or -1. Next goes on from the cell that both return.
func (t *Places) First(hash uint32) (at uint32, place int32) {
	if len(t.cells) == 0 {
		return 0, -1
	}
	return t.from(hash&uint32(len(t.cells)-1), hash)
}

// Next returns the next element with the hash, after the cell at.
func (t *Places) Next(at, hash uint32) (next uint32, place int32) {
	return t.from((at+1)&uint32(len(t.cells)-1), hash)
}

func (t *Places) from(at, hash uint32) (uint32, int32) {
	for {
		switch c := t.cells[at]; {
		case c.place == 0:
			return at, -1
		case c.hash == hash:
			return at, c.place - 1
		}
		at = (at + 1) & uint32(len(t.cells)-1)
	}
}

// Add enters a place. Equal hashes may be entered many times.
func (t *Places) Add(hash uint32, place int32) {
	if 2*t.used >= len(t.cells) {
		t.grow()
	}
	t.put(cell{hash, place + 1})
	t.used++
}

func (t *Places) put(c cell) {
	at := c.hash & uint32(len(t.cells)-1)
	for t.cells[at].place != 0 {
		at = (at + 1) & uint32(len(t.cells)-1)
	}
	t.cells[at] = c
}

func (t *Places) grow() {
	old := t.cells
	t.cells = make([]cell, max(leastCells, 2*len(old)))
	for _, c := range old {
		if c.place != 0 {
			t.put(c)
		}
	}
}

// leastCells is the size of a small table, a power of two as all are.
const leastCells = 64

// Empty reports whether there is nothing to clear.
func (t *Places) Empty() bool { return t.used == 0 }

// Clear empties the table. A large one goes once it was used for little: emptying
// it after every small run would cost more than it saves.
func (t *Places) Clear() {
	switch n := len(t.cells); {
	case t.used == 0: // cleared already
	case n > keptCells && (n > mostCells || t.used < n/16):
		t.cells = nil
	default:
		clear(t.cells)
	}
	t.used = 0
}

// keptCells is the size up to which an emptied table is kept in any case,
// mostCells that beyond which none is: 2 MiB.
const (
	keptCells = 4096
	mostCells = 1 << 18
)
