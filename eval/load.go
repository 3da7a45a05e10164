package eval

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// load puts the claims that come in into the incoming set, in their order, equal
// ones collapsed (L3.3). The first that is too long, too many or too much ends the
// evaluation (L9.1), after a look at the rest: a claim that nothing could make is
// an error of the caller.
func (s *state) load(claims []claim.Claim) (bool, error) {
	s.given = claims
	if len(claims) <= s.limits.Claims && s.loadAll(claims) {
		return true, nil
	}
	s.incoming.reset()
	s.reserved = false
	s.given, s.exact = claims, map[identity]struct{}{}
	for i := range claims {
		if !usable(&claims[i]) {
			return false, fmt.Errorf("eval: claim %d, %q, has no value or no issuer", i, claims[i].Type)
		}
	}
	for i := range claims {
		if !s.loadOne(&claims[i]) {
			return false, nil
		}
	}
	return true, nil
}

// loadAll is load where nothing can go wrong, which is usual: there is room for all
// claims, and those that no condition can see are only counted. It returns false if
// there is a claim that may be none to load; then the set is of no use.
func (s *state) loadAll(claims []claim.Claim) bool {
	lengths, unseen, longest := s.program.Types.Lengths, 0, 0
	if s.program.ReadsAll {
		lengths = engine.AllLengths
	}
	for i := range claims {
		c := &claims[i]
		size := len(c.Value.Text())
		if !usable(c) {
			return false
		}
		longest = max(longest, size)
		if !lengths.Has(len(c.Type)) {
			unseen++
			continue
		}
		slot := s.program.Types.Find(c.Type)
		switch {
		case slot == engine.NoSlot && !s.program.ReadsAll:
			unseen++
		case slot != engine.NoSlot && s.buckets[slot].count == 0:
			s.append(slot, c)
		default:
			s.insert(slot, c)
		}
	}
	s.unseen += unseen
	return longest <= s.limits.Text && s.reserve(claims, longest)
}

// reserve takes the memory of claims that are loaded, and that of all direct copies
// to come: as if each had the longest text, which nearly always fits, and saves
// counting each.
func (s *state) reserve(claims []claim.Claim, longest int) bool {
	size := engine.ClaimSize(longest)
	copies := 2*size + engine.ValueBytes // in two sets, while the value is borrowed
	if s.reserved = s.ev.Reserve(int64(len(claims))*size + int64(s.program.Direct)*copies); s.reserved {
		return true
	}
	taken := int64(0)
	for i := range claims {
		taken += engine.ClaimSize(len(claims[i].Value.Text()))
	}
	return s.ev.Reserve(taken)
}

// loadOne loads a claim and takes its memory, unless an equal one is there (L9.3).
func (s *state) loadOne(c *claim.Claim) bool {
	size := len(c.Value.Text())
	if size > s.limits.Text {
		return s.ev.Fail(engine.FailText(engine.Start(), s.limits.Text))
	}
	before := s.count()
	if !s.insert(s.program.Types.Find(c.Type), c) {
		return s.ev.Fail(engine.FailClaims(engine.Start(), engine.Incoming, s.limits.Claims))
	}
	if s.count() > before && !s.ev.Hold(engine.ClaimSize(size)) {
		return s.tooMuch(engine.Start())
	}
	return true
}

// usable reports whether a claim is one that constructors make.
func usable(c *claim.Claim) bool {
	return c.Value.Kind()-claim.BooleanKind <= claim.StringKind-claim.BooleanKind && c.Issuer <= claim.AttestationService
}
