package lsp

import (
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
)

// V1.13: which members can stand at the end of a query over the boot log.
func TestV1_13QueryReading(t *testing.T) {
	t.Parallel()
	log := catalog.Field{Kind: "object", Of: "log", Always: true}
	for query, want := range map[string]string{
		"":                               "object log",
		"Events":                         "none",
		"Events.":                        "array event",
		"Events[0].":                     "object event",
		"Events[-1].":                    "object event",
		"Events[*].":                     "object event",
		"Events[0:2].":                   "object event",
		"Events[].":                      "object event",
		"Events[?":                       "object event",
		"Events[?PcrIndex == `1` && ":    "object event",
		"Events[?PcrIndex == `1`].":      "object event",
		"Events[?PcrIndex == `1`] | ":    "array event",
		"Events[?!":                      "object event",
		"Events[0].ProcessedData.":       "object data",
		"Events[*].ProcessedData | [0].": "object data",
		"Events[*].[":                    "object event",
		"Events[*].{":                    "object event",
		"Events[*].{a: ":                 "object event",
		"Events[*].{a: PcrIndex, b: ":    "object event",
		"Events[0].[PcrIndex, ":          "object event",
		"length(":                        "object log",
		"length(Events[?":                "object event",
		"length(Events) > ":              "object log",
		"sort_by(Events, &":              "object event",
		"sort_by(Events, &PcrIndex)[0].": "object event",
		"max_by(Events, &PcrIndex).":     "object event",
		"(Events)[0].":                   "object event",
		"@.":                             "object log",
		"@.Events[0].":                   "object event",
		"\"Events\"[0].":                 "object event",
		"Events[0] || ":                  "object log",
		"Unknown.":                       " ",
		"keys(Events[0]).":               " ",
		"'text'.":                        " ",
		"Events[?Unknown].":              "object event",
		")]}.":                           " ",
	} {
		got := "none"
		if f, ok := readQuery(query, log).frame().object(); ok {
			got = f.Kind + " " + f.Of
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

// V1.13: what a query gives, so that rules that cut a document further know it.
func TestV1_13QueryResult(t *testing.T) {
	t.Parallel()
	log := catalog.Field{Kind: "object", Of: "log", Always: true}
	for query, want := range map[string]string{
		"Events": "array event", "Events[0]": "object event", "Events[?PcrIndex == `1`]": "array event",
		"Events[*].ProcessedData": "array data", "length(Events)": " ", "Events[0].PcrIndex": "number ",
	} {
		f := readQuery(query, log).frames[0].result()
		if got := f.Kind + " " + f.Of; got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}
