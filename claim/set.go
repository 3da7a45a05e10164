package claim

import (
	"iter"
	"slices"
)

// Set is a claim set: ordered by first insertion, without equal claims (L3.3),
// indexed by type. The zero Set is empty and ready for use. It is not safe for
// use by several goroutines while one of them adds.
type Set struct {
	claims  []Claim
	buckets map[string]*bucket
}

// bucket holds the places of the claims of one type. Equal claims have one type,
// so they are looked for in their bucket only.
type bucket struct {
	places []int
	index  map[identity]int // only for more than scanLimit claims
}

// identity is what makes claims of one type equal (L3.3).
type identity struct {
	value  Value
	issuer Issuer
}

// scanLimit is the size up to which a bucket is scanned: most types have one
// claim, and comparing a few values is faster than hashing one.
const scanLimit = 16

// NewSet makes a set of the claims, in their order.
func NewSet(claims ...Claim) *Set {
	s := &Set{claims: make([]Claim, 0, len(claims))}
	for _, c := range claims {
		s.Add(c)
	}
	return s
}

// Add puts a claim at the end of the set and reports whether it was new. If an
// equal one is there already, that one stays, as it is but read-only if either
// was (L3.3, L3.4).
func (s *Set) Add(c Claim) bool {
	if s.buckets == nil {
		s.buckets = make(map[string]*bucket)
	}
	b := s.buckets[c.Type]
	if b == nil {
		b = &bucket{}
		s.buckets[c.Type] = b
	}
	if at := b.find(s.claims, c); at >= 0 {
		s.claims[at].ReadOnly = s.claims[at].ReadOnly || c.ReadOnly
		return false
	}
	b.add(s.claims, c, len(s.claims))
	s.claims = append(s.claims, c)
	return true
}

// Len returns the number of claims.
func (s *Set) Len() int { return len(s.claims) }

// At returns the i-th claim, 0 ≤ i < Len, in set order.
func (s *Set) At(i int) Claim { return s.claims[i] }

// Has reports whether the set holds a claim that equals c (L3.3).
func (s *Set) Has(c Claim) bool {
	b := s.buckets[c.Type]
	return b != nil && b.find(s.claims, c) >= 0
}

// All yields the claims in set order. Those added while it runs are left out.
func (s *Set) All() iter.Seq[Claim] { return slices.Values(s.claims) }

// OfType yields the claims of a type in set order (L3.5). Those added while it
// runs are left out.
func (s *Set) OfType(name string) iter.Seq[Claim] {
	return func(yield func(Claim) bool) {
		b := s.buckets[name]
		if b == nil {
			return
		}
		for _, at := range b.places {
			if !yield(s.claims[at]) {
				return
			}
		}
	}
}

// find returns the place of the claim that equals c, or -1.
func (b *bucket) find(claims []Claim, c Claim) int {
	if b.index != nil {
		if at, ok := b.index[identity{c.Value, c.Issuer}]; ok {
			return at
		}
		return -1
	}
	for _, at := range b.places {
		if claims[at].Same(c) {
			return at
		}
	}
	return -1
}

// add enters a claim that is not in the bucket at its place in the set.
func (b *bucket) add(claims []Claim, c Claim, place int) {
	if b.index == nil && len(b.places) == scanLimit {
		b.index = make(map[identity]int, 2*scanLimit)
		for _, at := range b.places {
			b.index[identity{claims[at].Value, claims[at].Issuer}] = at
		}
	}
	if b.index != nil {
		b.index[identity{c.Value, c.Issuer}] = place
	}
	b.places = append(b.places, place)
}
