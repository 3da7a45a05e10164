package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// T7.4: what the verbs print as JSON is what the schemas in docs/schema say.
func TestT7_4Schemas(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	exampleFiles(t, folder)
	const bad = "version=1.0;\nauthorizationrules{\n  c:[type==\"x-ms-sgx-mrsinger\"] => premit();\n};\n"
	if err := os.WriteFile(filepath.Join(folder, "bad.maa"), []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, name := range map[string]string{
		"assay check -o json policy.maa strict.maa bad.maa":                  "check",
		"assay eval -o json --claims claims.json policy.maa":                 "eval",
		"assay eval -o json --explain --claims debug.json policy.maa":        "eval",
		"assay diff -o json policy.maa strict.maa":                           "diff",
		"assay diff -o json policy.maa policy.maa":                           "diff",
		"assay explain -o json --claims debug.json policy.maa":               "explain",
		"assay explain -o json --claims claims.json policy.maa":              "explain",
		"assay explain -o json --max-edits 0 --claims debug.json policy.maa": "explain",
		"assay check -o json --implies policy.maa strict.maa":                "proof",
		"assay check -o json --implies policy.maa policy.maa":                "proof",
		"assay check -o json --never-permits policy.maa":                     "proof",
		"assay replay -o json --claims debug.json policy.maa":                "replay",
		"assay replay -o json --claims claims.json policy.maa strict.maa":    "replay",
		"assay test -o json policy_test.yaml":                                "test",
		"assay test -o json --coverage --mutate policy_test.yaml":            "test",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			_, output := shell(t, folder, line)
			answer, err := jsonschema.UnmarshalJSON(strings.NewReader(output))
			if err != nil {
				t.Fatalf("%v in %s", err, output)
			}
			schema := schemaOf(t, name)
			if err := schema.Validate(answer); err != nil {
				t.Errorf("%v in %s", err, output)
			}
			// A schema that everything fits says nothing.
			answer.(map[string]any)["more"] = true
			if schema.Validate(answer) == nil {
				t.Error("a member that no answer has fits the schema")
			}
		})
	}
}

// schemaOf compiles a schema of docs/schema.
func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "schema", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
