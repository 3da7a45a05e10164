package engine

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSlotsLikeMap compares the table with a map, on names of all lengths.
func TestSlotsLikeMap(t *testing.T) {
	t.Parallel()
	name := rapid.Custom(func(t *rapid.T) string {
		letters := rapid.StringOfN(rapid.RuneFrom([]rune("ab-")), 0, 12, -1).Draw(t, "letters")
		return strings.Repeat(letters, rapid.IntRange(1, 8).Draw(t, "times"))
	})
	rapid.Check(t, func(t *rapid.T) {
		var x Slots
		want := map[string]int32{}
		for _, n := range rapid.SliceOfN(name, 0, 60).Draw(t, "names") {
			if _, ok := want[n]; !ok {
				want[n] = int32(len(want))
			}
			if got := x.Add(n); got != want[n] {
				t.Fatalf("%q: got slot %d, want %d", n, got, want[n])
			}
		}
		if rapid.Bool().Draw(t, "packed") {
			x.Pack()
		}
		for n, slot := range want {
			if got := x.Find(n); got != slot {
				t.Fatalf("%q: got slot %d, want %d", n, got, slot)
			}
		}
		for _, n := range rapid.SliceOfN(name, 0, 60).Draw(t, "others") {
			if _, ok := want[n]; !ok && x.Find(n) != NoSlot {
				t.Fatalf("%q: found a slot", n)
			}
		}
	})
}

// TestSlotsHostile: names that agree where the quick hash looks make the table
// hash them whole, so that no look-up touches many cells.
func TestSlotsHostile(t *testing.T) {
	t.Parallel()
	var x Slots
	name := func(i int) string { return fmt.Sprintf("%08d-the-middle-of-all-and-the-end", i) }
	for i := range 5000 {
		if got := x.Add(name(i)); got != int32(i) {
			t.Fatalf("got slot %d, want %d", got, i)
		}
	}
	if !x.thorough {
		t.Error("the table trusts the quick hash")
	}
	for i := range 5000 {
		if got := x.Find(name(i)); got != int32(i) {
			t.Fatalf("got slot %d, want %d", got, i)
		}
	}
	if x.Find(name(5000)) != NoSlot {
		t.Error("found a name that is not there")
	}
}
