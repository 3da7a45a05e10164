package catalog_test

import (
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// E8.7, E8.8: the members of the corpus' documents are in the tables, with their kinds.
func TestE8_7Documents(t *testing.T) {
	t.Parallel()
	seen := 0
	for file := range incoming {
		doc := document(t, "claims", file)
		for i := range doc.Len() {
			f, ok := catalog.Document(doc.Name(i))
			if !ok {
				continue
			}
			text, err := jsondoc.Parse(doc.At(i).Text(), jsondoc.Options{})
			if err != nil {
				t.Fatalf("%s: %s: %v", file, f.Name, err)
			}
			seen++
			fitsField(t, file+" "+f.Name, f, text)
		}
	}
	if seen < 3 {
		t.Errorf("%d documents in the corpus, want 3 or more", seen)
	}
}

// fitsField compares a value with what the tables say of it.
func fitsField(t *testing.T, path string, f catalog.Field, v jsondoc.Value) {
	t.Helper()
	isArray := v.Kind() == jsondoc.Array
	if isArray && f.Repeats {
		f.Kind, isArray = "array", true
	}
	if f.Kind != "" && f.Kind != v.Kind().String() {
		t.Errorf("%s: found %s, want %s", path, v.Kind(), f.Kind)
		return
	}
	if f.Of == "" {
		return
	}
	if isArray {
		for i := range v.Len() {
			fitsMembers(t, path+"[]", f.Of, v.At(i))
		}
		return
	}
	fitsMembers(t, path, f.Of, v)
}

// fitsMembers compares the members of an object with a table.
func fitsMembers(t *testing.T, path, of string, v jsondoc.Value) {
	t.Helper()
	table := map[string]catalog.Field{}
	for _, f := range catalog.Fields(of) {
		table[f.Name] = f
		if _, ok := v.Member(f.Name); f.Always && !ok {
			t.Errorf("%s: %s is missing", path, f.Name)
		}
	}
	for i := range v.Len() {
		f, ok := table[v.Name(i)]
		if !ok {
			t.Errorf("%s: %s isn't in the table", path, v.Name(i))
			continue
		}
		fitsField(t, path+"."+f.Name, f, v.At(i))
	}
}

// E8.7: the tables are complete rows, without a name twice, and name tables that are.
func TestDocumentTables(t *testing.T) {
	t.Parallel()
	for _, of := range []string{"log", "event", "data", "value", "raw", "drtm", "pcrs", "pcr", "digests", "key", "binding", "certify", "quote"} {
		names := map[string]bool{}
		for _, f := range catalog.Fields(of) {
			if f.Name == "" || f.Clause == "" || names[f.Name] || !catalog.IsField(f.Name) {
				t.Errorf("%s: row %+v", of, f)
			}
			if f.Of != "" && len(catalog.Fields(f.Of)) == 0 {
				t.Errorf("%s: %s names no table", of, f.Name)
			}
			names[f.Name] = true
		}
		if len(names) == 0 {
			t.Errorf("%s: no rows", of)
		}
	}
	if _, ok := catalog.Document("x-ms-runtime"); ok || catalog.IsField("Loaded") {
		t.Error("found what isn't in the tables")
	}
}
