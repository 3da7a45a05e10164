package jmespath_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// TestL7_1WideNumbers: sums of integers are exact and means the nearest float64, as
// math/big has them.
func TestL7_1WideNumbers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	lists := [][]int64{
		{math.MaxInt64, math.MaxInt64}, {math.MinInt64, math.MinInt64}, {math.MaxInt64, math.MaxInt64 - 1},
		{math.MinInt64, math.MinInt64 + 1}, {0, 1}, {0, -1}, {0, 0, 1}, {1 << 53, 1<<53 + 1}, {1 << 54, 1<<54 + 1, 1},
	}
	for range 5000 {
		list := make([]int64, 1+r.IntN(9))
		for i := range list {
			list[i] = int64(r.Uint64()) >> r.IntN(64)
		}
		lists = append(lists, list)
	}
	for _, list := range lists {
		total := new(big.Int)
		texts := make([]string, len(list))
		for i, n := range list {
			total.Add(total, big.NewInt(n))
			texts[i] = strconv.FormatInt(n, 10)
		}
		doc := "[" + strings.Join(texts, ",") + "]"
		if got, want := value(t, "sum(@)", doc), total.String(); got.Text() != want {
			t.Errorf("sum(%s): %s, want %s", doc, got.Text(), want)
		}
		mean := new(big.Rat).SetFrac(total, big.NewInt(int64(len(list))))
		got := value(t, "avg(@)", doc)
		if mean.IsInt() {
			if want := mean.Num().String(); got.Text() != want {
				t.Errorf("avg(%s): %s, want %s", doc, got.Text(), want)
			}
		} else if want, _ := mean.Float64(); got.Float() != want {
			t.Errorf("avg(%s): %s, want %v", doc, got.Text(), want)
		}
	}
}

func value(t *testing.T, query, doc string) jsondoc.Value {
	t.Helper()
	v, err := compile(t, query).Search(parse(t, doc), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
