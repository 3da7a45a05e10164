package suite_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/eval/suite"
)

// schema is a JSON schema, as far as Stryker's goes.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 string             `json:"type"`
	Required             []string           `json:"required"`
	Properties           map[string]*schema `json:"properties"`
	AdditionalProperties *schema            `json:"additionalProperties"`
	Items                *schema            `json:"items"`
	UniqueItems          bool               `json:"uniqueItems"`
	Enum                 []any              `json:"enum"`
	Pattern              string             `json:"pattern"`
	Minimum              *float64           `json:"minimum"`
	Maximum              *float64           `json:"maximum"`
	Definitions          map[string]*schema `json:"definitions"`
}

// errors lists where a value does not fit.
func (s *schema) errors(root *schema, path string, v any) []string {
	if s.Ref != "" {
		return root.Definitions[strings.TrimPrefix(s.Ref, "#/definitions/")].errors(root, path, v)
	}
	var out []string
	wrong := func(format string, args ...any) { out = append(out, path+": "+fmt.Sprintf(format, args...)) }
	if s.Enum != nil && !slices.Contains(s.Enum, v) {
		wrong("%v is none of %v", v, s.Enum)
	}
	kind := ""
	switch v := v.(type) {
	case map[string]any:
		kind = "object"
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				wrong("no %s", name)
			}
		}
		for name, m := range v {
			of := s.Properties[name]
			if of == nil {
				of = s.AdditionalProperties
			}
			if of == nil {
				wrong("unknown member %s", name) // the schema allows it, no viewer reads it
				continue
			}
			out = append(out, of.errors(root, path+"."+name, m)...)
		}
	case []any:
		kind = "array"
		for i, m := range v {
			out = append(out, s.Items.errors(root, fmt.Sprintf("%s[%d]", path, i), m)...)
			if s.UniqueItems && slices.ContainsFunc(v[:i], func(w any) bool { return reflect.DeepEqual(m, w) }) {
				wrong("%d is there before", i)
			}
		}
	case string:
		kind = "string"
		if !regexp.MustCompile(s.Pattern).MatchString(v) {
			wrong("%q is not %s", v, s.Pattern)
		}
	case float64:
		kind = s.Type
		if kind != "number" && (kind != "integer" || v != float64(int64(v))) {
			kind = "number"
		}
		if s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum {
			wrong("%v is out of range", v)
		}
	}
	if kind != s.Type {
		wrong("%v is of type %q, want %q", v, kind, s.Type)
	}
	return out
}

// stryker returns the report and what the schema has against it.
func stryker(t *testing.T, m *suite.Mutation) (doc map[string]any, wrong []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "stryker", "mutation-testing-report-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var root schema
	var b bytes.Buffer
	for _, err := range []error{json.Unmarshal(data, &root), m.Stryker(&b), json.Unmarshal(b.Bytes(), &doc)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return doc, root.errors(&root, "", doc)
}

// T3.11: the report is one of schema 2, its places give the text that was replaced, and
// its tests are those that it names.
func TestT3_11Stryker(t *testing.T) {
	t.Parallel()
	for name, files := range mutated {
		doc, wrong := stryker(t, mutate(t, suite.Runner{}, files[0], files[1]).Mutation)
		if len(wrong) > 0 {
			t.Errorf("%s: %q", name, wrong)
		}
		if v := doc["schemaVersion"]; v != "2" {
			t.Errorf("%s: schema version %v", name, v)
		}
		tests := doc["testFiles"].(map[string]any)["p_test.yaml"].(map[string]any)["tests"].([]any)
		id := tests[0].(map[string]any)["id"]
		covered := 0
		for _, x := range doc["files"].(map[string]any)["p.maa"].(map[string]any)["mutants"].([]any) {
			m := x.(map[string]any)
			by, _ := m["coveredBy"].([]any)
			covered += len(by)
			if len(by) > 0 && by[0] != id {
				t.Errorf("%s: covered by %v, want %v", name, by, id)
			}
			if _, killed := m["killedBy"]; killed != (m["status"] == "Killed") {
				t.Errorf("%s: %v", name, m)
			}
		}
		if covered == 0 {
			t.Errorf("%s: no mutant is covered", name)
		}
	}
}

// The check of the test above finds what is wrong.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	m := mutate(t, suite.Runner{}, mutated["decisions"][0], mutated["decisions"][1]).Mutation
	m.Mutants[0].Status = "Lost"
	if _, wrong := stryker(t, m); len(wrong) != 1 || !strings.Contains(wrong[0], "Lost is none of") {
		t.Errorf("got %q, want the status", wrong)
	}
}
