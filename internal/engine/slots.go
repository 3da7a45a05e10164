package engine

import (
	"math"
	"math/bits"
	"strings"
)

// Slots leads from a claim type to its slot. Most claims have a type that no
// rule names, and there the length alone often tells (lone); where one name has that
// length, so does a comparison. What is left is a look into a table of our own,
// which measures better than a Go map: three words of a name are hashed, not all
// of it.
type Slots struct {
	names    []string
	Lengths  Lengths   // of all names
	lone     [64]int32 // by length: the slot of the only name so long plus one, 0 without, or several
	table    []cell
	thorough bool // the hash is of whole names: see build
}

// Lengths is a set of lengths of names: bit n stands for n bytes, bit 63 for all
// beyond. Most claims have a type whose length no name has.
type Lengths uint64

// AllLengths has every length.
const AllLengths = Lengths(math.MaxUint64)

// Has reports whether a name of that length is in the set.
func (l Lengths) Has(length int) bool { return l>>(uint(min(length, 63))&63)&1 != 0 }

// several says that there is more than one name of a length.
const several int32 = -1

// longestProbe is how many cells a look-up may touch before the table hashes
// whole names: a policy must not be able to make look-ups slow.
const longestProbe = 8

// Len returns the number of slots: types that conditions name.
func (x *Slots) Len() int { return len(x.names) }

// Find returns the slot of a name, NoSlot if it has none.
func (x *Slots) Find(name string) int32 {
	switch slot := x.lone[min(len(name), 63)] - 1; {
	case slot >= 0 && x.names[slot] == name:
		return slot
	case slot == several-1:
		return x.look(name)
	}
	return NoSlot
}

// look finds a name in the table.
func (x *Slots) look(name string) int32 {
	hash := x.hash(name)
	last := uint32(len(x.table) - 1)
	for at := hash & last; ; at = (at + 1) & last {
		switch c := x.table[at]; {
		case c.place == 0:
			return NoSlot
		case c.hash == hash && x.names[c.place-1] == name:
			return c.place - 1
		}
	}
}

// Add returns the slot of a name, a new one if it has none.
func (x *Slots) Add(name string) int32 {
	if slot := x.Find(name); slot != NoSlot {
		return slot
	}
	n := min(len(name), 63)
	x.names = append(x.names, name)
	if x.lone[n] == 0 {
		x.lone[n] = int32(len(x.names))
	} else {
		x.lone[n] = several
	}
	x.Lengths |= 1 << n
	if 4*len(x.names) > len(x.table) {
		x.build()
	} else if x.put(int32(len(x.names)-1)) > longestProbe && !x.thorough {
		x.thorough = true
		x.build()
	}
	return int32(len(x.names) - 1)
}

// build makes the table anew, sparse: a second probe costs more than cells.
func (x *Slots) build() {
	size := 8
	for size < 8*len(x.names) {
		size *= 2
	}
	x.table = make([]cell, size)
	for slot := range x.names {
		if x.put(int32(slot)) > longestProbe && !x.thorough {
			x.thorough = true
			x.build()
			return
		}
	}
}

// Pack puts the names side by side, where a look-up finds them sooner than all
// over the policy's text.
func (x *Slots) Pack() {
	all := strings.Join(x.names, "")
	for i, name := range x.names {
		x.names[i] = all[:len(name)]
		all = all[len(name):]
	}
}

// put enters a slot and returns how many cells it had to pass.
func (x *Slots) put(slot int32) (passed int) {
	hash := x.hash(x.names[slot])
	last := uint32(len(x.table) - 1)
	at := hash & last
	for x.table[at].place != 0 {
		at = (at + 1) & last
		passed++
	}
	x.table[at] = cell{hash, slot + 1}
	return passed
}

func (x *Slots) hash(name string) uint32 {
	if x.thorough {
		return HashText(name)
	}
	return sketch(name)
}

// sketch hashes the length, the end, and the middle or the beginning.
func sketch(name string) uint32 {
	switch n := len(name); {
	case n >= 8:
		return fold(word(name[n-8:]), word(name[n/2-4:])^uint64(n))
	case n >= 4:
		return fold(half(name), half(name[n-4:])^uint64(n)<<32)
	}
	var all uint64
	for i := range len(name) {
		all = all<<8 | uint64(name[i]) + 1
	}
	return fold(all, 0)
}

// fold mixes two words.
func fold(a, b uint64) uint32 {
	high, low := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return uint32(high ^ low)
}

// word and half return the first eight or four bytes of a text, with a single
// load where the machine has one.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func half(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}
