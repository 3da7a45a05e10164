package main

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/eval/replay"
)

// A line of progress has bytes, rate and, where the end is known, the time left (T6.3).
func TestProgressLine(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		read, total int64
		elapsed     time.Duration
		want        string
	}{
		{0, 0, 0, "0 B, 0 B/s"},
		{0, 1000, time.Second, "0 B of 1000 B, 0 B/s"},
		{3 << 20, 12 << 20, 2 * time.Second, "3.0 MiB of 12.0 MiB, 1.5 MiB/s, 6s left"},
		{3 << 20, 0, 2 * time.Second, "3.0 MiB, 1.5 MiB/s"},
		{5 << 30, 5 << 30, 100 * time.Second, "5.0 GiB of 5.0 GiB, 51.2 MiB/s"},
		{7 << 60, 0, time.Hour, "7168.0 PiB, 2.0 PiB/s"},
	} {
		if got := progressLine(tc.read, tc.total, tc.elapsed); got != tc.want {
			t.Errorf("%d of %d: found %q, want %q", tc.read, tc.total, got, tc.want)
		}
	}
}

// What was shown is taken away at the end.
func TestProgressEnds(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	ticks, done := make(chan time.Time), make(chan struct{})
	go func() {
		ticks <- time.Now()
		close(done)
	}()
	progress(&out, &replay.Progress{}, 0, ticks, done)
	if got := out.String(); !strings.HasPrefix(got, eraseLine+"0 B, 0 B/s") || !strings.HasSuffix(got, eraseLine) {
		t.Errorf("found %q", got)
	}
}

// The size of what is replayed is known of files only.
func TestSizeOf(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeFiles(t, folder, map[string]string{"a": "123", "b": "4567"})
	for _, tc := range []struct {
		paths []string
		want  int64
	}{
		{[]string{"/a", "/b", "/none"}, 7}, {[]string{"/a", ""}, 0},
	} {
		for i := range tc.paths {
			tc.paths[i] = folder + tc.paths[i]
		}
		if got := sizeOf(tc.paths); got != tc.want {
			t.Errorf("%q: found %d, want %d", tc.paths, got, tc.want)
		}
	}
	if got := sizeOf([]string{folder + "/a", "-"}); got != 0 {
		t.Errorf("found %d with standard input, want 0", got)
	}
}
