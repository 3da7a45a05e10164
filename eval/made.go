package eval

import "github.com/assay-policy/assay/claim"

// made is a set of claims that rules made, in order of insertion: the outgoing
// set, or the properties. All have one issuer, AttestationPolicy (L5.2).
type made struct {
	claims []claim.Claim
	// byName: there is one claim of a type, whatever its value. A property has
	// one value (L6.5).
	byName bool
	index  map[identity]int32 // places, kept beyond scanLimit claims
}

const (
	// scanLimit is the number of claims up to which a scan is faster than a hash.
	scanLimit = 16
	// keepLimit is the number of claims up to which an index is used again:
	// emptying a large one for every evaluation would cost more than it saves.
	keepLimit = 1024
)

func (m *made) reset() {
	m.index = emptied(m.index)
	clear(m.claims)
	m.claims = m.claims[:0]
}

// emptied returns the index to go on with.
func emptied(index map[identity]int32) map[identity]int32 {
	if len(index) > keepLimit {
		return nil
	}
	clear(index)
	return index
}

// key is what is looked for: the claim, or its type alone.
func (m *made) key(c *claim.Claim) identity {
	if m.byName {
		return identity{kind: c.Type}
	}
	return identityOf(c)
}

// find returns the place of a claim with the same key, or -1.
func (m *made) find(c *claim.Claim) int {
	if len(m.claims) > scanLimit {
		if at, ok := m.index[m.key(c)]; ok {
			return int(at)
		}
		return -1
	}
	for i := range m.claims {
		if m.claims[i].Type == c.Type && (m.byName || m.claims[i].Same(*c)) {
			return i
		}
	}
	return -1
}

// add puts a claim that was not found at the end. The set can't be too full (L9):
// all its claims are in the incoming set too, where they were counted before.
func (m *made) add(c *claim.Claim) {
	m.claims = append(m.claims, *c)
	switch n := len(m.claims); {
	case n == scanLimit+1:
		if m.index == nil {
			m.index = make(map[identity]int32, 2*n)
		}
		for i := range m.claims {
			m.index[m.key(&m.claims[i])] = int32(i)
		}
	case n > scanLimit:
		m.index[m.key(c)] = int32(n - 1)
	}
}
