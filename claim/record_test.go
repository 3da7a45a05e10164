package claim_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
)

// TestRecordForms: a record is a claims file, a token, or either with a name (T6.1).
func TestRecordForms(t *testing.T) {
	t.Parallel()
	const one = `[type=="t", value==1, issuer=="AttestationService"]`
	p := claim.NewRecordParser(claim.FileOptions{})
	for _, tc := range []struct{ name, text, id, token, claims string }{
		{"object", `{"t":1}`, "", "", one},
		{"array", `[{"type":"t","value":1,"issuer":"AttestationService"}]`, "", "", one},
		{"token", `"eyJ.e30."`, "", "eyJ.e30.", ""},
		{"name", `{"id":"vm 7","claims":{"t":1}}`, `"vm 7"`, "", one},
		{"number", `{"claims":[{"type":"t","value":1,"issuer":"AttestationService"}],"id":7}`, "7", "", one},
		{"name of a token", `{"id":7,"claims":"eyJ.e30."}`, "7", "eyJ.e30.", ""},
		{"claims of these names", `{"id":7,"claims":1,"t":2}`, "", "",
			`[type=="id", value==7, issuer=="AttestationService"][type=="claims", value==1, issuer=="AttestationService"][type=="t", value==2, issuer=="AttestationService"]`},
		{"mark and space", "\uFEFF {\"t\":1} \r", "", "", one},
		{"nothing", `{}`, "", "", ""},
	} {
		r, err := p.Parse(tc.text)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		claims := ""
		for _, c := range r.Claims {
			claims += c.String()
		}
		if string(r.ID) != tc.id || r.Token != tc.token || claims != tc.claims {
			t.Errorf("%s: found id %s, token %q, claims %s; want %s, %q, %s", tc.name, r.ID, r.Token, claims, tc.id, tc.token, tc.claims)
		}
	}
}

// TestRecordErrors: what is wrong has its place in the record, and the next is read.
func TestRecordErrors(t *testing.T) {
	t.Parallel()
	p := claim.NewRecordParser(claim.FileOptions{MaxBytes: 100})
	for _, tc := range []struct {
		text, path string
		column     int
	}{
		{`{"t":1.5}`, "$.t", 6},
		{`{"id":1,"claims":{"t":1.5}}`, "$.claims.t", 23},
		{`{"id":null,"claims":{}}`, "$.id", 7},
		{`{"id":1,"claims":2}`, "$.claims", 18},
		{`{"claims":{}}`, "$", 1},
		{`{"t":1`, "$.t", 7},
		{`7`, "$", 1},
		{``, "$", 1},
		{`{"t":"` + strings.Repeat("x", 100) + `"}`, "$", 1},
	} {
		_, err := p.Parse(tc.text)
		var bad *claim.FileError
		if !errors.As(err, &bad) || bad.Path != tc.path || bad.Line != 1 || bad.Column != tc.column {
			t.Errorf("%.40q: found %v, want an error at %s in column %d", tc.text, err, tc.path, tc.column)
		}
		if r, err := p.Parse(`{"t":1}`); err != nil || len(r.Claims) != 1 {
			t.Errorf("after %.40q: found %v and error %v", tc.text, r.Claims, err)
		}
	}
}

// A parser that is used again reads each file as ParseFile does, long ones too.
func TestRecordAsFile(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "claims", "*.json"))
	if err != nil || len(files) < 5 {
		t.Fatalf("found %d files and error %v", len(files), err)
	}
	texts := []string{`{"t":"` + strings.Repeat("x", 2<<20) + `"}`}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	p := claim.NewRecordParser(claim.FileOptions{})
	for range 2 {
		for _, text := range texts {
			want, err := claim.ParseFile([]byte(text), claim.FileOptions{})
			r, errRecord := p.Parse(text)
			if !slices.Equal(r.Claims, want) || (err == nil) != (errRecord == nil) {
				t.Errorf("%.40q: found %d claims and error %v, want %d and %v", text, len(r.Claims), errRecord, len(want), err)
			}
		}
	}
}

// Records are read one after the other.
func ExampleRecordParser() {
	p := claim.NewRecordParser(claim.FileOptions{})
	for line := range strings.Lines("{\"id\":\"vm-1\",\"claims\":{\"svn\":3}}\n{\"svn\":4}\n") {
		r, err := p.Parse(line)
		fmt.Printf("%s %v %v\n", r.ID, r.Claims, err)
	}
	// Output:
	// "vm-1" [[type=="svn", value==3, issuer=="AttestationService"]] <nil>
	//  [[type=="svn", value==4, issuer=="AttestationService"]] <nil>
}
