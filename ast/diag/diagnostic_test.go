package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// at is a span from byte to byte.
func at(from, to int) ast.Span { return ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)} }

func TestPageAt(t *testing.T) {
	t.Parallel()
	got := finding("MAA4003", at(3, 5), "found %q", "x%d")
	want := diag.Diagnostic{Code: "MAA4003", Severity: diag.Info, Span: at(3, 5), Message: `found "x%d"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeverityString(t *testing.T) {
	t.Parallel()
	for s, want := range map[diag.Severity]string{
		diag.NoSeverity: "none", diag.Error: "error", diag.Warning: "warning", diag.Info: "info", diag.Hint: "hint",
	} {
		if s.String() != want {
			t.Errorf("got %q, want %q", s, want)
		}
	}
}

func TestSorted(t *testing.T) {
	t.Parallel()
	bom := finding("MAA1021", at(0, 3), "mark")
	long := finding("MAA1003", at(5, 9), "long")
	short := finding("MAA2009", at(5, 6), "short")
	first := finding("MAA1002", at(5, 9), "lower code")
	other := finding("MAA1003", at(5, 9), "other message")
	in := diag.List{other, long, short, bom, long, first, bom}
	before := append(diag.List(nil), in...)
	if diff := cmp.Diff(diag.List{bom, short, first, long, other}, in.Sorted()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, in); diff != "" {
		t.Errorf("Sorted changed its receiver: %s", diff)
	}
	if got := diag.List(nil).Sorted(); len(got) != 0 {
		t.Errorf("no findings: got %v", got)
	}
}

func TestErr(t *testing.T) {
	t.Parallel()
	warning := finding("MAA1021", at(0, 3), "found a mark")
	bad := finding("MAA1003", at(5, 6), `found "="`)
	for _, tt := range []struct {
		name string
		list diag.List
		want string // "" for nil
	}{
		{"none", nil, ""},
		{"warnings are no error", diag.List{warning}, ""},
		{"one", diag.List{warning, bad}, `MAA1003: found "="`},
		{"with its place", diag.List{warning, bad}.In(ast.NewSource("p.maa", "ab\ncdefg")), `p.maa:2:3: MAA1003: found "="`},
		{"of a text without a name", diag.List{bad}.In(ast.NewSource("", "ab\ncdefg")), `2:3: MAA1003: found "="`},
		{"two", diag.List{bad, warning, bad}, `MAA1003: found "="; MAA1003: found "="`},
		{"many", many(12), strings.Repeat(`MAA1003: x; `, 10) + "and 2 more errors"},
		{"one more", many(11), strings.Repeat(`MAA1003: x; `, 10) + "and 1 more error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.list.Err()
			if (err != nil) != (tt.want != "") || tt.list.HasErrors() != (tt.want != "") {
				t.Fatalf("got %v, HasErrors %v", err, tt.list.HasErrors())
			}
			if err != nil && err.Error() != tt.want {
				t.Errorf("got %q, want %q", err, tt.want)
			}
		})
	}
}

// TestIn: sorted, each with its place; the receiver stays as it is.
func TestIn(t *testing.T) {
	t.Parallel()
	in := diag.List{finding("MAA1003", at(5, 6), "b"), finding("MAA1003", at(0, 1), "a")}
	got := in.In(ast.NewSource("p.maa", "ab\ncdefg"))
	want := []string{"p.maa:1:1: MAA1003: a", "p.maa:2:3: MAA1003: b"}
	if len(got) != 2 || got[0].String() != want[0] || got[1].String() != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
	if got[1].Place != (ast.Place{Line: 2, Column: 3}) || got[1].File != "p.maa" {
		t.Errorf("got %+v", got[1])
	}
	if in[0].File != "" || in[0].Message != "b" {
		t.Errorf("In changed its receiver: %v", in)
	}
}

func many(n int) diag.List {
	var l diag.List
	for i := range n {
		l = append(l, finding("MAA1003", at(i, i+1), "x"))
	}
	return l
}
