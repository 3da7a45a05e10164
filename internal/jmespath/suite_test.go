package jmespath_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// suiteCase is a case of the official compliance suite.
type suiteCase struct {
	name       string
	given      jsondoc.Value
	expression string
	result     jsondoc.Value
	class      jmespath.Class // of the expected error; "" if there is a result
}

// suite reads all cases.
func suite(t testing.TB) []suiteCase {
	t.Helper()
	files, err := filepath.Glob("../../testdata/jmespath/*.json")
	if err != nil || len(files) != 16 {
		t.Fatalf("%d files, %v, want 16", len(files), err)
	}
	var cases []suiteCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc := parse(t, string(data))
		for g := range doc.Len() {
			list := member(t, doc.At(g), "cases")
			for i := range list.Len() {
				c := list.At(i)
				s := suiteCase{
					name:       fmt.Sprintf("%s/%d/%d", filepath.Base(file), g, i),
					given:      member(t, doc.At(g), "given"),
					expression: member(t, c, "expression").Text(),
				}
				if class, ok := c.Member("error"); ok {
					s.class = jmespath.Class(class.Text())
				} else {
					s.result = member(t, c, "result")
				}
				cases = append(cases, s)
			}
		}
	}
	return cases
}

func parse(t testing.TB, text string) jsondoc.Value {
	t.Helper()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatalf("%.60s: %v", text, err)
	}
	return v
}

func member(t testing.TB, v jsondoc.Value, name string) jsondoc.Value {
	t.Helper()
	m, ok := v.Member(name)
	if !ok {
		t.Fatalf("no member %q in %.80s", name, jsondoc.AppendCompact(nil, v))
	}
	return m
}

func compact(v jsondoc.Value) string { return string(jsondoc.AppendCompact(nil, v)) }

// class returns the class of a compile-time or run-time error.
func class(err error) jmespath.Class {
	var s *jmespath.SyntaxError
	var e *jmespath.EvalError
	switch {
	case errors.As(err, &s):
		return s.Class
	case errors.As(err, &e):
		return e.Class
	}
	return ""
}

// L7.1: the official suite, all 862 cases, errors by their class. L7.4: of the
// errors only wrong types of what isn't literal come while searching.
func TestL7_1OfficialSuite(t *testing.T) {
	t.Parallel()
	results, failures := 0, 0
	for _, c := range suite(t) {
		if c.class == "" {
			results++
		} else {
			failures++
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q, err := jmespath.Compile(c.expression)
			var got jsondoc.Value
			if err == nil {
				got, err = q.Search(c.given, nil)
				if err != nil && class(err) != jmespath.InvalidType {
					t.Errorf("%s: %v while searching, want it from Compile", c.expression, err)
				}
			}
			switch {
			case c.class != "" && class(err) != c.class:
				t.Errorf("%s: %s, %v, want an error of class %s", c.expression, compact(got), err, c.class)
			case c.class == "" && err != nil:
				t.Errorf("%s: %v, want %s", c.expression, err, compact(c.result))
			case c.class == "" && !jsondoc.Equal(got, c.result):
				t.Errorf("%s: %s, want %s", c.expression, compact(got), compact(c.result))
			}
		})
	}
	if results != 724 || failures != 138 {
		t.Errorf("%d results and %d errors, want 724 and 138", results, failures)
	}
}
