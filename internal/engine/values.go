package engine

import (
	"iter"
	"slices"

	"github.com/assay-policy/assay/claim"
)

// Value is one value of a set, read-only or not: being read-only belongs to the
// value (L3.4) and spreads to what functions make of it (L7).
type Value struct {
	claim.Value
	ReadOnly bool
}

// Values is the set of distinct values that an expression denotes, in order of
// first occurrence (L7.0). The zero Values is empty; Clear lets it be used again.
type Values struct {
	list  []Value
	index Places // places in list, kept beyond scanLimit values

	// What is known without a look at them: a large set may be asked for again and
	// again without a step.
	text     int64 // bytes of all strings
	longest  int   // of them
	readOnly bool  // one of them is
	blocks   []BlockRun
	counted  bool // blocks is filled in
}

// BlockRun is how many strings have a length of so many blocks of 64 bytes, which are
// what comparing them costs (L9.2).
type BlockRun struct{ Blocks, Values int64 }

// scanLimit is the number of values up to which a scan is as fast as a hash:
// BenchmarkCrossover has them meet there.
const scanLimit = 12

// Add adds a value. If an equal one is there, that one stays, and is read-only
// if either was: collapsing must not launder (L3.4).
func (v *Values) Add(value claim.Value, readOnly bool) {
	v.readOnly = v.readOnly || readOnly
	if len(v.list) >= scanLimit {
		v.addHashed(value, readOnly)
		return
	}
	for i := range v.list {
		if v.list[i].Value == value {
			v.list[i].ReadOnly = v.list[i].ReadOnly || readOnly
			return
		}
	}
	v.append(value, readOnly)
}

// append adds a value that is not there.
func (v *Values) append(value claim.Value, readOnly bool) {
	size := len(value.Text())
	v.text += int64(size)
	v.longest = max(v.longest, size)
	v.counted = false
	v.list = append(v.list, Value{value, readOnly})
}

// addHashed is Add to a set that fills the scan or has outgrown it.
func (v *Values) addHashed(value claim.Value, readOnly bool) {
	if v.index.used == 0 {
		for i := range v.list {
			v.index.Add(HashValue(v.list[i].Value), int32(i))
		}
	}
	hash := HashValue(value)
	if i := v.look(hash, value); i >= 0 {
		v.list[i].ReadOnly = v.list[i].ReadOnly || readOnly
		return
	}
	v.index.Add(hash, int32(len(v.list)))
	v.append(value, readOnly)
}

// look returns the place of a value in the index, -1 if there is none.
func (v *Values) look(hash uint32, value claim.Value) int32 {
	at, i := v.index.First(hash)
	for i >= 0 && v.list[i].Value != value {
		at, i = v.index.Next(at, hash)
	}
	return i
}

// Contains reports whether a value is in the set, read-only or not. A text that is
// longer than all that are there is not looked at: only the shorter of two is paid for
// (L9.2).
func (v *Values) Contains(value claim.Value) bool {
	if len(value.Text()) > v.longest {
		return false
	}
	if v.index.used > 0 {
		return v.look(HashValue(value), value) >= 0
	}
	for i := range v.list {
		if v.list[i].Value == value {
			return true
		}
	}
	return false
}

// Len returns the number of values.
func (v *Values) Len() int { return len(v.list) }

// At returns the i-th value in order of first occurrence.
func (v *Values) At(i int) Value { return v.list[i] }

// bytes is the length of all strings.
func (v *Values) bytes() int64 { return v.text }

// Blocks returns how long the strings are, from the shortest, those of less than a
// block apart. It is good until the set changes.
func (v *Values) Blocks() []BlockRun {
	if !v.counted {
		v.counted = true
		v.blocks = v.blocks[:0]
		if v.text >= bytesPerStep {
			v.countBlocks()
		}
	}
	return v.blocks
}

func (v *Values) countBlocks() {
	runs := v.blocks
	for i := range v.list {
		if blocks := int64(Blocks(len(v.list[i].Text()))); blocks > 0 {
			runs = append(runs, BlockRun{blocks, 1})
		}
	}
	slices.SortFunc(runs, func(a, b BlockRun) int { return int(a.Blocks - b.Blocks) })
	merged := runs[:0]
	for _, r := range runs {
		if n := len(merged); n > 0 && merged[n-1].Blocks == r.Blocks {
			merged[n-1].Values++
		} else {
			merged = append(merged, r)
		}
	}
	v.blocks = merged
}

// All yields the values in order of first occurrence.
func (v *Values) All() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, e := range v.list {
			if !yield(e) {
				return
			}
		}
	}
}

// ReadOnly reports whether a value of the set is read-only.
func (v *Values) ReadOnly() bool { return v.readOnly }

// Clear empties the set and keeps its memory, but no text alive.
func (v *Values) Clear() {
	v.index.Clear()
	clear(v.list)
	v.list = v.list[:0]
	v.text, v.longest, v.readOnly, v.counted = 0, 0, false, false
}
