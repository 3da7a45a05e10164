package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// TestL7_0 compares a set with a plain list: distinct values, in order of first
// occurrence, read-only if one of the equal ones was (L3.4); also after Clear.
func TestL7_0(t *testing.T) {
	t.Parallel()
	var values engine.Values
	rapid.Check(t, func(t *rapid.T) {
		values.Clear()
		var want []engine.Value
		for range rapid.IntRange(0, 60).Draw(t, "size") {
			v := value(rapid.IntRange(0, 40).Draw(t, "value"))
			readOnly := rapid.Bool().Draw(t, "read-only")
			values.Add(v, readOnly)
			at := slices.IndexFunc(want, func(w engine.Value) bool { return w.Value == v })
			if at < 0 {
				want = append(want, engine.Value{Value: v, ReadOnly: readOnly})
			} else {
				want[at].ReadOnly = want[at].ReadOnly || readOnly
			}
		}
		if got := slices.Collect(values.All()); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		for i := range 42 {
			has := slices.ContainsFunc(want, func(w engine.Value) bool { return w.Value == value(i) })
			if values.Contains(value(i)) != has {
				t.Fatalf("%v: got %t, want %t", value(i), !has, has)
			}
		}
		readOnly := slices.ContainsFunc(want, func(w engine.Value) bool { return w.ReadOnly })
		if values.ReadOnly() != readOnly || values.Len() != len(want) {
			t.Fatalf("got read-only %t, %d values", values.ReadOnly(), values.Len())
		}
	})
}

// value returns one of many values of all kinds.
func value(i int) claim.Value {
	switch i % 3 {
	case 0:
		return claim.String(fmt.Sprint(i / 3))
	case 1:
		return claim.Int(int64(i / 3))
	}
	return claim.Bool(i/3%2 == 0)
}

// L9.2: what comparing strings with a set costs is known without a look at them, and
// follows what is added.
func TestValuesBlocks(t *testing.T) {
	t.Parallel()
	var vs engine.Values
	blocks := func(want ...engine.BlockRun) {
		t.Helper()
		if got := vs.Blocks(); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	blocks()
	vs.Add(claim.Int(7), false)
	vs.Add(claim.String(strings.Repeat("a", 63)), false)
	blocks()
	for _, n := range []int{64, 700, 127, 128, 64, 65} {
		vs.Add(claim.String(strings.Repeat("b", n)), false)
	}
	blocks(engine.BlockRun{Blocks: 1, Values: 3}, engine.BlockRun{Blocks: 2, Values: 1}, engine.BlockRun{Blocks: 10, Values: 1})
	vs.Add(claim.String(strings.Repeat("c", 640)), true)
	blocks(engine.BlockRun{Blocks: 1, Values: 3}, engine.BlockRun{Blocks: 2, Values: 1}, engine.BlockRun{Blocks: 10, Values: 2})
	if !vs.ReadOnly() {
		t.Error("got no read-only value, want one")
	}
	vs.Clear()
	blocks()
	if vs.ReadOnly() {
		t.Error("got a read-only value in an empty set")
	}
}

// A text that is longer than all of a set is not in it, whatever was in it before.
func TestValuesContainsLonger(t *testing.T) {
	t.Parallel()
	var vs engine.Values
	short, long := claim.String("ab"), claim.String("abc")
	vs.Add(long, false)
	vs.Clear()
	for _, v := range []claim.Value{short, claim.Int(1), claim.String("")} {
		vs.Add(v, false)
		if !vs.Contains(v) || vs.Contains(long) {
			t.Errorf("%v: got %t and %t for a longer one, want true and false", v, vs.Contains(v), vs.Contains(long))
		}
	}
}
