package explain_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	_ "github.com/sebdah/goldie/v2" // its -update flag is the one flag of all archives

	"github.com/assay-policy/assay/eval/explain"
)

// TestText compares the text of every archive, which has a policy, its claims and the
// text; with -update it writes the text.
func TestText(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "text", "*.txtar"))
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d archives (%v), expected all", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			textCase(t, file)
		})
	}
}

func textCase(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range ar.Files {
		parts[f.Name] = f.Data
	}
	claims := parsed(t, parts["claims.json"])
	x, err := explain.Explain(t.Context(), program(t, "policy.maa", string(parts["policy.maa"])), claims, explain.Options{MaxEdits: explain.DefaultEdits})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"text": x.String()}
	if parts["all"] != nil {
		got["all"] = x.Text(explain.TextOptions{All: true})
	}
	if parts["json"] != nil {
		text, err := x.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		got["json"] = indented(t, text)
	}
	update := flag.Lookup("update").Value.String() == "true"
	for i := range ar.Files {
		f := &ar.Files[i]
		if want, ok := got[f.Name]; ok && update {
			f.Data = []byte(want)
		} else if diff := cmp.Diff(want, string(f.Data)); ok && diff != "" {
			t.Errorf("%s (-got +want)\n%s", f.Name, diff)
		}
	}
	if update {
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func indented(t *testing.T, text []byte) string {
	t.Helper()
	var doc any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(b.String())
	return plain + "\n"
}

// sgx is the policy that T1.6 formats and T4 explains.
const sgx = `version=1.0;

authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value==true] => deny(); // labs have their own policy
    [type=="x-ms-sgx-product-id", value==4639] &&
    [type=="x-ms-sgx-svn", value>=4] && // since the fix
    [type=="x-ms-sgx-mrsigner", value=="4aea5f9a0ed04b11f889aadfe6a1d376213a29a95a85ce7337ae6f7fece6610c"]
        => permit();
};

issuancerules {
    c:[type=="x-ms-sgx-product-id"] => issue(type="product", value=c.value);
};
`

// TestT4Example is the example of the clauses.
func TestT4Example(t *testing.T) {
	t.Parallel()
	claims := parsed(t, []byte(`{
		"x-ms-sgx-is-debuggable": false, "x-ms-sgx-product-id": 4639, "x-ms-sgx-svn": 3,
		"x-ms-sgx-mrsigner": "4AEA5F9A0ED04B11F889AADFE6A1D376213A29A95A85CE7337AE6F7FECE6610C"}`))
	x, err := explain.Explain(t.Context(), program(t, "sgx.maa", sgx), claims, explain.Options{MaxEdits: explain.DefaultEdits})
	if err != nil {
		t.Fatal(err)
	}
	want := `no-permit: no permit rule ran
nearest: permit  sgx.maa:5:5  1 of 3 conditions holds
  holds  5:5  [type=="x-ms-sgx-product-id", value==4639]
  fails  6:5  [type=="x-ms-sgx-svn", value>=4]
              wanted >=4, found 3 (AttestationService)
  fails  7:5  [type=="x-ms-sgx-mrsigner", value=="4aea…610c"]
              wanted "4aea…610c", found "4AEA…610C" (AttestationService): differs in case only
would be permitted after 2 changes, no fewer: set x-ms-sgx-svn to 4, x-ms-sgx-mrsigner to "4aea…610c"
`
	if diff := cmp.Diff(x.Text(explain.TextOptions{}), want); diff != "" {
		t.Errorf("(-got +want)\n%s", diff)
	}
}
