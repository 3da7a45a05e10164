package eval

import "github.com/assay-policy/assay/internal/engine"

// Comparing two strings costs the length of the shorter one in blocks of 64 bytes,
// for each claim of a condition and each value on the right (L9.2). It is a price of
// the language: it is paid for all claims and tests of the condition before any is
// compared, whether or not this engine has to compare them. The smaller of two
// numbers of blocks is what the pair costs, so the sum needs no text.

// price is what comparing strings in a condition costs.
func (s *state) price(c *engine.Condition, b bucket) (steps int64) {
	for i := range c.Tests {
		t := &c.Tests[i]
		switch {
		case t.Blocks == 0:
		case t.Blocks == engine.OfSet:
			steps += s.comparingSet(c, b, t, s.blocks[i])
		case b.count == 1: // the usual bucket
			steps += min(s.blocksOf(b.head, t), int64(t.Blocks))
		default:
			steps += s.comparing(c, b, t, int64(t.Blocks))
		}
	}
	return steps
}

// comparing is what it costs to compare all claims of the bucket with one string
// of so many blocks.
func (s *state) comparing(c *engine.Condition, b bucket, t *engine.Test, blocks int64) (steps int64) {
	for at := b.head; b.count > 0; b.count-- {
		steps += min(s.blocksOf(at, t), blocks)
		at = s.after(c.Slot, at)
	}
	return steps
}

// comparingSet is the same for a set of strings. A pair that is looked at costs a step
// at least, whatever the lengths are.
func (s *state) comparingSet(c *engine.Condition, b bucket, t *engine.Test, runs []engine.BlockRun) (steps int64) {
	if len(runs) == 0 {
		return 0
	}
	for at := b.head; b.count > 0; b.count-- {
		if left := s.blocksOf(at, t); left > 0 {
			for _, run := range runs {
				steps += run.Values * min(left, run.Blocks)
			}
		}
		at = s.after(c.Slot, at)
	}
	return steps
}

// blocksOf is the length of what a test compares of a claim.
func (s *state) blocksOf(at int32, t *engine.Test) int64 {
	e := &s.entries[at]
	if t.ByType {
		return int64(engine.Blocks(len(e.Type)))
	}
	return int64(engine.Blocks(len(e.Value.Text())))
}
