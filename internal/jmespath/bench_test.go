package jmespath_test

import (
	"errors"
	"os"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// The two searches that policies of the corpus (408) chain over an event log.
const (
	boundaryQuery = "Events[? EventTypeString == 'EV_EVENT_TAG' && (PcrIndex == `12` || PcrIndex == `13` || PcrIndex == `19` || PcrIndex == `20`)].ProcessedData.EVENT_TRUSTBOUNDARY"
	driverQuery   = "[*].EVENT_LOADEDMODULE_AGGREGATION[] | [? EVENT_IMAGEVALIDATED == `true` && (equals_ignore_case(EVENT_FILEPATH, '\\windows\\system32\\drivers\\wdboot.sys') || equals_ignore_case(EVENT_FILEPATH, '\\windows\\system32\\drivers\\wd\\wdboot.sys'))] | @ != `null`"
)

// events is the Windows event log of the claims corpus.
func events(t testing.TB) jsondoc.Value {
	t.Helper()
	data, err := os.ReadFile("../../testdata/claims/tpm-events-windows.json")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, member(t, parse(t, string(data)), "events").Text())
}

// log is an event log of n events.
func log(t testing.TB, n int) jsondoc.Value {
	list := member(t, events(t), "Events")
	all := make([]jsondoc.Value, n)
	for i := range all {
		all[i] = list.At(i % list.Len())
	}
	return jsondoc.NewObject([]string{"Events"}, []jsondoc.Value{jsondoc.NewArray(all)})
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jmespath.Compile(boundaryQuery); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	boundary, driver := compile(b, boundaryQuery), compile(b, driverQuery)
	for _, c := range []struct {
		name string
		n    int
	}{{"50 events", 50}, {"200 events", 200}} {
		doc := log(b, c.n)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var result jsondoc.Value
			for b.Loop() {
				budget := jmespath.NewBudget()
				found, err := boundary.Search(doc, budget)
				if err == nil {
					result, err = driver.Search(found, budget)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			if compact(result) != "true" {
				b.Fatal(compact(result))
			}
		})
	}
}

func BenchmarkHostileQuery(b *testing.B) {
	q, doc := compile(b, hostileQuery), hostileDocument(b)
	b.ReportAllocs()
	for b.Loop() {
		var e *jmespath.BudgetError
		if _, err := q.Search(doc, nil); !errors.As(err, &e) {
			b.Fatal(err)
		}
	}
}
