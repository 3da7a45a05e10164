package catalog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Every entry says all that the others do, and in the same manner.
func TestEntriesAreWhole(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, e := range catalog.All() {
		if e.Name == "" || seen[e.Name] {
			t.Errorf("%q is empty or twice in the catalogue", e.Name)
		}
		seen[e.Name] = true
		if e.Kinds.String() == "" || e.Types == 0 || e.Clause == "" {
			t.Errorf("%s lacks something: %+v", e.Name, e)
		}
		if !sentence(e.Meaning) || len(e.Meaning) > 130 {
			t.Errorf("%s: the meaning is no short sentence: %q", e.Name, e.Meaning)
		}
		if e.Reserved&^e.Types != 0 {
			t.Errorf("%s is reserved for %v, but in use for %v", e.Name, e.Reserved, e.Types)
		}
		for typ := range catalog.AllTypes().All() {
			if got := catalog.Reserved(e.Name, typ); got != e.Reserved.Has(typ) {
				t.Errorf("%s for %s: reserved %v, but its row says %v", e.Name, typ, got, e.Reserved)
			}
		}
		if e.Use.Has(catalog.Steering) && !e.Use.Has(catalog.Property) {
			t.Errorf("%s steers, but is no property", e.Name)
		}
		if e.Shape != catalog.Scalar && !e.Kinds.Has(claim.StringKind) {
			t.Errorf("%s: an %v is a string to policies (E2.1), not %v", e.Name, e.Shape, e.Kinds)
		}
		if got, ok := catalog.Lookup(e.Name); !ok || got != e {
			t.Errorf("Lookup(%q) = %+v, %v", e.Name, got, ok)
		}
	}
}

func sentence(s string) bool {
	return s != "" && strings.HasSuffix(s, ".") && s[:1] == strings.ToUpper(s[:1]) &&
		!strings.Contains(s, "\n") && !strings.Contains(s, "|")
}

// S2.4, E2.6: a deprecated name is of the kind and shape of its current one, which
// is in use wherever it is.
func TestS2_4_Twins(t *testing.T) {
	t.Parallel()
	deprecated := 0
	for _, e := range catalog.All() {
		if !e.Deprecated() {
			continue
		}
		deprecated++
		now, ok := catalog.Lookup(e.Twin)
		switch {
		case !ok || now.Deprecated():
			t.Errorf("%s: its current name %q is unknown or deprecated itself", e.Name, e.Twin)
		case e.Kinds&^now.Kinds != 0 || e.Shape != now.Shape || e.Types&^now.Types != 0:
			t.Errorf("%s differs from %s:\n%+v\n%+v", e.Name, e.Twin, e, now)
		}
	}
	if deprecated != 23 {
		t.Errorf("%d deprecated names, want 23", deprecated)
	}
}

// L6.6: which names a policy can't issue, by type.
func TestL6_6_Reserved(t *testing.T) {
	t.Parallel()
	const any = catalog.Type("")
	cases := []struct {
		name string
		typ  catalog.Type
		want bool
	}{
		{"iss", any, true}, {"exp", catalog.Tpm, true}, {"x-ms-policy-hash", catalog.AzureGuest, true},
		{"x-ms-runtime", catalog.TdxVm, true}, {"x-ms-attestation-type", any, true},
		{"x-ms-sgx-mrsigner", catalog.SgxEnclave, true}, {"x-ms-sgx-mrsigner", catalog.OpenEnclave, true},
		{"x-ms-sgx-mrsigner", catalog.SevSnpVm, false}, {"x-ms-sgx-mrsigner", any, true},
		{"aas-ehd", catalog.SgxEnclave, true}, {"aas-ehd", catalog.OpenEnclave, true}, {"aas-ehd", any, true},
		{"aas-ehd", catalog.Tpm, false}, {"aas-ehd", catalog.VBS, false},
		{"x-ms-sgx-tcbidentifier", catalog.SgxEnclave, true},
		{"x-ms-sevsnpvm-hostdata", catalog.SevSnpVm, true}, {"x-ms-sevsnpvm-hostdata", catalog.AzureGuest, false},
		{"tdx_mrtd", catalog.TdxVm, true}, {"secureboot", catalog.AzureGuest, true}, {"secureboot", catalog.Tpm, false},
		{"cnf", catalog.Tpm, true}, {"cnf", catalog.SgxEnclave, false},
		{"tee", any, false}, {"is-debuggable", any, false}, {"product-id", catalog.SgxEnclave, false},
		{"$svn", any, false}, {"secureBootEnabled", catalog.Tpm, false}, {"omit_x5c", catalog.Tpm, false},
		{"custom-name", any, false}, {"ISS", any, false}, {"", any, false},
		{"iss", "Pluton", false},
		// Invented names that would pass for evidence.
		{"x-ms-sgx-invented", catalog.SgxEnclave, true}, {"x-ms-sgx-invented", catalog.OpenEnclave, true},
		{"x-ms-sgx-invented", any, true}, {"x-ms-sgx-invented", catalog.TdxVm, false},
		{"x-ms-sevsnpvm-invented", catalog.SevSnpVm, true}, {"tdx_invented", catalog.TdxVm, true},
		{"x-ms-azurevm-invented", catalog.AzureGuest, true}, {"x-ms-tpm-invented", catalog.Tpm, true},
		{"x-ms-tpm-invented", catalog.VBS, true}, {"x-ms-sevsnpvm-", catalog.SevSnpVm, true},
		{"x-ms-invented", any, false}, {"X-MS-SGX-INVENTED", any, false}, {"tdx", any, false},
		{"x-ms-sgx-invented", "Pluton", false},
	}
	for _, c := range cases {
		if got := catalog.Reserved(c.name, c.typ); got != c.want {
			t.Errorf("Reserved(%q, %q) = %v, want %v", c.name, c.typ, got, c.want)
		}
	}
}

// L5.6 and S2.11: which properties there are, and where they do something.
func TestL5_6_S2_11_Properties(t *testing.T) {
	t.Parallel()
	want := map[string]struct {
		kinds catalog.Kinds
		steer bool
		types string
		least int64
		most  int64
	}{
		"x-ms-sgx-tcbidentifier":     {catalog.String, true, "SgxEnclave, OpenEnclave", 0, 0},
		"require_valid_aik_cert":     {catalog.Boolean, true, "Tpm, VBS", 0, 0},
		"required_pcr_mask":          {catalog.Integer, true, "Tpm, VBS", 0, 1<<24 - 1},
		"report_validity_in_minutes": {catalog.Integer, false, "Tpm, VBS", 1, 365 * 24 * 60},
		"omit_x5c":                   {catalog.Boolean, false, "Tpm, VBS", 0, 0},
	}
	names := catalog.Names("", catalog.Property)
	if len(names) != len(want) {
		t.Errorf("properties: %q", names)
	}
	for name, w := range want {
		e, ok := catalog.Lookup(name)
		if !ok || e.Kinds != w.kinds || e.Use.Has(catalog.Steering) != w.steer || e.Types.String() != w.types ||
			e.Least != w.least || e.Most != w.most {
			t.Errorf("%s: %+v, want %+v", name, e, w)
		}
	}
}

// L3.4: only pcrs is read-only by its type.
func TestL3_4_ReadOnly(t *testing.T) {
	t.Parallel()
	for _, e := range catalog.All() {
		if e.ReadOnly() != (e.Name == "pcrs") {
			t.Errorf("%s: read-only %v", e.Name, e.ReadOnly())
		}
	}
}

func TestS5_5_Types(t *testing.T) {
	t.Parallel()
	claims := map[catalog.Type]string{ // E2.5
		catalog.SgxEnclave: "sgx", catalog.OpenEnclave: "sgx", catalog.SevSnpVm: "sevsnpvm", catalog.TdxVm: "tdxvm",
		catalog.AzureGuest: "azurevm", catalog.Tpm: "tpm", catalog.VBS: "vbs",
	}
	all := slices.Collect(catalog.AllTypes().All())
	if len(all) != len(claims) || catalog.AllTypes().String() != "all" || catalog.Types(0).String() != "none" {
		t.Errorf("all types: %q", all)
	}
	for _, typ := range all {
		if claims[typ] == "" || typ.ClaimValue() != claims[typ] {
			t.Errorf("%s: claim value %q, want %q", typ, typ.ClaimValue(), claims[typ])
		}
		for _, name := range []string{string(typ), strings.ToLower(string(typ)), strings.ToUpper(string(typ))} {
			if got, ok := catalog.ParseType(name); !ok || got != typ {
				t.Errorf("ParseType(%q) = %q, %v", name, got, ok)
			}
		}
		if !catalog.AllTypes().Has(typ) || catalog.Types(0).Has(typ) || len(catalog.For(typ)) < 15 {
			t.Errorf("%s is in the wrong sets", typ)
		}
	}
	if got, ok := catalog.ParseType("Pluton"); ok || got != "" || catalog.Type("Pluton").ClaimValue() != "" {
		t.Errorf("an unknown type: %q, %v", got, ok)
	}
	for range catalog.AllTypes().All() {
		break
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	if all := catalog.Names("", 0); len(all) != len(catalog.All()) || !slices.IsSorted(all) {
		t.Errorf("%d names of %d, sorted: %v", len(all), len(catalog.All()), slices.IsSorted(all))
	}
	snp := catalog.Names(catalog.SevSnpVm, catalog.Incoming)
	for name, want := range map[string]bool{
		"x-ms-sevsnpvm-familyId": true, "x-ms-runtime": true, "iss": false, "$svn": false, "policy_hash": false,
	} {
		if slices.Contains(snp, name) != want {
			t.Errorf("%s among the incoming claims of SEV-SNP: %v, want %v", name, !want, want)
		}
	}
	if got := catalog.Names("", catalog.Steering|catalog.Property); len(got) != 5 {
		t.Errorf("one of two uses: %q", got)
	}
	if len(catalog.For("")) != len(catalog.All()) || catalog.For("Pluton") != nil {
		t.Error("For any type, or for an unknown one")
	}
}

// What is handed out is the caller's.
func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	all := catalog.All()
	name := all[0].Name
	all[0] = catalog.Entry{}
	if e, ok := catalog.Lookup(name); !ok || catalog.All()[0] != e {
		t.Error("a caller changed the catalogue")
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(catalog.Boolean, ", ", catalog.Integer|catalog.String, "; ",
		catalog.Scalar, ", ", catalog.Object, ", ", catalog.Integers)
	if want := "Boolean, Integer or String; scalar, object, array of integers"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// document reads a file of testdata that is a JSON object.
func document(t *testing.T, folder, name string) jsondoc.Value {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", folder, name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsondoc.Parse(string(data), jsondoc.Options{})
	if err != nil || doc.Kind() != jsondoc.Object {
		t.Fatalf("%s/%s: %v, %v", folder, name, doc.Kind(), err)
	}
	return doc
}
