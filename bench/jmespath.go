package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	community "github.com/jmespath-community/go-jmespath"
	original "github.com/jmespath/go-jmespath"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// eventQueries are two searches of the kind that policies make.
var eventQueries = [...]string{
	"Events[?EventTypeString == 'EV_EFI_VARIABLE_DRIVER_CONFIG' && ProcessedData.VariableGuid == '8BE4DF61-93CA-11D2-AA0D-00E098032B8C']",
	"Events[? EventTypeString == 'EV_EVENT_TAG' && (PcrIndex == `12` || PcrIndex == `13` || PcrIndex == `19`)].ProcessedData.EVENT_TRUSTBOUNDARY",
}

// doublingQuery doubles a list of 3,000 twelve times: 150 bytes that need
// gigabytes where nothing bounds them.
var doublingQuery = "Events" + strings.Repeat(" | [@,@][]", 12)

// visitingQuery nests lists of four that are all the same list, which costs
// nothing, then visits them all: little memory, but 4^levels times the events. It
// spends every step of the budget.
func visitingQuery(levels int) string {
	return "Events|" + strings.Repeat("[@,@,@,@]|", levels) + strings.Repeat("[*]", levels) + "[?zz]"
}

// visitedLevels keep an engine without budget busy for seconds; visitedEnough
// are more than the default budget pays for.
const (
	visitedLevels = 10
	visitedEnough = 8
)

func jmespathRows(levels int) []workload {
	return []workload{
		{name: "jmespath-50", title: "JMESPath, two searches, log of 50 events", control: "go-jmespath",
			make: func() ([]engine, error) { return searchEngines(eventLog(50)) }},
		{name: "jmespath-200", title: "JMESPath, two searches, log of 200 events", control: "go-jmespath",
			make: func() ([]engine, error) { return searchEngines(eventLog(200)) }},
		{name: "jmespath-compile", title: "JMESPath, the two queries compiled", control: "go-jmespath",
			make: compileQueries},
		{name: "jmespath-hostile", title: fmt.Sprintf("JMESPath, a hostile query of %d bytes that doubles a list of 3,000", len(doublingQuery)), control: "go-jmespath", rounds: 3,
			make: func() ([]engine, error) { return hostileEngines(doublingQuery, 3000, 3000<<12) }},
		{name: "jmespath-visiting", title: fmt.Sprintf("JMESPath, a hostile query of %d bytes that visits 200 events again and again", len(visitingQuery(levels))), control: "go-jmespath", rounds: 2,
			make: func() ([]engine, error) { return hostileEngines(visitingQuery(levels), 200, 4) }},
	}
}

// library is a JMESPath implementation behind one face.
type library struct {
	name    string
	decode  func(string) (any, error)
	compile func(string) (search, error)
	text    func(any) (string, error) // a result as JSON
}

type search func(doc any) (any, error)

func libraries() []library {
	return []library{
		{
			name:   "assay",
			decode: func(s string) (any, error) { v, err := jsondoc.Parse(s, jsondoc.Options{}); return &v, err },
			compile: func(q string) (search, error) {
				c, err := jmespath.Compile(q)
				var b jmespath.Budget // one for all searches, as in an evaluation
				return func(doc any) (any, error) {
					b.Steps = jmespath.DefaultSteps
					return c.Search(*doc.(*jsondoc.Value), &b)
				}, err
			},
			text: func(v any) (string, error) {
				doc, ok := v.(jsondoc.Value)
				if !ok {
					return "", errShape
				}
				return string(jsondoc.AppendCompact(nil, doc)), nil
			},
		},
		{name: "go-jmespath", decode: decodeAny, text: encodeAny, compile: func(q string) (search, error) {
			c, err := original.Compile(q)
			if err != nil {
				return nil, err
			}
			return c.Search, nil
		}},
		{name: "community", decode: decodeAny, text: encodeAny, compile: func(q string) (search, error) {
			c, err := community.Compile(q)
			if err != nil {
				return nil, err
			}
			return c.Search, nil
		}},
	}
}

func decodeAny(s string) (v any, err error) {
	err = json.Unmarshal([]byte(s), &v)
	return v, err
}

func encodeAny(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// searchEngines search a decoded log with compiled queries; in the raw form
// they decode and compile in each run, as one-off calls of the libraries do.
func searchEngines(log string) ([]engine, error) {
	want, err := wantedResults(log)
	if err != nil {
		return nil, err
	}
	var all []engine
	for _, l := range libraries() {
		doc, err := l.decode(log)
		if err != nil {
			return nil, err
		}
		queries, err := l.queries()
		if err != nil {
			return nil, err
		}
		var results, rawResults [len(eventQueries)]any
		var failed, rawFailed error
		all = append(all, engine{
			name: l.name, form: "queries compiled, log decoded beforehand",
			run:   func() { failed = searchAll(queries, doc, &results) },
			check: func() error { return l.expect(want, results[:], failed) },
		}, engine{
			name: l.name + "-raw", form: "log decoded and queries compiled each time",
			run: func() {
				doc, err := l.decode(log)
				queries, err2 := l.queries()
				if rawFailed = errors.Join(err, err2); rawFailed == nil {
					rawFailed = searchAll(queries, doc, &rawResults)
				}
			},
			check: func() error { return l.expect(want, rawResults[:], rawFailed) },
		})
	}
	return all, nil
}

// queries compiles the queries.
func (l library) queries() (out [len(eventQueries)]search, err error) {
	for i, q := range eventQueries {
		if out[i], err = l.compile(q); err != nil {
			return out, fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return out, nil
}

func searchAll(queries [len(eventQueries)]search, doc any, results *[len(eventQueries)]any) (err error) {
	for i, q := range queries {
		if results[i], err = q(doc); err != nil {
			return err
		}
	}
	return nil
}

// wantedResults are what the searches must find, found by a loop over the log.
func wantedResults(log string) (want []string, err error) {
	var doc struct{ Events []map[string]any }
	if err := json.Unmarshal([]byte(log), &doc); err != nil {
		return nil, err
	}
	variables, boundaries := []any{}, []any{}
	for _, e := range doc.Events {
		data, _ := e["ProcessedData"].(map[string]any)
		switch e["EventTypeString"] {
		case "EV_EFI_VARIABLE_DRIVER_CONFIG":
			variables = append(variables, e)
		case "EV_EVENT_TAG":
			boundaries = append(boundaries, data["EVENT_TRUSTBOUNDARY"])
		}
	}
	for _, v := range []any{variables, boundaries} {
		text, err := encodeAny(v)
		if err != nil {
			return nil, err
		}
		want = append(want, text)
	}
	return want, nil
}

// expect compares results as JSON values.
func (l library) expect(want []string, results []any, err error) error {
	if err != nil {
		return err
	}
	for i := range want {
		text, err := l.text(results[i])
		if err != nil {
			return err
		}
		got, err := jsondoc.Parse(text, jsondoc.Options{})
		if err != nil {
			return err
		}
		expected, err := jsondoc.Parse(want[i], jsondoc.Options{})
		if err != nil {
			return err
		}
		if !jsondoc.Equal(got, expected) {
			return fmt.Errorf("query %d: got %.100s, expected %.100s", i, text, want[i])
		}
	}
	return nil
}

func compileQueries() ([]engine, error) {
	log := eventLog(50)
	want, err := wantedResults(log)
	if err != nil {
		return nil, err
	}
	var all []engine
	for _, l := range libraries() {
		doc, err := l.decode(log)
		if err != nil {
			return nil, err
		}
		var queries [len(eventQueries)]search
		var failed error
		all = append(all, engine{
			name: l.name, form: "text to compiled query",
			run: func() { queries, failed = l.queries() },
			check: func() error {
				var results [len(eventQueries)]any
				return l.expect(want, results[:], errors.Join(failed, searchAll(queries, doc, &results)))
			},
		})
	}
	return all, nil
}

// hostileEngines: ours must stop by its budget, the others are left to finish
// with so many results.
func hostileEngines(query string, events, results int) ([]engine, error) {
	log := eventLog(events)
	var all []engine
	for _, l := range libraries() {
		doc, err := l.decode(log)
		if err != nil {
			return nil, err
		}
		find, err := l.compile(query)
		if err != nil {
			return nil, err
		}
		var failed error
		var result any
		e := engine{
			name: l.name, form: "runs to its end",
			run: func() { result, failed = find(doc) },
			check: func() error {
				if list, _ := result.([]any); failed == nil && len(list) != results {
					return errShape
				}
				return failed
			},
		}
		if l.name == "assay" {
			e.form = "stopped by the default budget"
			e.check = func() error {
				var budget *jmespath.BudgetError
				if !errors.As(failed, &budget) {
					return fmt.Errorf("got %v, expected a budget to be passed", failed)
				}
				return nil
			}
		}
		all = append(all, e)
	}
	return all, nil
}
