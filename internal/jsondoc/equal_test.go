package jsondoc_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

func TestEqual(t *testing.T) {
	t.Parallel()
	wide40, _ := wide(40)
	wide41, _ := wide(41)
	cases := []struct {
		a, b string
		want bool
	}{
		{`null`, `null`, true},
		{`true`, `true`, true},
		{`true`, `false`, false},
		{`null`, `false`, false},
		{`0`, `false`, false},
		{`1`, `"1"`, false},
		{`""`, `null`, false},
		{`"a"`, `"\u0061"`, true},
		{`"é"`, `"e\u0301"`, false},
		{`[]`, `{}`, false},
		{`[]`, `[]`, true},
		{`{}`, `{}`, true},
		{`[]`, `null`, false},
		{`[1,2]`, `[2,1]`, false},
		{`[1,2]`, `[1,2,3]`, false},
		{`[1,[2,{"a":3}]]`, `[1.0,[2e0,{"a":30e-1}]]`, true},
		{`{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1}`, true},
		{`{"a":1,"b":2}`, `{"a":1,"c":2}`, false},
		{`{"a":null}`, `{"b":null}`, false},
		{`{"a":null}`, `{}`, false},
		{`{"a":{"b":1}}`, `{"a":{"b":2}}`, false},
		{`{` + wide40 + `}`, `{` + wide40 + `}`, true},
		{`{` + wide40 + `}`, `{` + wide41 + `}`, false},
	}
	for _, c := range cases {
		a, b := parse(t, c.a), parse(t, c.b)
		if jsondoc.Equal(a, b) != c.want || jsondoc.Equal(b, a) != c.want {
			t.Errorf("%.60s and %.60s: want equal = %v", c.a, c.b, c.want)
		}
	}
}

// L7.1: numbers compare by exact value, 64-bit integers and beyond.
func TestL7_1CompareNumbers(t *testing.T) {
	t.Parallel()
	e30 := strings.Repeat("9", 30)
	cases := []struct {
		a, b string
		want int
	}{
		{"1", "1.0", 0},
		{"1", "1e0", 0},
		{"10", "1e1", 0},
		{"100e-2", "1", 0},
		{"0.001e3", "1", 0},
		{"0", "-0", 0},
		{"0", "-0.0e5", 0},
		{"0e99999999999999999999999", "0", 0},
		{"-1", "1", -1},
		{"-2", "-1", -1},
		{"-1.5", "-1.25", -1},
		{"0", "1e-999999999999999999999", -1},
		{"0", "-1e-999999999999999999999", 1},
		{"9007199254740992", "9007199254740993", -1},
		{"9007199254740993", "9007199254740993.0", 0},
		{"9223372036854775807", "9223372036854775808", -1},
		{"9223372036854775807", "9.223372036854775807e18", 0},
		{"-9223372036854775808", "-9223372036854775809", 1},
		{"18446744073709551616", "18446744073709551617", -1},
		{"0.1", "0.1000000000000000055511151231257827", -1},
		{"0.10", "0.1", 0},
		{"12", "9", 1},
		{"1.2e1", "9.99", 1},
		{"1e400", "1e401", -1},
		{"1e-400", "1e-401", 1},
		{"1e" + e30, "1e" + e30, 0},
		{"10e" + e30, "1e" + e30, 1},
		{"10e" + e30, "1e1" + strings.Repeat("0", 30), 0},
		{"0.1e1" + strings.Repeat("0", 30), "1e" + e30, 0},
		{"1e-" + e30, "10e-1" + strings.Repeat("0", 30), 0},
		{"1e-" + e30, "1e" + e30, -1},
		{"-1e" + e30, "1e-" + e30, -1},
		{"1e+0005", "100000", 0},
		{"1E-0005", "0.00001", 0},
	}
	for _, c := range cases {
		a, b := parse(t, c.a), parse(t, c.b)
		if got := jsondoc.CompareNumbers(a, b); got != c.want {
			t.Errorf("%s ? %s: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := jsondoc.CompareNumbers(b, a); got != -c.want {
			t.Errorf("%s ? %s: %d, want %d", c.b, c.a, got, -c.want)
		}
		if jsondoc.Equal(a, b) != (c.want == 0) {
			t.Errorf("Equal(%s, %s): want %v", c.a, c.b, c.want == 0)
		}
	}
	if got := jsondoc.CompareNumbers(parse(t, `"5"`), parse(t, "-1")); got != 1 {
		t.Errorf("a string as a number: %d, want it to count as 0", got)
	}
}

// Random numbers, compared with the arithmetic of math/big.
func TestCompareNumbersAgreesWithBig(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte("000123459"[r.IntN(9)])
		}
		return b.String()
	}
	number := func() string {
		s := []string{"", "-"}[r.IntN(2)]
		if r.IntN(2) == 0 {
			s += "0"
		} else {
			s += "1" + digits(r.IntN(4))
		}
		if r.IntN(2) == 0 {
			s += "." + digits(1+r.IntN(4))
		}
		if r.IntN(2) == 0 {
			s += fmt.Sprintf("e%d", r.IntN(9)-4)
		}
		return s
	}
	for range 50_000 {
		x, y := number(), number()
		a, _ := new(big.Rat).SetString(x)
		b, _ := new(big.Rat).SetString(y)
		if got := jsondoc.CompareNumbers(jsondoc.NewNumber(x), jsondoc.NewNumber(y)); got != a.Cmp(b) {
			t.Fatalf("%s ? %s: %d, want %d", x, y, got, a.Cmp(b))
		}
	}
}

// The charge: one for each pair inside, one more for 32 bytes of text.
func TestEqualCharged(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 320) + `"`
	cases := []struct {
		name, a, b string
		want       int64
	}{
		{"scalars are free", `1`, `1`, 0},
		{"lengths differ", `[1,2]`, `[1]`, 0},
		{"three pairs", `[1,2,3]`, `[1,2,3]`, 3},
		{"up to the difference", `[1,2,3]`, `[1,9,3]`, 2},
		{"nested", `[[1,{"a":2}],3]`, `[[1,{"a":2}],3]`, 5},
		{"name missing", `{"a":1,"b":2}`, `{"c":1,"b":2}`, 1},
		{"long text", `[` + long + `]`, `[` + long + `]`, 11},
		{"long text of other length", `[` + long + `]`, `["x"]`, 1},
		{"long name", `{` + long + `:1}`, `{` + long + `:1}`, 11},
		{"long numbers", `[1` + strings.Repeat("0", 63) + `]`, `[1e63]`, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, b := parse(t, c.a), parse(t, c.b)
			var sum int64
			same, err := jsondoc.EqualCharged(a, b, func(n int64) error { sum += n; return nil })
			if err != nil || sum != c.want || same != jsondoc.Equal(a, b) {
				t.Errorf("charged %d, want %d; equal %v, %v", sum, c.want, same, err)
			}
		})
	}
	empty := errors.New("empty")
	left := int64(1000)
	v := jsondoc.NewArray(nil)
	w := jsondoc.NewArray(nil)
	for range 200 { // 2^200 pairs
		v, w = jsondoc.NewArray([]jsondoc.Value{v, v}), jsondoc.NewArray([]jsondoc.Value{w, w})
	}
	_, err := jsondoc.EqualCharged(v, w, func(n int64) error {
		if left -= n; left < 0 {
			return empty
		}
		return nil
	})
	if !errors.Is(err, empty) || left != -1 {
		t.Errorf("got %v with %d left, want the charge's error", err, left)
	}
}

// Trunc is exact where a float64 is not.
func TestTrunc(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text  string
		n     int64
		whole bool
		ok    bool
	}{
		{"0", 0, true, true},
		{"-0.0", 0, true, true},
		{"7", 7, true, true},
		{"-7.00", -7, true, true},
		{"1.999", 1, false, true},
		{"-1.5", -1, false, true},
		{"0.99999999999999999999999", 0, false, true},
		{"1e2", 100, true, true},
		{"150e-2", 1, false, true},
		{"1500e-2", 15, true, true},
		{"1e-999999999999999999999999", 0, false, true},
		{"1e999999999999999999999999", 0, false, false},
		{"9007199254740993.5", 9007199254740993, false, true},
		{"9223372036854775807.9", 9223372036854775807, false, true},
		{"9223372036854775808", 0, false, false},
		{"-9223372036854775808", -9223372036854775808, true, true},
		{"-9223372036854775809", 0, false, false},
		{"99999999999999999999", 0, false, false},
		{`"1"`, 0, false, false},
	}
	for _, c := range cases {
		n, whole, ok := parse(t, c.text).Trunc()
		if n != c.n || whole != c.whole || ok != c.ok {
			t.Errorf("%s: %d, %v, %v, want %d, %v, %v", c.text, n, whole, ok, c.n, c.whole, c.ok)
		}
	}
}
