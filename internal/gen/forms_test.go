package gen_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/internal/forms"
	"github.com/assay-policy/assay/internal/gen"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// schemaOf is the schema of a form.
func schemaOf(t *testing.T, form reflect.Type) *jsonschema.Schema {
	t.Helper()
	comments, err := gen.ReadComments(os.DirFS(filepath.Join("..", "forms")))
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, gen.Schema("", form, comments))
}

// T7.4, L10.1: the schema of claims files takes what the reader takes.
func TestSchemaOfClaimsFile(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t, reflect.TypeFor[forms.ClaimsFile]())
	for text, taken := range map[string]bool{
		`{}`: true, `[]`: true, `1`: false, `null`: false, `"a"`: false, `true`: false,
		`{"t": true, "u": 1, "v": "x", "w": null}`: true,
		`{"t": 1.5}`: false, `{"t": 9223372036854775807}`: true, `{"t": 9223372036854775808}`: false, `{"t": -9223372036854775809}`: false,
		`{"t": {"a": [1.5, null, {"b": 1e3}]}}`:       true,
		`{"t": ["a", 1, true, {"b": null}], "u": []}`: true,
		`{"t": [null]}`: false, `{"t": [[1]]}`: false, `{"t": [1.5]}`: false,
		`{"type": "t", "value": true}`: false, `{"type": "t"}`: true, `{"value": "t", "claims": 1}`: true,
		`{"claims": []}`: false, `{"claims": 1, "t": 2}`: true,
		`[{"type": "t", "value": true}]`: true, `[{"type": "t"}]`: false, `[{"value": 1}]`: false, `[1]`: false, `[[]]`: false,
		`[{"type": "t", "value": 1, "issuer": "CustomClaim", "valueType": "Integer", "readOnly": true}]`: true,
		`[{"type": "t", "value": 1, "issuer": "AttestationPolicy"}]`:                                     false,
		`[{"type": "t", "value": 1, "issuer": "attestationservice"}]`:                                    false,
		`[{"type": "t", "value": 1, "valueType": "Number"}]`:                                             false,
		`[{"type": "t", "value": 1, "readOnly": "yes"}]`:                                                 false,
		`[{"type": "t", "value": 1, "values": 1}]`:                                                       false,
		`[{"type": 1, "value": 1}]`:                                                                      false,
		`[{"type": "t", "value": null}]`:                                                                 false,
		`[{"type": "t", "value": [1]}]`:                                                                  false,
		`[{"type": "t", "value": {"a": 1}, "json": false}]`:                                              false,
		`[{"type": "t", "value": {"a": 1}, "json": true}]`:                                               true,
		`[{"type": "t", "value": [1.5], "json": true}]`:                                                  true,
		`[{"type": "t", "value": "[1]", "json": true}]`:                                                  true,
		`[{"type": "t", "value": true, "json": true}]`:                                                   false,
	} {
		if _, err := claim.ParseFile([]byte(text), claim.FileOptions{}); (err == nil) != taken {
			t.Errorf("the reader says %v of %s", err, text)
		}
		if err := validate(t, schema, text); (err == nil) != taken {
			t.Errorf("the schema says %v of %s", err, text)
		}
	}
}

// T7.4: the claims files of the command's scripts fit the schema.
func TestSchemaOfScriptedClaims(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t, reflect.TypeFor[forms.ClaimsFile]())
	seen := 0
	for name, text := range scripted(t, ".json") {
		if _, err := claim.ParseFile(text, claim.FileOptions{}); err != nil {
			continue
		}
		seen++
		if err := validate(t, schema, strings.TrimPrefix(string(text), "\uFEFF")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if seen < 30 {
		t.Errorf("found %d claims files, want those of the scripts", seen)
	}
}

// fileOf is a test file that the reader takes.
const fileOf = `version: 1
policy: a.maa
type: sgx
fixtures:
  a: {claims: {t: 1, u: [a, {b: null}]}}
  b: {claims: [{type: t, value: 1, issuer: CustomClaim}], remove: [x], set: {t: null, u: [1, 2]}, add: [{type: v, value: true}]}
  c: {base: a}
  f: {file: a.json}
  g: {token: a.jwt}
  h: {claims: [{type: t, value: [1], valueType: String, issuer: AttestationService, readOnly: true, json: true}]}
  d: {evidence: q.bin, kind: snp, at: 2022-03-01T00:00:00Z, chain: c.pem, other: 1}
  e: b
defaults: {given: a, expect: {decision: permit}}
cases:
  - {name: 1, given: a, expect: {ran: [permit, 3], rule: 3, error: MAA5008}}
  - {name: skipped, skip: later, given: a, expect: {claims: {a: null, b: [1, x]}, claimsExactly: {}, properties: {}, propertiesExactly: {}, reason: denied, nearest: permit, notRan: [deny]}}
  - name: all ${r}
    each: [{r: 1, given: {claims: {}}, expect: {decision: deny}, decision: permit, code: MAA5001, list: [permit], some: {a: 1}}]
    given: "${given}"
    expect: {decision: "${decision}", error: "${code}", ran: "${list}", claims: "${some}"}
  - {name: whole, each: [{e: {reason: error}}], given: {claims: {}, remove: [a]}, expect: "${e}"}
`

// T7.4, T3.1: the schema of test files takes those that the reader takes.
func TestSchemaOfTestFile(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t, reflect.TypeFor[forms.TestFile]())
	files := map[string][]byte{"all_test.yaml": []byte(fileOf)}
	for name, text := range scripted(t, testfile.Suffix) {
		files[name] = text
	}
	if len(files) < 10 {
		t.Fatalf("found %d test files, want those of the scripts", len(files))
	}
	for name := range members(t, forms.TestFile{}, forms.Defaults{}, forms.Case{}, forms.Expect{}, forms.ClaimsInput{}, forms.EvidenceInput{}, forms.Claim{}) {
		if !regexp.MustCompile(`\b` + name + `:`).MatchString(fileOf) {
			t.Errorf("the file with all members lacks %q", name)
		}
	}
	for name, text := range files {
		if _, err := testfile.Parse(ast.NewSource(name, string(text))); err != nil {
			if name == "all_test.yaml" {
				t.Errorf("the reader says %v", err)
			}
			continue
		}
		v, err := document(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// members are the names of the members of forms.
func members(t *testing.T, all ...any) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, form := range all {
		for _, f := range yamldoc.Fields(reflect.TypeOf(form)) {
			names[f.Name] = true
		}
	}
	return names
}

// scripted are the files of the command's scripts whose names end so.
func scripted(t *testing.T, suffix string) map[string][]byte {
	t.Helper()
	scripts, err := filepath.Glob(filepath.Join("..", "..", "cmd", "assay", "testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, suffix) {
				out[filepath.Base(script)+"/"+f.Name] = f.Data
			}
		}
	}
	return out
}

// T7.4, T3.1: it refuses what the reader refuses, but for what a schema can't know.
func TestSchemaRefusesTestFiles(t *testing.T) {
	t.Parallel()
	schema := schemaOf(t, reflect.TypeFor[forms.TestFile]())
	archive, err := txtar.ParseFile(filepath.Join("..", "..", "eval", "suite", "testfile", "testdata", "problems.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var accepted []string
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".want") {
			continue
		}
		v, err := document(f.Data)
		if err == nil && schema.Validate(v) == nil {
			accepted = append(accepted, strings.TrimSuffix(f.Name, testfile.Suffix))
		}
	}
	// What needs other parts of the file, its name or its text.
	unknowable := []string{
		"file.tag", "tests.yaml", "case.no-input", "case.no-expectation", "case.same-name", "case.same-name-by-rows",
		"rows.name", "rows.none", "rows.open", "rows.list-in-text",
		"fixtures.placeholder", "fixtures.unknown", "fixtures.itself", "fixtures.cycle",
		"claims.number", "claims.zeros", "claims.fraction", "claims.boolean", "claims.array-form-number",
	}
	if diff := cmp.Diff(unknowable, accepted); diff != "" {
		t.Error(diff)
	}
}
