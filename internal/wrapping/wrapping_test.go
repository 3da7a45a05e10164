package wrapping_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/wrapping"
)

// raw is evidence of a kind that no kind of the command knows: bytes, not text.
var raw = []byte{3, 0, 2, 0, 0xFB, 0xFF, 0xBE}

// wrap makes evidence text.
func wrap(data []byte, line int) string {
	text := base64.StdEncoding.EncodeToString(data)
	var lines []string
	for len(text) > line {
		lines, text = append(lines, text[:line]), text[line:]
	}
	return strings.Join(append(lines, text), "\n") + "\n"
}

// body is the JSON that is posted to the service.
func body(member string, data []byte, more string) string {
	return fmt.Sprintf("{%q: %q%s}", member, base64.RawURLEncoding.EncodeToString(data), more)
}

// parsed reads JSON of the tests.
func parsed(t *testing.T, text string) jsondoc.Value {
	t.Helper()
	v, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Evidence is found in each form, and in several.
func TestS5_3_Unwrap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, form string }{
		"raw":                   {string(raw), "raw"},
		"hex":                   {hex.EncodeToString(raw), "hex/raw"},
		"hex in lines":          {"03 00 02 00\r\n FB\tff\nBE\n", "hex/raw"},
		"base64":                {wrap(raw, 99), "base64/raw"},
		"base64 in lines":       {wrap(raw, 3), "base64/raw"},
		"base64 without pads":   {base64.RawStdEncoding.EncodeToString(raw), "base64/raw"},
		"base64url":             {base64.URLEncoding.EncodeToString(raw), "base64/raw"},
		"base64url, unpadded":   {base64.RawURLEncoding.EncodeToString(raw) + "\n", "base64/raw"},
		"quote":                 {body("quote", raw, ""), "body/raw"},
		"report":                {body("report", raw, ""), "body/raw"},
		"any case":              {" \n" + body("Quote", raw, `, "nonce": 7, "draftPolicyForAttestation": "version= 1.0;"`), "body/raw"},
		"padded":                {fmt.Sprintf(`{"quote": %q}`, base64.URLEncoding.EncodeToString(raw)), "body/raw"},
		"another alphabet":      {fmt.Sprintf(`{"quote": %q}`, base64.StdEncoding.EncodeToString(raw)), "body/raw"},
		"null":                  {body("report", raw, `, "quote": null, "runtimeData": null`), "body/raw"},
		"empty data":            {body("report", raw, `, "runtimeData": {"data": "", "dataType": ""}`), "body/raw"},
		"hex of a body":         {hex.EncodeToString([]byte(body("quote", raw, ""))), "hex/body/raw"},
		"body of base64 of hex": {body("quote", []byte(wrap([]byte(hex.EncodeToString(raw)), 4)), ""), "body/base64/hex/raw"},
	} {
		w, err := wrapping.Unwrap([]byte(c.text))
		if err != nil || !bytes.Equal(w.Data, raw) || w.Form("raw") != c.form {
			t.Errorf("%s: found %q in %q, %v", name, w.Data, w.Form("raw"), err)
		}
	}
}

// What is evidence itself stays, and so does what is none; nothing is unwrapped without
// end.
func TestS5_3_UnwrapLeaves(t *testing.T) {
	t.Parallel()
	deep := string(raw)
	for range 5 {
		deep = hex.EncodeToString([]byte(deep))
	}
	for name, c := range map[string]struct{ text, left string }{
		"nothing":        {"", ""},
		"bytes":          {"abcd\x00", "abcd\x00"},
		"request itself": {`{"SnpReport": "AAAA"}`, `{"SnpReport": "AAAA"}`},
		"odd hex":        {"ab c", "i\xb7"},
		"text":           {"no evidence!", "no evidence!"},
		"both alphabets": {"+_+_", "+_+_"},
		"spare bits":     {"AB==", "AB=="},
		"too deep":       {deep, hex.EncodeToString(raw)},
	} {
		w, err := wrapping.Unwrap([]byte(c.text))
		if err != nil || string(w.Data) != c.left {
			t.Errorf("%s: left %q, %v", name, w.Data, err)
		}
	}
}

// A body that can't be one says why.
func TestS5_5_BadBodies(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"quote": "AwAC"`:                                                                  `found the end of the text`,
		`{"quote": 7}`:                                                                      `"quote" is JSON of type number, expected string`,
		`{"quote": "AwAC", "report": "AwAC"}`:                                               `found both "quote" and "report", expected one of them`,
		`{"quote": "AwAC", "Quote": "AwAC"}`:                                                `found "quote" twice`,
		`{"quote": "A!"}`:                                                                   `found a member that is no base64url`,
		body("quote", raw, `, "runtimeData": "e30"`):                                        `"runtimeData" is JSON of type string, expected object`,
		body("quote", raw, `, "runtimeData": {"data": "e"}`):                                `runtimeData: found a member that is no base64url`,
		body("quote", raw, `, "runtimeData": {"data": "e30"}`):                              `runtimeData: expected the dataType "JSON" or "Binary"`,
		body("quote", raw, `, "initTimeData": {"data": "e30", "dataType": "Text"}`):         `initTimeData: expected the dataType "JSON" or "Binary"`,
		body("quote", raw, `, "runtimeData": {"data": "e30", "dataType": 1}`):               `"dataType" is JSON of type number, expected string`,
		`{"quote": "AwAC", "x": ` + strings.Repeat("[", 65) + strings.Repeat("]", 65) + "}": "",
	} {
		_, err := wrapping.Unwrap([]byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), "the body of a request to the service: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: found %v", text, err)
		}
	}
}

// E2.3, E2.4: data with the evidence give the claims that they would once it is verified.
func TestE2_3_BoundClaims(t *testing.T) {
	t.Parallel()
	data := func(name, text, typ string) string {
		return fmt.Sprintf(`, %q: {"data": %q, "dataType": %q}`, name, base64.RawURLEncoding.EncodeToString([]byte(text)), typ)
	}
	const held = `"x-ms-sgx-ehd":"AAH-","aas-ehd":"AAH-","maa-ehd":"AAH-"`
	for _, c := range []struct {
		more   string
		typ    catalog.Type
		claims string // there before
		want   string
	}{
		{data("runtimeData", "\x00\x01\xfe", "Binary"), catalog.SgxEnclave, `{}`, `{` + held + `}`},
		{data("runtimeData", "\x00\x01\xfe", "binary"), catalog.OpenEnclave, `{"a":1}`, `{"a":1,` + held + `}`},
		{data("runtimeData", "\x00\x01\xfe", "Binary"), catalog.SevSnpVm, `{}`, `{}`},
		{data("RuntimeData", " {\"b\": 1, \"a\": {\"d\": 2, \"c\": 1}}\n\x00", "JSON"), catalog.SgxEnclave, `{}`, `{"x-ms-runtime":{"a":{"c":1,"d":2},"b":1}}`},
		{data("runtimeData", "[1]", "JSON"), catalog.SgxEnclave, `{}`, `{}`},
		{data("runtimeData", "{", "JSON"), catalog.SgxEnclave, `{}`, `{}`},
		{data("runtimeData", "{}", "JSON"), catalog.SevSnpVm, `{"x-ms-runtime":{"keys":[]}}`, `{"x-ms-runtime":{"keys":[]}}`},
		{data("initTimeData", `{"a":1}`, "JSON"), catalog.SevSnpVm, `{}`, `{"x-ms-inittime":{"a":1}}`},
		{data("inittimeData", `x`, "Binary"), catalog.SevSnpVm, `{}`, `{}`},
	} {
		w, err := wrapping.Unwrap([]byte(body("quote", raw, c.more)))
		if err != nil {
			t.Fatal(err)
		}
		got := string(jsondoc.AppendCompact(nil, w.Claims(parsed(t, c.claims), c.typ)))
		if got != c.want {
			t.Errorf("%s: got %s, expected %s", c.more, got, c.want)
		}
	}
}

// FuzzUnwrap takes apart whatever it is given, and gives back no more than that.
func FuzzUnwrap(f *testing.F) {
	for _, seed := range []string{string(raw), hex.EncodeToString(raw), wrap(raw, 3), body("quote", raw, `, "runtimeData": {"data": "e30", "dataType": "JSON"}`)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := wrapping.Unwrap(data)
		if err != nil {
			if errors.Unwrap(err) == nil {
				t.Errorf("found the bare error %v", err)
			}
			return
		}
		if len(w.Data) > len(data) || strings.Count(w.Form(""), "/") > 4 {
			t.Errorf("found %d bytes in %d, as %s", len(w.Data), len(data), w.Form(""))
		}
		w.Claims(parsed(t, `{}`), catalog.SgxEnclave)
	})
}
