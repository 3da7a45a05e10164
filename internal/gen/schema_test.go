package gen_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/internal/gen"
)

// Answer is what a verb prints.
type Answer struct {
	Placed
	// Name is the name of it.
	Name   string          `json:"name"`
	Parent *Answer         `json:"parent"`
	Parts  []Part          `json:"parts,omitempty"`
	Any    json.RawMessage `json:"any"`
	Counts map[string]int  `json:"counts"`
	hidden int
}

// Placed is embedded.
type Placed struct {
	Line int `json:"line"`
}

// Part is one of several.
type Part struct {
	Ratio float64 `json:"ratio"`
	Skip  bool    `json:"-"`
}

// compiled is a schema, ready to validate.
func compiled(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// T7.4: what encoding/json writes of a type is what its schema says, and nothing else
// is.
func TestSchemaOfAnswer(t *testing.T) {
	t.Parallel()
	const source = "package gen_test\n// Answer is what a verb prints.\ntype Answer struct {\n// Name is the name of it.\nName string\n}"
	comments, err := gen.ReadComments(fstest.MapFS{"a.go": {Data: []byte(source)}})
	if err != nil {
		t.Fatal(err)
	}
	text := gen.Schema("an answer", reflect.TypeFor[Answer](), comments)
	for _, want := range []string{`"description": "What a verb prints."`, `"description": "The name of it."`, `"title": "an answer"`} {
		if !strings.Contains(text, want) {
			t.Errorf("found no %s in %s", want, text)
		}
	}
	schema := compiled(t, text)
	full := Answer{Name: "a", Parent: &Answer{Counts: map[string]int{}}, Parts: []Part{{Ratio: 1.5}}, Any: json.RawMessage(`[1]`), Counts: map[string]int{"x": 1}, hidden: 1}
	for name, answer := range map[string]Answer{"empty": {Counts: map[string]int{}}, "full": full} {
		data, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, string(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{
		`{}`, `[]`, `{"line": 1, "name": 2, "parent": null, "any": null, "counts": {}}`,
		`{"line": 1, "name": "a", "parent": null, "any": null, "counts": {}, "more": 1}`,
		`{"line": 1, "name": "a", "parent": {}, "any": null, "counts": {}}`,
		`{"line": 1, "name": "a", "parent": null, "any": null, "counts": {"x": "y"}}`,
		`{"line": 1.5, "name": "a", "parent": null, "any": null, "counts": {}}`,
	} {
		if err := validate(t, schema, bad); err == nil {
			t.Errorf("%s is valid, want it refused", bad)
		}
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(v)
}

// T2.8, T7.4: the schema of configurations accepts the one of the specification, and
// refuses the errors of T2.9, but for those that it can't know.
func TestSchemaOfConfig(t *testing.T) {
	t.Parallel()
	comments, err := gen.ReadComments(os.DirFS(filepath.Join("..", "..", "check", "config")))
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, gen.Schema("", reflect.TypeFor[config.File](), comments))
	folder := filepath.Join("..", "..", "check", "config", "testdata")
	sample, err := instance(filepath.Join(folder, "sample.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(sample); err != nil {
		t.Errorf("the sample: %v", err)
	}
	// What needs the table of checks, the file as text, or more than a pattern.
	unknowable := []string{
		"accepted_error", "bad_pattern", "doubled_check", "lowered_error", "lowered_error_of_policy", "outside_pattern",
		"unknown_check", "unknown_check_accept", "unknown_check_code",
	}
	files, err := filepath.Glob(filepath.Join(folder, "errors", "*.yaml"))
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d cases (%v), want all", len(files), err)
	}
	var accepted []string
	for _, file := range files {
		v, err := instance(file)
		if err != nil {
			continue // no YAML, or a doubled key
		}
		if schema.Validate(v) == nil {
			accepted = append(accepted, strings.TrimSuffix(filepath.Base(file), ".yaml"))
		}
	}
	if diff := cmp.Diff(unknowable, accepted); diff != "" {
		t.Error(diff)
	}
}

// instance reads YAML as a schema sees it: a date is text.
func instance(path string) (any, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return document(data)
}

// document reads the text of a file so.
func document(data []byte) (v any, err error) {
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		return nil, err
	}
	untimed(&root)
	err = root.Decode(&v)
	return v, err
}

// untimed makes dates text, as they are in YAML 1.2.
func untimed(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		untimed(c)
	}
}
