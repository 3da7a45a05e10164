package eval

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// load puts the claims that come in into the incoming set, in their order, equal
// ones collapsed (L3.3). The first that is too long, too many or too much ends the
// evaluation (L9.1), after a look at the rest: a claim that nothing could make is
// an error of the caller. Usual claims need one look each, those with long texts a
// second one, and what may pass a limit is loaded claim by claim.
func (s *state) load(claims []claim.Claim) (bool, error) {
	s.given, s.reserved = claims, false
	if len(claims) <= s.limits.Claims {
		if s.loadAll(claims, min(usualText, s.limits.Text)) && (s.reserve(claims) || s.ev.Reserve(bytesOf(claims))) {
			return true, nil
		}
		s.clear(claims)
		if s.loadAll(claims, s.limits.Text) && s.ev.Reserve(bytesOf(claims)) {
			return true, nil
		}
		s.clear(claims)
	}
	s.exact = map[identity]struct{}{}
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

// clear empties the incoming set before claims are loaded in another way.
func (s *state) clear(claims []claim.Claim) {
	s.incoming.reset()
	s.given = claims
}

// usualText is how long most claims are at most, in bytes.
const usualText = 4 << 10

// loadAll is load where nothing can go wrong: there is room for all claims, and
// those that no condition can see are only counted. It returns false if a claim can't
// be used or is longer than that; then the set is of no use.
func (s *state) loadAll(claims []claim.Claim, longest int) bool {
	// Claims that no condition can see have room, and are only counted.
	only, lengths, unseen := !s.program.ReadsAll, s.program.Types.Lengths, 0
	if !only {
		lengths = engine.AllLengths
	}
	for i := range claims {
		c := &claims[i]
		if !usable(c) || len(c.Value.Text()) > longest {
			return false
		}
		if !lengths.Has(len(c.Type)) {
			unseen++
			continue
		}
		slot := s.program.Types.Find(c.Type)
		if only && slot == engine.NoSlot {
			unseen++
			continue
		}
		if only && s.buckets[slot].count == 0 {
			s.append(slot, c)
			continue
		}
		s.insert(slot, c)
	}
	s.unseen += unseen
	return true
}

// reserve takes the memory of usual claims, and that of all direct copies to come,
// as if each were as long as usual ones can be: that nearly always fits, and saves
// counting each.
func (s *state) reserve(claims []claim.Claim) bool {
	size := engine.ClaimSize(usualText)
	copies := 2*size + engine.ValueBytes // in two sets, while the value is borrowed
	s.reserved = s.ev.Reserve(int64(len(claims))*size + int64(s.program.Direct)*copies)
	return s.reserved
}

// bytesOf is the memory of claims.
func bytesOf(claims []claim.Claim) int64 {
	n := int64(0)
	for i := range claims {
		n += engine.ClaimSize(len(claims[i].Value.Text()))
	}
	return n
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
