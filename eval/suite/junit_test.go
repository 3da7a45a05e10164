package suite_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"testing"
)

// junitRule is what Jenkins' schema junit-10.xsd says of an element that we write:
// where it may stand, its attributes, and those that it needs.
type junitRule struct {
	inside, may, needs []string
}

var junitRules = map[string]junitRule{
	"testsuites": {inside: []string{""}, may: []string{"name", "time", "tests", "failures", "errors"}},
	"testsuite": {
		inside: []string{"testsuites", "testsuite"},
		may:    []string{"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
		needs:  []string{"name", "tests", "failures", "errors"},
	},
	"testcase": {inside: []string{"testsuite"}, may: []string{"name", "time", "classname", "group"}, needs: []string{"name"}},
	"failure":  {inside: []string{"testcase"}, may: []string{"type", "message"}},
	"error":    {inside: []string{"testcase"}, may: []string{"type", "message"}},
	"skipped":  {inside: []string{"testcase"}, may: []string{"type", "message"}},
}

// surefireTime is the schema's form of times.
var surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)

// T3.6: the JUnit report is as Jenkins' schema wants it.
func TestJUnitSchema(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := mixed(t).JUnit(&b); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&b)
	path := []string{""}
	seen := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			checkJUnit(t, e, path[len(path)-1])
			seen[e.Name.Local]++
			path = append(path, e.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
	for name := range junitRules {
		if seen[name] == 0 {
			t.Errorf("the report has no %s to check", name)
		}
	}
}

func checkJUnit(t *testing.T, e xml.StartElement, parent string) {
	t.Helper()
	rule, ok := junitRules[e.Name.Local]
	if !ok || !slices.Contains(rule.inside, parent) {
		t.Errorf("found %s inside %q", e.Name.Local, parent)
	}
	var names []string
	for _, a := range e.Attr {
		names = append(names, a.Name.Local)
		if !slices.Contains(rule.may, a.Name.Local) {
			t.Errorf("%s has the attribute %s", e.Name.Local, a.Name.Local)
		}
		if a.Name.Local == "time" && !surefireTime.MatchString(a.Value) {
			t.Errorf("%s has the time %q", e.Name.Local, a.Value)
		}
	}
	for _, name := range rule.needs {
		if !slices.Contains(names, name) {
			t.Errorf("%s lacks the attribute %s", e.Name.Local, name)
		}
	}
}
