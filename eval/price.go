package eval

import (
	"slices"

	"github.com/assay-policy/assay/internal/engine"
)

// Comparing two strings costs the length of the shorter one in blocks of 64 bytes,
// for each claim of a condition and each value on the right (L9.2). It is a price of
// the language: it is paid for all claims and tests of the condition before any is
// compared, whether or not this engine has to compare them. The smaller of two
// numbers of blocks is what the pair costs, so the sum needs no text.

// blockRun is how many values on the right side have a length of so many blocks.
type blockRun struct{ blocks, values int64 }

// price is what comparing strings in a condition costs.
func (s *state) price(c *engine.Condition, b bucket) (steps int64) {
	for i := range c.Tests {
		t := &c.Tests[i]
		switch {
		case t.Blocks == 0:
		case t.Blocks == engine.OfSet:
			for _, run := range s.blocks[i] {
				steps += run.values * s.comparing(c, b, t, run.blocks)
			}
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

// blocksOf is the length of what a test compares of a claim.
func (s *state) blocksOf(at int32, t *engine.Test) int64 {
	e := &s.entries[at]
	if t.ByType {
		return int64(engine.Blocks(len(e.Type)))
	}
	return int64(engine.Blocks(len(e.Value.Text())))
}

// countBlocks notes how long the strings on the right side of a test are, those of
// less than a block apart: they cost nothing.
func (s *state) countBlocks(i int, t *engine.Test, right *engine.Values) {
	if t.Blocks != engine.OfSet {
		return
	}
	runs := s.blocks[i][:0]
	for v := range right.All() {
		if blocks := int64(engine.Blocks(len(v.Text()))); blocks > 0 {
			runs = append(runs, blockRun{blocks, 1})
		}
	}
	slices.SortFunc(runs, func(a, b blockRun) int { return int(a.blocks - b.blocks) })
	merged := runs[:0]
	for _, r := range runs {
		if n := len(merged); n > 0 && merged[n-1].blocks == r.blocks {
			merged[n-1].values++
		} else {
			merged = append(merged, r)
		}
	}
	s.blocks[i] = merged
}
