package frame_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/internal/frame"
)

const kind, format evidence.Kind = "kind", "format"

// TestE1_5 looks at what errors say and hold.
func TestE1_5(t *testing.T) {
	t.Parallel()
	plain := frame.Wrap(kind, "report signature", "E6.3", errors.New("not made by the key of the given VCEK"))
	if got, want := plain.Error(), "report signature: not made by the key of the given VCEK"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	at := frame.ErrorfAt(kind, "parse", "E6.2", 0x4c, "reserved byte is 1: %w", io.EOF)
	if got, want := at.Error(), "parse: reserved byte is 1: EOF (at byte 0x4c)"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	if !errors.Is(at, io.EOF) {
		t.Error("the reason is not wrapped")
	}
	wrapped := frame.Wrap(format, "hcl header", "E1.8", io.EOF)
	var e *evidence.Error
	if !errors.As(wrapped, &e) || *e != (evidence.Error{Kind: format, Step: "hcl header", Clause: "E1.8", Offset: -1, Err: io.EOF}) {
		t.Errorf("got %#v", wrapped)
	}
	if again := frame.Wrap(kind, "tcb", "E6.7", wrapped); again != wrapped {
		t.Errorf("an error of a step became %v", again)
	}
	if err := frame.Wrap(kind, "tcb", "E6.7", nil); err != nil {
		t.Errorf("nil became %v", err)
	}
}

// TestE1_3 checks that the limits of a period belong to it.
func TestE1_3(t *testing.T) {
	t.Parallel()
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(1, 0, 0)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{from, ""},
		{to, ""},
		{to.In(time.FixedZone("", 3600)), ""},
		{from.Add(-1), "x is valid from 2025-01-01T00:00:00Z, the time of verification is 2024-12-31T23:59:59Z"},
		{to.Add(1), "x is valid until 2026-01-01T00:00:00Z, the time of verification is 2026-01-01T00:00:00Z"},
	} {
		got := ""
		if err := frame.CheckPeriod("x", c.at, from, to); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v: got %q, expected %q", c.at, got, c.want)
		}
	}
}

// TestE1_8 compares the defaults with the specification.
func TestE1_8(t *testing.T) {
	t.Parallel()
	got := frame.Limits(evidence.Limits{CRL: 7})
	want := evidence.Limits{Chain: 65536, Certificates: 8, CRL: 7, RuntimeData: 1048576, JSONDepth: 64}
	if got != want {
		t.Errorf("got %+v, expected %+v", got, want)
	}
	if frame.Limits(evidence.Limits{}).CRL != 8<<20 {
		t.Error("the default for CRLs is not 8 MiB")
	}
	if err := frame.CheckSize("x", 2, 1); err == nil || err.Error() != "x has 2 bytes, the limit is 1" {
		t.Errorf("got %v", err)
	}
}
