package engine

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// TestDocuments: every tree is found by its text, few or many.
func TestDocuments(t *testing.T) {
	t.Parallel()
	var d documents
	for i := range 100 {
		text := fmt.Sprintf("[%d]", i)
		if d.find(text) != nil {
			t.Errorf("%s is there already", text)
		}
		d.remember(text, jsondoc.NewInt(int64(i)))
		for k := range i + 1 {
			if found := d.find(fmt.Sprintf("[%d]", k)); found == nil || found.tree.Text() != fmt.Sprint(k) {
				t.Fatalf("%d of %d: got %v", k, i, found)
			}
		}
	}
	large := strings.Repeat(" ", mostRemembered) + "1"
	d.remember(large, jsondoc.NewInt(1))
	if d.find(large) != nil {
		t.Error("remembered more than there is room for")
	}
	d.forget()
	if d.find("[1]") != nil || d.remembered != 0 || cap(d.list) > 0 {
		t.Errorf("after forgetting: %d bytes, room for %d", d.remembered, cap(d.list))
	}
	d.remember("[1]", jsondoc.NewInt(1))
	d.forget()
	if d.find("[1]") != nil || d.remembered != 0 || cap(d.list) == 0 || d.list[:1][0].text != "" {
		t.Errorf("after forgetting one: %d bytes, %+v", d.remembered, d.list[:1])
	}
}

// TestLargeDocuments: a document that is too large to be kept is not in the arena
// either, which would hold on to it until the end of the run, rule after rule.
func TestLargeDocuments(t *testing.T) {
	t.Parallel()
	limits := Limits{}.WithDefaults()
	ev := &Evaluation{}
	ev.Begin(t.Context(), &limits)
	c := invocation{Evaluation: ev, Site: &Site{Call: &ast.Call{Name: &ast.Ident{Name: "JmesPath"}, Args: []ast.Expr{&ast.StringLit{}}}}}
	if _, ok := c.decode(0, "["+strings.Repeat(" ", keptText)+"[[1]]]"); !ok {
		t.Fatal(ev.Failure())
	}
	if !reflect.DeepEqual(ev.kept().arena, jsondoc.Arena{}) {
		t.Error("the large document is in the arena")
	}
	if _, ok := c.decode(0, "[[1]]"); !ok {
		t.Fatal(ev.Failure())
	}
	if reflect.DeepEqual(ev.kept().arena, jsondoc.Arena{}) {
		t.Error("the small document is not in the arena")
	}
}

// TestPlacesClear: a large table is kept while it is in use, and not for a run
// that hardly needs it.
func TestPlacesClear(t *testing.T) {
	t.Parallel()
	var p Places
	fill := func(n int) int {
		for i := range n {
			p.Add(uint32(i), int32(i))
		}
		p.Clear()
		p.Clear() // at the end of a run, and before the next use
		if _, place := p.First(1); place >= 0 {
			t.Error("an emptied table has an element")
		}
		return len(p.cells)
	}
	for _, c := range []struct{ elements, kept int }{{20_000, 65_536}, {20_000, 65_536}, {100, 0}, {100, 256}, {10, 256}, {200_000, 0}} {
		if got := fill(c.elements); got != c.kept {
			t.Errorf("after %d elements: kept %d cells, want %d", c.elements, got, c.kept)
		}
	}
}

// TestQueryCache: the latest queries are kept, no more, also by many goroutines;
// what is no query is not.
func TestQueryCache(t *testing.T) {
	t.Parallel()
	var q QueryCache
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 500 {
				text := fmt.Sprintf("a.b%d", i%(2*keptQueries))
				if query, err := q.compile(text); err != nil || query.Text() != text {
					t.Errorf("got %v, %v of %s", query, err, text)
				}
				if _, err := q.compile("a["); err == nil {
					t.Error("compiled half a query")
				}
			}
		})
	}
	wg.Wait()
	if len(q.recent) != keptQueries {
		t.Errorf("kept %d queries, want %d", len(q.recent), keptQueries)
	}
	one, _ := q.compile("latest")
	for i := range keptQueries - 1 {
		if _, err := q.compile(fmt.Sprintf("x%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if again, _ := q.compile("latest"); again != one {
		t.Error("the latest are not kept")
	}
	long := strings.Repeat("a", longestKept+1)
	if _, err := q.compile(long); err != nil || q.find(long) != nil {
		t.Errorf("kept a long query (%v)", err)
	}
}

// BenchmarkCrossover pins scanLimit: looking for a value that is there, each in
// turn, by scan and by hash.
func BenchmarkCrossover(b *testing.B) {
	for _, n := range []int{4, 8, 12, 16, 20, 24, 32, 48, 64, 100} {
		values := &Values{}
		var wanted []claim.Value
		for i := range n {
			v := claim.String(fmt.Sprintf("83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7%04d", i))
			wanted = append(wanted, claim.String(strings.Clone(v.Text())))
			values.list = append(values.list, Value{Value: v})
			values.index.Add(HashValue(v), int32(i))
		}
		b.Run(fmt.Sprintf("values=%d/scan", n), func(b *testing.B) {
			scanned := &Values{list: values.list}
			for b.Loop() {
				for _, v := range wanted {
					if !scanned.Contains(v) {
						b.Fatal(v)
					}
				}
			}
		})
		b.Run(fmt.Sprintf("values=%d/hash", n), func(b *testing.B) {
			for b.Loop() {
				for _, v := range wanted {
					if !values.Contains(v) {
						b.Fatal(v)
					}
				}
			}
		})
	}
}
