package eval

import (
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// insert puts a claim of a slot at the end of the incoming set, read-only also if
// its nature says so. If an equal one is there, that one stays, read-only if
// either was (L3.3, L3.4). It returns false if the set is full (L9.1). The claim
// must stay where it is.
func (s *state) insert(slot int32, c *claim.Claim) bool {
	if slot == engine.NoSlot {
		if !s.program.ReadsAll {
			return s.countUnseen(c)
		}
		slot = int32(len(s.buckets) - 1)
	}
	if at := s.find(slot, c); at >= 0 {
		s.entries[at].readOnly = s.entries[at].readOnly || c.IsReadOnly()
		return true
	}
	if !s.room(c) {
		return false
	}
	s.append(slot, c)
	return true
}

// countUnseen notes a claim that no condition can see: the limit counts it all the
// same (L9.1). Whether it is a new one matters only when the set seems full.
func (s *state) countUnseen(c *claim.Claim) bool {
	if s.roomUnseen() {
		s.unseen++
		return true
	}
	return s.countNew(c)
}

// roomUnseen reports whether one more claim that no condition can see certainly
// fits, a new one or not.
func (s *state) roomUnseen() bool {
	return s.exact == nil && s.count() < s.limits.Claims
}

// countNew is countUnseen where the set seems full.
func (s *state) countNew(c *claim.Claim) bool {
	if s.exact == nil {
		s.countExactly(c)
	}
	if _, known := s.exact[identityOf(c)]; known {
		return true
	}
	if s.count() >= s.limits.Claims {
		return false
	}
	s.exact[identityOf(c)] = struct{}{}
	s.unseen++
	return true
}

// count is the number of claims in the incoming set, at most.
func (s *state) count() int { return len(s.entries) + s.unseen }

// claimBytes returns the memory of the claims in all three sets, exactly (L9.3).
// From then on nothing is reserved.
func (s *state) claimBytes() int64 {
	s.reserved = false
	if s.exact == nil {
		s.countExactly(nil)
	}
	n := int64(0)
	for i := range s.entries {
		n += engine.ClaimSize(len(s.entries[i].Value.Text()))
	}
	for id := range s.exact {
		n += engine.ClaimSize(len(id.value.Text()))
	}
	for _, set := range [][]claim.Claim{s.outgoing.claims, s.properties.claims} {
		for i := range set {
			n += engine.ClaimSize(len(set[i].Value.Text()))
		}
	}
	return n
}

// room reports whether one more claim fits, c, which is not counted yet.
func (s *state) room(c *claim.Claim) bool {
	if s.count() < s.limits.Claims {
		return true
	}
	if s.exact == nil {
		s.countExactly(c)
	}
	return s.count() < s.limits.Claims
}

// countExactly counts the unseen claims without equal ones, and from now on: all
// that came in and all that rules made, but for the one in hand.
func (s *state) countExactly(inHand *claim.Claim) {
	s.exact, s.reserved = make(map[identity]struct{}, s.unseen), false
	if !s.program.ReadsAll {
		for _, all := range [][]claim.Claim{s.given, s.outgoing.claims, s.properties.claims, s.extra} {
			for i := range all {
				if c := &all[i]; c != inHand && s.program.Types.Find(c.Type) == engine.NoSlot {
					s.exact[identityOf(c)] = struct{}{}
				}
			}
		}
	}
	s.unseen = len(s.exact)
}
