package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// V6.20: a percentile is the value of the nearest rank: one that was measured.
func TestPercentile(t *testing.T) {
	t.Parallel()
	var all []time.Duration
	for i := range 20 {
		all = append(all, time.Duration(20-i))
	}
	for p, want := range map[int]time.Duration{0: 1, 5: 1, 6: 2, 50: 10, 95: 19, 96: 20, 100: 20} {
		if got := percentile(all, p); got != want {
			t.Errorf("percentile %d of 1 to 20 is %d, want %d", p, got, want)
		}
	}
	if got := percentile(nil, 95); got != 0 {
		t.Errorf("percentile of nothing is %d, want 0", got)
	}
}

// The table stands between the marks of the page, and nothing else of it changes.
func TestInsert(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page.md")
	const head, tail = "before\n<!-- editors: begin -->\n", "<!-- editors: end -->\nafter\n"
	if err := os.WriteFile(page, []byte(head+"old\n"+tail), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"first\n", "second\n"} {
		if err := insert(page, table); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(page); err != nil || string(got) != head+table+tail {
			t.Errorf("found %q, %v, want %q", got, err, head+table+tail)
		}
	}
	if err := os.WriteFile(page, []byte("no marks\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := insert(page, "table\n"); err == nil {
		t.Error("wrote into a page without marks")
	}
}
