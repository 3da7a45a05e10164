package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// incoming names the claims files of the corpus and the type each is of.
var incoming = map[string]catalog.Type{
	"azurevm-cvm.json":            catalog.AzureGuest,
	"azurevm-trusted-launch.json": catalog.AzureGuest,
	"openenclave.json":            catalog.OpenEnclave,
	"sevsnp-aci.json":             catalog.SevSnpVm,
	"sevsnp-azure-cvm.json":       catalog.SevSnpVm,
	"sgx-debug.json":              catalog.SgxEnclave,
	"sgx-release.json":            catalog.SgxEnclave,
	"tdx.json":                    catalog.TdxVm,
	"tpm-basic.json":              catalog.Tpm,
	"tpm-events-windows.json":     catalog.Tpm,
	"tpm-ima-linux.json":          catalog.Tpm,
	"vbs-enclave.json":            catalog.VBS,
}

// E4, E5, E6.9, E9.8, E10.4, E11.3: every claim of the corpus is in the catalogue
// as an incoming one of its type, with its kind, shape and form.
func TestE2_1_CorpusClaims(t *testing.T) {
	t.Parallel()
	for file, typ := range incoming {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			doc := document(t, "claims", file)
			for i := range doc.Len() {
				e, ok := catalog.Lookup(doc.Name(i))
				if !ok || !e.Types.Has(typ) || !e.Use.Has(catalog.Incoming) {
					t.Errorf("%s is no incoming claim of %s: %+v", doc.Name(i), typ, e)
					continue
				}
				if wrong := mismatch(e, doc.At(i)); wrong != "" {
					t.Errorf("%s: %s, the catalogue has %+v", e.Name, wrong, e)
				}
			}
		})
	}
}

// S1, S2: every x-ms- member of the recorded tokens, and every one that the service
// wrote, is in the catalogue as an outgoing one of its type.
func TestS2_RecordedTokens(t *testing.T) {
	t.Parallel()
	for file, typ := range map[string]catalog.Type{
		"400-draft-accept.openenclave.payload.json":    catalog.OpenEnclave,
		"400-draft-accept.sgxenclave.payload.json":     catalog.SgxEnclave,
		"402-default-sgx-v10.openenclave.payload.json": catalog.OpenEnclave,
		"402-default-sgx-v10.sgxenclave.payload.json":  catalog.SgxEnclave,
		"408-healthattestation-csp.payload.json":       catalog.Tpm,
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			doc := document(t, "tokens", file)
			issued := issued(doc)
			for i := range doc.Len() {
				name := doc.Name(i)
				if issued[name] {
					if catalog.Reserved(name, typ) {
						t.Errorf("%s was issued by the policy, but is reserved", name)
					}
					continue
				}
				e, ok := catalog.Lookup(name)
				if !ok || !e.Use.Has(catalog.Outgoing) || !catalog.Reserved(name, typ) {
					t.Errorf("%s is not written by the service for %s: %+v", name, typ, e)
					continue
				}
				if wrong := mismatch(e, doc.At(i)); wrong != "" && name != "jti" { // S2.10: recorded TPM tokens have a shorter one
					t.Errorf("%s: %s, the catalogue has %+v", name, wrong, e)
				}
			}
		})
	}
}

// issued returns the names that the policy issued: those of x-ms-policy, or in TPM
// tokens, which don't say (S1.7), those that the README of the folder doesn't call
// the service's.
func issued(token jsondoc.Value) map[string]bool {
	names := make(map[string]bool)
	if policy, ok := token.Member("x-ms-policy"); ok {
		for i := range policy.Len() {
			names[policy.Name(i)] = true
		}
	}
	if _, ok := token.Member("rp_data"); ok {
		const service = " iat iss jti ver x-ms-ver rp_data nonce cnf x-ms-policy-hash "
		for i := range token.Len() {
			if !strings.Contains(service, " "+token.Name(i)+" ") {
				names[token.Name(i)] = true
			}
		}
	}
	return names
}

// mismatch says how a JSON value differs from what the catalogue has.
func mismatch(e catalog.Entry, v jsondoc.Value) string {
	kind := map[jsondoc.Kind]claim.Kind{
		jsondoc.Bool: claim.BooleanKind, jsondoc.Number: claim.IntegerKind, jsondoc.String: claim.StringKind,
	}[v.Kind()]
	switch {
	case v.Kind() == jsondoc.Object:
		return unless(e.Shape == catalog.Object, "an object")
	case v.Kind() == jsondoc.Array:
		for i := range v.Len() {
			if _, ok := v.At(i).Int(); !ok {
				return "an array of more than integers"
			}
		}
		return unless(e.Shape == catalog.Integers && e.Kinds.Has(claim.IntegerKind), "an array of integers")
	case e.Shape != catalog.Scalar || !e.Kinds.Has(kind):
		return "a " + v.Kind().String()
	case v.Kind() == jsondoc.String:
		return unless(formed(e.Form, v.Text()), fmt.Sprintf("%q", v.Text()))
	}
	return ""
}

func unless(fine bool, what string) string {
	if fine {
		return ""
	}
	return what
}

// formed reports whether a text has the form that the catalogue states.
func formed(form, text string) bool {
	only := func(chars string) bool { return strings.Trim(text, chars) == "" }
	const digits, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var n int
	if _, err := fmt.Sscanf(form, "%d hex digits", &n); err == nil {
		return len(text) == n && only(digits+"abcdef")
	}
	switch form {
	case "BASE64URL":
		return only(digits + letters + "-_")
	case "BASE64":
		return only(digits+letters+"+/=") && len(text)%4 == 0
	case "JSON text":
		doc, err := jsondoc.Parse(text, jsondoc.Options{})
		return err == nil && (doc.Kind() == jsondoc.Object || doc.Kind() == jsondoc.Array) &&
			string(jsondoc.AppendCompact(nil, doc)) == text
	case "URI":
		return strings.HasPrefix(text, "https://")
	}
	return form == ""
}
