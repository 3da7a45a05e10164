package eval

import (
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
)

// incoming is the set that conditions see (L3.6): the claims of each slot in a
// bucket, in set order. Claims that no condition can see are only counted.
type incoming struct {
	entries []entry
	buckets []bucket           // by slot; the last for claims without one
	hashed  map[identity]int32 // places in entries, for buckets beyond scanLimit

	// unseen is how many claims no condition can see, at most: equal ones count
	// twice until the limit makes it matter.
	unseen int
	exact  map[identity]struct{} // the unseen claims, once it matters
	given  []claim.Claim         // all that came in
	added  []claim.Claim         // unseen ones that rules made
	loaded bool                  // all given claims are in the set
}

// entry is a claim of the incoming set and the next one of its bucket.
type entry struct {
	compile.Subject
	next int32
}

// bucket is a list through the entries.
type bucket struct {
	head, tail, count int32
	hashed            bool
}

// identity is what makes claims equal (L3.3).
type identity struct {
	kind   string
	value  claim.Value
	issuer claim.Issuer
}

func identityOf(c *claim.Claim) identity { return identity{c.Type, c.Value, c.Issuer} }

func (in *incoming) reset() {
	clear(in.entries)
	clear(in.buckets)
	in.hashed = emptied(in.hashed)
	clear(in.added)
	in.entries, in.added = in.entries[:0], in.added[:0]
	in.given, in.unseen, in.exact, in.loaded = nil, 0, nil, false
}

// insert puts a copy of a claim at the end of the set, read-only also if its
// nature says so. If an equal one is there, that one stays, read-only if either
// was (L3.3, L3.4). It returns false if the set is full (L9).
func (in *incoming) insert(p *compile.Program, c *claim.Claim, limit int) bool {
	slot := p.Slot(c.Type)
	if slot == compile.NoSlot {
		if !p.ReadsAll() {
			return in.count(p, c, limit)
		}
		slot = int32(len(in.buckets) - 1)
	}
	b := &in.buckets[slot]
	if at := in.find(b, c); at >= 0 {
		in.entries[at].ReadOnly = in.entries[at].ReadOnly || c.IsReadOnly()
		return true
	}
	if !in.room(p, limit) {
		return false
	}
	in.append(b, c)
	return true
}

// find returns the place of the claim of a bucket that equals c, or -1. Claims
// of other buckets have another type, so they can't be equal.
func (in *incoming) find(b *bucket, c *claim.Claim) int32 {
	if b.hashed {
		if at, ok := in.hashed[identityOf(c)]; ok {
			return at
		}
		return -1
	}
	for at, n := b.head, b.count; n > 0; n-- {
		if in.entries[at].Same(*c) {
			return at
		}
		at = in.entries[at].next
	}
	return -1
}

// append links a claim to the end of its bucket.
func (in *incoming) append(b *bucket, c *claim.Claim) {
	at := int32(len(in.entries))
	in.entries = append(in.entries, entry{Subject: compile.Subject{Claim: *c}})
	in.entries[at].ReadOnly = c.IsReadOnly()
	if b.count == 0 {
		b.head = at
	} else {
		in.entries[b.tail].next = at
	}
	b.tail = at
	b.count++
	switch {
	case b.hashed:
		in.hashed[identityOf(c)] = at
	case b.count > scanLimit:
		in.hash(b)
	}
}

// hash enters a bucket that has grown into the index.
func (in *incoming) hash(b *bucket) {
	if in.hashed == nil {
		in.hashed = make(map[identity]int32, 4*scanLimit)
	}
	for at, n := b.head, b.count; n > 0; n-- {
		in.hashed[identityOf(&in.entries[at].Claim)] = at
		at = in.entries[at].next
	}
	b.hashed = true
}

// count notes a claim that no condition can see: the limit counts it all the
// same (L9). Whether it is a new one matters only when the set seems full.
func (in *incoming) count(p *compile.Program, c *claim.Claim, limit int) bool {
	if in.exact == nil && len(in.entries)+in.unseen < limit {
		if in.loaded {
			in.added = append(in.added, *c)
		}
		in.unseen++
		return true
	}
	if in.exact == nil {
		in.countExactly(p)
	}
	if _, known := in.exact[identityOf(c)]; known {
		return true
	}
	if len(in.entries)+in.unseen >= limit {
		return false
	}
	in.exact[identityOf(c)] = struct{}{}
	in.unseen++
	return true
}

// room reports whether one more claim fits.
func (in *incoming) room(p *compile.Program, limit int) bool {
	if in.exact == nil && len(in.entries)+in.unseen >= limit {
		in.countExactly(p)
	}
	return len(in.entries)+in.unseen < limit
}

// countExactly counts the unseen claims without equal ones, and from now on.
func (in *incoming) countExactly(p *compile.Program) {
	in.exact = make(map[identity]struct{}, in.unseen)
	for i := range in.given {
		if c := &in.given[i]; p.Slot(c.Type) == compile.NoSlot && !p.ReadsAll() {
			in.exact[identityOf(c)] = struct{}{}
		}
	}
	for i := range in.added {
		in.exact[identityOf(&in.added[i])] = struct{}{}
	}
	in.unseen = len(in.exact)
}
