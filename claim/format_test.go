package claim_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

func TestL10_Format(t *testing.T) {
	t.Parallel()
	claims := []claim.Claim{
		{Type: "t", Value: claim.Bool(true), Issuer: claim.AttestationService},
		{Type: "n", Value: claim.Int(-1), ReadOnly: true},
		{Type: "o", Value: claim.String(`{"a":"é/\n"}`), Issuer: claim.AttestationService, JSON: true},
		{Type: "pcrs", Value: claim.String("x"), Issuer: claim.AttestationService},
	}
	const compact = `[{"type":"t","value":true,"issuer":"AttestationService","readOnly":false},` +
		`{"type":"n","value":-1,"issuer":"CustomClaim","readOnly":true},` +
		`{"type":"o","value":"{\"a\":\"é/\\n\"}","issuer":"AttestationService","readOnly":false,"json":true},` +
		`{"type":"pcrs","value":"x","issuer":"AttestationService","readOnly":true}]`
	if got := string(claim.AppendFile([]byte("x"), claims)); got != "x"+compact {
		t.Errorf("AppendFile:\n%s\nwant x%s", got, compact)
	}
	const file = `[
  {"type":"t","value":true,"issuer":"AttestationService","readOnly":false},
  {"type":"n","value":-1,"issuer":"CustomClaim","readOnly":true}
]
`
	if got := string(claim.FormatFile(claims[:2])); got != file {
		t.Errorf("FormatFile:\n%s\nwant\n%s", got, file)
	}
	if got := string(claim.AppendFile(nil, nil)) + string(claim.FormatFile(nil)); got != "[][]\n" {
		t.Errorf("no claims: %q", got)
	}
}

// What no file can hold is refused when it is read again, not changed.
func TestL10_FormatOfWhatNoFileHolds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]claim.Claim{
		"made by a rule": {Type: "t", Value: claim.Int(1), Issuer: claim.AttestationPolicy},
		"no value":       {Type: "t"},
		"no issuer":      {Type: "t", Value: claim.Int(1), Issuer: 9},
		"false mark":     {Type: "t", Value: claim.Int(1), JSON: true},
	} {
		if got, err := claim.ParseFile(claim.FormatFile([]claim.Claim{c}), claim.FileOptions{}); err == nil {
			t.Errorf("%s: read as %v", name, got)
		}
	}
}

// Claims survive the way into a file and back.
func TestL10_RoundTrip(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "pcrs", "\uFEFF", "\x00", `"\`, "\u2028"}))
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOf(rapid.Custom(func(t *rapid.T) claim.Claim {
			c := claim.Claim{
				Type:     text.Draw(t, "type"),
				Issuer:   rapid.SampledFrom([]claim.Issuer{claim.CustomClaim, claim.AttestationService}).Draw(t, "issuer"),
				ReadOnly: rapid.Bool().Draw(t, "readOnly"),
			}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				c.Value = claim.Bool(rapid.Bool().Draw(t, "bool"))
			case 1:
				c.Value = claim.Int(rapid.Int64().Draw(t, "int"))
			case 2:
				c.Value = claim.String(text.Draw(t, "string"))
			case 3:
				doc := jsondoc.NewArray([]jsondoc.Value{jsondoc.NewString(text.Draw(t, "json"))})
				c.Value, c.JSON = claim.String(string(jsondoc.AppendCompact(nil, doc))), true
			}
			c.ReadOnly = c.IsReadOnly() // what a file always says (L3.4)
			return c
		})).Draw(t, "claims")
		for _, file := range [][]byte{claim.FormatFile(claims), claim.AppendFile(nil, claims)} {
			got, err := claim.ParseFile(file, claim.FileOptions{})
			if err != nil {
				t.Fatalf("%v in\n%s", err, file)
			}
			if len(claims) > 0 || len(got) > 0 {
				if diff := cmp.Diff(claims, got, values); diff != "" {
					t.Fatalf("claims (-want +got):\n%s", diff)
				}
			}
		}
	})
}

// A recorded token replayed as a claims file has its own payload as its shape:
// E2.1's marks bring the objects back.
func TestL10_TokensReplay(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"tokens", "claims"} {
		for name, data := range corpus(t, folder) {
			claims, err := claim.ParseFile(data, claim.FileOptions{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			doc, err := jsondoc.Parse(string(data), jsondoc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := claim.ShapeToken(claims)
			if want := jsondoc.AppendCompact(nil, doc); !bytes.Equal(got, want) {
				t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
			}
			again, err := claim.ParseFile(claim.FormatFile(claims), claim.FileOptions{})
			if err != nil {
				t.Errorf("%s, written: %v", name, err)
			}
			if diff := cmp.Diff(claims, again, values); diff != "" {
				t.Errorf("%s, written (-want +got):\n%s", name, diff)
			}
		}
	}
}

// L6.5: a recorded token shows its issued claims twice, in x-ms-policy sorted.
func TestL6_5_RecordedPolicyClaims(t *testing.T) {
	t.Parallel()
	data := corpus(t, "tokens")["402-default-sgx-v10.sgxenclave.payload.json"]
	claims, err := claim.ParseFile(data, claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]claim.Claim)
	for _, c := range claims {
		values[c.Type] = c
	}
	var issued []claim.Claim
	for _, name := range []string{"is-debuggable", "product-id", "sgx-mrenclave", "sgx-mrsigner", "svn", "tee"} {
		issued = append(issued, values[name])
	}
	if got, want := string(claim.Shape(issued)), values["x-ms-policy"].Value.Text(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
