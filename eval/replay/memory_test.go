package replay_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/assay-policy/assay/eval/replay"
)

// streamed is how many records TestMemory replays, unless the variable of the
// environment says otherwise.
const (
	streamed         = 10_000
	streamedVariable = "ASSAY_REPLAY_RECORDS"
)

// stream is NDJSON of records that all differ, made as it is read.
type stream struct {
	n, records int
	rest       []byte
}

func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) < len(p) && s.n < s.records {
		s.rest = fmt.Appendf(s.rest, `{"product":1,"svn":%d,"name-%d":"%064x","list":[%[2]d,"a","b"],"object":{"n":%[2]d}}`+"\n", s.n%9, s.n, s.n)
		s.n++
	}
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest)
	s.rest = s.rest[:copy(s.rest, s.rest[n:])]
	return n, nil
}

// TestMemory: the heap does not grow with the records (T6.3). It runs alone, since
// other tests have a part in the heap.
func TestMemory(t *testing.T) {
	records := streamed
	if text := os.Getenv(streamedVariable); text != "" {
		var err error
		if records, err = strconv.Atoi(text); err != nil || records < 1 {
			t.Fatalf("%s: found %q, expected a number above 0", streamedVariable, text)
		}
	}
	seen, most := 0, uint64(0)
	r, err := replay.Run(context.Background(), program(t, "p.maa", svn4), program(t, "q.maa", "version=1.0;\nauthorizationrules { => permit(); };"), replay.Options{
		Paths: []string{"-"}, Stdin: &stream{records: records},
		Line: func([]byte) error {
			if seen++; seen%(records/8) == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != int64(records) || r.Unread.Count != 0 || len(r.Groups) > 10 {
		t.Errorf("found %d inputs, %d unread, %d groups", r.Total, r.Unread.Count, len(r.Groups))
	}
	if most > 40<<20 {
		t.Errorf("found a heap of %d MiB, want at most 40", most>>20)
	}
}
