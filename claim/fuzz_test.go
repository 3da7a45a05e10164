package claim_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/assay-policy/assay/claim"
)

// FuzzParseFile: no input panics; an error points into the file; what is accepted
// is valid, and survives being written and read again.
func FuzzParseFile(f *testing.F) {
	for _, folder := range []string{"claims", "tokens"} {
		for _, data := range corpus(f, folder) {
			f.Add(data)
		}
	}
	for _, s := range []string{
		"", "[]", "\uFEFF{}", `[{"type":"t","value":true,"issuer":"AttestationService","readOnly":false}]`,
		`{"t":true,"u":["a",{"b":1.5}],"n":null}`, `[{"type":"o","value":"[]","json":true}]`, `{"pcrs":"x"}`,
		`{"a":1e400}`, "[\x00]\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		claims, err := claim.ParseFile(data, claim.FileOptions{})
		if err != nil {
			failed := err.(*claim.FileError)
			if failed.Offset < 0 || failed.Offset > len(data) || failed.Line < 1 || failed.Column < 1 ||
				failed.Path == "" || failed.Message == "" || claims != nil {
				t.Fatalf("%+v with %v", failed, claims)
			}
			return
		}
		for _, c := range claims {
			if c.Value.Kind() == 0 || c.Issuer == claim.AttestationPolicy || !utf8.ValidString(c.Type+c.Value.Text()) ||
				c.ReadOnly != c.IsReadOnly() {
				t.Fatalf("accepted %+v", c)
			}
		}
		again, err := claim.ParseFile(claim.FormatFile(claims), claim.FileOptions{})
		if err != nil || !slices.Equal(again, claims) {
			t.Fatalf("written and read again: %v, %v, want %v", again, err, claims)
		}
	})
}
