package eval

import (
	"slices"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// made is a set of claims that rules made, in order of insertion: the outgoing
// set, or the properties. All have one issuer, AttestationPolicy (L5.2).
type made struct {
	claims []claim.Claim
	// byName: there is one claim of a type, whatever its value. A property has
	// one value (L6.5).
	byName bool
	index  engine.Places // of the first claims, filled in when it is needed
	hashed int           // how many those are
}

// scanLimit is the number of claims up to which a scan is as fast as a hash.
const scanLimit = 12

func (m *made) reset() {
	if len(m.claims) > 0 {
		clear(m.claims)
		m.claims = m.claims[:0]
	}
	if m.hashed > 0 {
		m.index.Clear()
		m.hashed = 0
	}
}

// hash is that of what is looked for: the claim, or its type alone.
func (m *made) hash(typ string, value *claim.Value) uint32 {
	if m.byName {
		return engine.HashText(typ)
	}
	return engine.Join(engine.HashText(typ), engine.HashValue(*value))
}

func (m *made) matches(i int, typ string, value *claim.Value) bool {
	c := &m.claims[i]
	return (m.byName || c.Value == *value) && c.Type == typ
}

// find returns the place of a claim with the same key, or -1.
func (m *made) find(typ string, value *claim.Value) int {
	if len(m.claims) > scanLimit {
		return m.look(typ, value)
	}
	for i := range m.claims {
		if m.matches(i, typ, value) {
			return i
		}
	}
	return -1
}

// look finds in the index, after entering what came since the last time.
func (m *made) look(typ string, value *claim.Value) int {
	for ; m.hashed < len(m.claims); m.hashed++ {
		c := &m.claims[m.hashed]
		m.index.Add(m.hash(c.Type, &c.Value), int32(m.hashed))
	}
	hash := m.hash(typ, value)
	cell, i := m.index.First(hash)
	for i >= 0 && !m.matches(int(i), typ, value) {
		cell, i = m.index.Next(cell, hash)
	}
	return int(i)
}

// add puts a claim that was not found at the end, and returns where it is from
// then on. The set can't be too full (L9.1): all its claims are in the incoming set
// too, where they are counted.
func (m *made) add(typ string, value *claim.Value) *claim.Claim {
	n := len(m.claims)
	if n == cap(m.claims) {
		m.grow()
	}
	m.claims = m.claims[:n+1]
	c := &m.claims[n] // written field by field: a copy of the whole costs more
	c.Type, c.Value, c.Issuer, c.ReadOnly, c.JSON = typ, *value, claim.AttestationPolicy, false, false
	return c
}

func (m *made) grow() { m.claims = slices.Grow(m.claims, max(len(m.claims), 8)) }
