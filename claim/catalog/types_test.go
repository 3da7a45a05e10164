package catalog_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// E2.5, L6.6, S3.10: what the rows say of their types.
func TestE2_5_TypeRows(t *testing.T) {
	t.Parallel()
	want := map[catalog.Type][3]string{
		catalog.SgxEnclave:  {"sgx", "x-ms-sgx-", "x-ms-sgx-is-debuggable"},
		catalog.OpenEnclave: {"sgx", "x-ms-sgx-", "x-ms-sgx-is-debuggable"},
		catalog.SevSnpVm:    {"sevsnpvm", "x-ms-sevsnpvm-", "x-ms-sevsnpvm-is-debuggable"},
		catalog.TdxVm:       {"tdxvm", "tdx_", "tdx_td_attributes_debug"},
		catalog.AzureGuest:  {"azurevm", "x-ms-azurevm-", ""},
		catalog.Tpm:         {"tpm", "x-ms-tpm-", ""},
		catalog.VBS:         {"vbs", "x-ms-tpm-", ""},
	}
	rows := catalog.AttestationTypes()
	if len(rows) != len(want) {
		t.Errorf("%d types, want %d", len(rows), len(want))
	}
	for _, row := range rows {
		if got := [3]string{row.ClaimValue, row.Prefix, row.DebugClaim}; got != want[row.Type] {
			t.Errorf("%s: %q, want %q", row.Type, got, want[row.Type])
		}
		if got, ok := catalog.LookupType(row.Type); !ok || got.Type != row.Type {
			t.Errorf("LookupType(%s) = %+v, %v", row.Type, got, ok)
		}
		if got, ok := catalog.LookupClaimValue(row.ClaimValue); !ok || got.ClaimValue != row.ClaimValue || got.DebugClaim != row.DebugClaim {
			t.Errorf("LookupClaimValue(%s) = %+v, %v", row.ClaimValue, got, ok)
		}
		if row.DebugClaim == "" {
			continue
		}
		if e, ok := catalog.Lookup(row.DebugClaim); !ok || e.Kinds != catalog.Boolean || !catalog.Reserved(e.Name, row.Type) {
			t.Errorf("%s: the debug claim is %+v", row.Type, e)
		}
	}
	if row, ok := catalog.LookupType(""); ok || row.Type != "" {
		t.Errorf("the zero Type has the row %+v", row)
	}
	if row, ok := catalog.LookupClaimValue(""); ok || row.Type != "" {
		t.Errorf("an empty claim has the row %+v", row)
	}
}

// L6.6: every claim of evidence with a type's prefix is one of that type.
func TestL6_6_Prefixes(t *testing.T) {
	t.Parallel()
	for _, row := range catalog.AttestationTypes() {
		found := 0
		for _, e := range catalog.All() {
			if !strings.HasPrefix(e.Name, row.Prefix) {
				continue
			}
			if found++; !e.Types.Has(row.Type) {
				t.Errorf("%s has the prefix of %s, but is in use for %s", e.Name, row.Type, e.Types)
			}
		}
		if found == 0 {
			t.Errorf("%s: no claim begins with %q", row.Type, row.Prefix)
		}
	}
}

// S5.5: each word stands for one type, in any case.
func TestS5_5_Words(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, row := range catalog.AttestationTypes() {
		if !slices.ContainsFunc(row.Words(), func(w string) bool { return strings.EqualFold(w, row.ClaimValue) }) && row.Type != catalog.OpenEnclave {
			t.Errorf("%s can't be named %q, as tokens do", row.Type, row.ClaimValue)
		}
		for _, word := range row.Words() {
			if seen[strings.ToLower(word)] {
				t.Errorf("%q stands for two types", word)
			}
			seen[strings.ToLower(word)] = true
			for _, w := range []string{word, strings.ToUpper(word), strings.ToLower(word)} {
				if got, ok := catalog.ParseType(w); !ok || got != row.Type {
					t.Errorf("ParseType(%q) = %q, %v, want %q", w, got, ok, row.Type)
				}
			}
		}
	}
}

// S4.7: the default policies are those of the corpus, byte for byte, where a text is
// public.
func TestS4_7_DefaultPolicies(t *testing.T) {
	t.Parallel()
	const sgx, permit = "113-docs-sgx-default-v11-azuredefault.maa", "409-recovered-default-sevsnpvm-v10.maa"
	for typ, file := range map[catalog.Type]string{
		catalog.SgxEnclave: sgx, catalog.OpenEnclave: sgx, catalog.SevSnpVm: permit, catalog.TdxVm: permit,
	} {
		want, err := os.ReadFile(filepath.Join("..", "..", "testdata", "policies", file))
		if err != nil {
			t.Fatal(err)
		}
		if row, _ := catalog.LookupType(typ); row.DefaultPolicy != string(want) {
			t.Errorf("%s: %q, want %q", typ, row.DefaultPolicy, want)
		}
	}
	for _, typ := range []catalog.Type{catalog.Tpm, catalog.VBS} {
		if row, _ := catalog.LookupType(typ); row.DefaultPolicy != "" {
			t.Errorf("%s has a default policy: %q", typ, row.DefaultPolicy)
		}
	}
	row, _ := catalog.LookupType(catalog.AzureGuest)
	for _, name := range []string{"secureboot", "default-securebootkeysvalidated", "debuggersdisabled", "signingdisabled", "dbvalidated", "dbxvalidated"} {
		if name != "secureboot" {
			name = row.Prefix + name
		}
		if strings.Count(row.DefaultPolicy, claim.String(name).String()+", value==false] => deny();\n") != 1 {
			t.Errorf("AzureGuest: the default policy doesn't deny on %s", name)
		}
	}
}

// What is handed out is the caller's.
func TestAttestationTypesIsACopy(t *testing.T) {
	t.Parallel()
	catalog.AttestationTypes()[0] = catalog.AttestationType{}
	if row := catalog.AttestationTypes()[0]; row.Type != catalog.SgxEnclave {
		t.Error("a caller changed the table")
	}
}

// T2.2: types whose claims are the same count as one.
func TestT2_2One(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]catalog.Type{
		"x-ms-sgx-svn": catalog.SgxEnclave, "events": catalog.Tpm, "x-ms-sevsnpvm-vmpl": catalog.SevSnpVm,
		"tdx_mrtd": catalog.TdxVm, "secureboot": catalog.AzureGuest, "x-ms-compliance-status": "", "nonce": "",
	} {
		entry, _ := catalog.Lookup(name)
		if got, ok := entry.Types.One(); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %t, want %q", name, got, ok, want)
		}
	}
	if got, ok := catalog.Types(0).One(); ok {
		t.Errorf("no types: got %q", got)
	}
}
