//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe is read like a file, and an endless one no further than its limit (E1.8):
// the writer notices that nobody reads on.
func TestE1_8_Pipes(t *testing.T) {
	t.Parallel()
	report, err := os.ReadFile(filepath.Join("..", "..", "testdata", "evidence", "maa-snp", "azure-samples", "snp-report.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		pieces  [][]byte
		endless bool
		want    int
	}{
		{"a report in pieces", [][]byte{report[:1], report[1:1000], report[1000:]}, false, exitOK},
		{"a report cut short", [][]byte{report[:1000]}, false, exitRefused},
		{"endless", [][]byte{make([]byte, 1<<16)}, true, exitRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			written := make(chan int)
			go func() { written <- feed(path, c.pieces, c.endless) }()
			var out, errs strings.Builder
			e := system()
			e.out, e.err = &out, &errs
			status := run([]string{"evidence", "inspect", path}, e)
			if status != c.want {
				t.Errorf("exit status %d, want %d: %s", status, c.want, errs.String())
			}
			// What was written and not read is at most what the pipe holds.
			if n := <-written; c.endless && (n > 3<<20 || !strings.Contains(errs.String(), "the limit is 1048576 bytes")) {
				t.Errorf("%d bytes were written: %s", n, errs.String())
			}
		})
	}
}

// feed writes pieces into a pipe, again and again if it is endless, until nobody
// reads any more. It returns how many bytes were written.
func feed(path string, pieces [][]byte, endless bool) (total int) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return 0
	}
	defer f.Close()
	for {
		for _, p := range pieces {
			n, err := f.Write(p)
			total += n
			if err != nil {
				return total
			}
		}
		if !endless {
			return total
		}
	}
}
