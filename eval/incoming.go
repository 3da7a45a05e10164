package eval

import (
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// incoming is the set that conditions see (L3.6): the claims of each slot in a
// bucket, in set order. Claims that no condition can see are only counted.
type incoming struct {
	entries []entry
	buckets []bucket      // by slot; the last for claims without one
	hashed  engine.Places // places in entries, of buckets beyond scanLimit

	// unseen is how many claims no condition can see, at most: equal ones count
	// twice until the limit makes it matter.
	unseen int
	exact  map[identity]struct{} // the unseen claims, once it matters
	given  []claim.Claim         // all that came in
}

// entry is a claim of the incoming set and the next one of its bucket. The claim
// stays where it is, with the caller or among those that rules made.
type entry struct {
	*claim.Claim
	next, slot int32
	readOnly   bool // of the claim, or of an equal one (L3.4)
}

// bucket is a list through the entries.
type bucket struct {
	head, tail, count int32
	hashed            bool
}

// identity is what makes claims equal (L3.3).
type identity struct {
	typ    string
	value  claim.Value
	issuer claim.Issuer
}

func identityOf(c *claim.Claim) identity { return identity{c.Type, c.Value, c.Issuer} }

// reset forgets all claims. Buckets are emptied one by one where few are in use:
// a policy may name many more types than come in.
func (in *incoming) reset() {
	if len(in.buckets) > 16 && len(in.entries) < len(in.buckets)/8 {
		for i := range in.entries {
			in.buckets[in.entries[i].slot] = bucket{}
		}
	} else {
		clear(in.buckets)
	}
	clear(in.entries)
	in.entries = in.entries[:0]
	if !in.hashed.Empty() {
		in.hashed.Clear()
	}
	in.given, in.unseen, in.exact = nil, 0, nil
}

// find returns the place of the claim of a slot's bucket that equals c, or -1.
// Claims of other buckets have another type, so they can't be equal.
func (in *incoming) find(slot int32, c *claim.Claim) int32 {
	b := &in.buckets[slot]
	if b.hashed {
		hash := in.hash(slot, c)
		cell, at := in.hashed.First(hash)
		for at >= 0 && (in.entries[at].slot != slot || !in.entries[at].Same(*c)) {
			cell, at = in.hashed.Next(cell, hash)
		}
		return at
	}
	for at, n := b.head, b.count; n > 0; n-- {
		if in.entries[at].Same(*c) {
			return at
		}
		at = in.entries[at].next
	}
	return -1
}

// hash is that of a claim in a slot's bucket. Only in the last one types differ.
func (in *incoming) hash(slot int32, c *claim.Claim) uint32 {
	place := uint32(slot)<<2 | uint32(c.Issuer)
	if int(slot) == len(in.buckets)-1 {
		place ^= engine.HashText(c.Type)
	}
	return engine.Join(engine.HashValue(c.Value), place)
}

// append links a claim to the end of a slot's bucket.
func (in *incoming) append(slot int32, c *claim.Claim) {
	n := len(in.entries)
	if n == cap(in.entries) {
		in.entries = slices.Grow(in.entries, max(n, 16))
	}
	in.entries = in.entries[:n+1]
	e := &in.entries[n] // written field by field: a copy of the whole costs more
	e.Claim, e.next, e.slot, e.readOnly = c, 0, slot, c.IsReadOnly()
	at, b := int32(n), &in.buckets[slot]
	if b.count == 0 {
		b.head = at
	} else {
		in.entries[b.tail].next = at
	}
	b.tail = at
	b.count++
	switch {
	case b.hashed:
		in.hashed.Add(in.hash(slot, c), at)
	case b.count > scanLimit:
		in.index(slot)
	}
}

// index enters a bucket that has grown into the hash.
func (in *incoming) index(slot int32) {
	b := &in.buckets[slot]
	for at, n := b.head, b.count; n > 0; n-- {
		in.hashed.Add(in.hash(slot, in.entries[at].Claim), at)
		at = in.entries[at].next
	}
	b.hashed = true
}
