package claim_test

import (
	"testing"

	"github.com/assay-policy/assay/claim"
)

func TestL6_5_Shape(t *testing.T) {
	t.Parallel()
	str := func(name, value string) claim.Claim { return claim.Claim{Type: name, Value: claim.String(value)} }
	marked := func(name, value string) claim.Claim {
		return claim.Claim{Type: name, Value: claim.String(value), JSON: true}
	}
	cases := map[string]struct {
		claims       []claim.Claim
		plain, token string // token is "" if it is the same
	}{
		"none": {nil, `{}`, ""},
		"one value each": {[]claim.Claim{
			{Type: "s", Value: claim.String("x")}, {Type: "i", Value: claim.Int(-7)}, {Type: "b", Value: claim.Bool(true)},
		}, `{"s":"x","i":-7,"b":true}`, ""},
		"several values, in order of issue": {[]claim.Claim{
			str("b", "2"), str("a", "x"), str("b", "1"), {Type: "b", Value: claim.Int(1)},
		}, `{"b":["2","1",1],"a":"x"}`, ""},
		"equal values of several issuers": {[]claim.Claim{
			{Type: "a", Value: claim.Int(1)}, {Type: "a", Value: claim.Int(1), Issuer: claim.AttestationService},
		}, `{"a":1}`, ""},
		"a marked object": {[]claim.Claim{marked("r", `{"b":1.50,"a":[]}`)},
			`{"r":"{\"b\":1.50,\"a\":[]}"}`, `{"r":{"b":1.50,"a":[]}}`},
		"marked values among others": {[]claim.Claim{marked("r", `[0,1]`), str("r", `[0,1] `)},
			`{"r":["[0,1]","[0,1] "]}`, `{"r":[[0,1],"[0,1] "]}`},
		"an unmarked object":           {[]claim.Claim{str("r", `{}`)}, `{"r":"{}"}`, ""},
		"a mark on text":               {[]claim.Claim{marked("r", `{`)}, `{"r":"{"}`, ""},
		"a mark on a scalar":           {[]claim.Claim{marked("r", `1`)}, `{"r":"1"}`, ""},
		"a mark on an integer":         {[]claim.Claim{{Type: "r", Value: claim.Int(1), JSON: true}}, `{"r":1}`, ""},
		"bytes that are not UTF-8":     {[]claim.Claim{str("a\xFF", "b\xFE")}, "{\"a\uFFFD\":\"b\uFFFD\"}", ""},
		"names that become equal":      {[]claim.Claim{str("a\xFF", "b"), str("a\xFE", "c"), str("a\xFE", "b")}, "{\"a\uFFFD\":[\"b\",\"c\"]}", ""},
		"characters that JSON escapes": {[]claim.Claim{str(`"`, "\\\n\x01/é")}, `{"\"":"\\\n\u0001/é"}`, ""},
		"no value":                     {[]claim.Claim{{Type: "z"}}, `{"z":null}`, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(claim.Shape(c.claims)); got != c.plain {
				t.Errorf("Shape: %s, want %s", got, c.plain)
			}
			if c.token == "" {
				c.token = c.plain
			}
			if got := string(claim.ShapeToken(c.claims)); got != c.token {
				t.Errorf("ShapeToken: %s, want %s", got, c.token)
			}
		})
	}
}

// Shape must not touch what it is given.
func TestShapeLeavesClaims(t *testing.T) {
	t.Parallel()
	claims := []claim.Claim{{Type: "a", Value: claim.Int(1), Issuer: claim.AttestationService}}
	claim.Shape(claims)
	if claims[0].Issuer != claim.AttestationService {
		t.Error("Shape changed a claim")
	}
}

func TestValueJSON(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]claim.Value{
		"true": claim.Bool(true), "-7": claim.Int(-7), `"<\"/\u0001"`: claim.String("<\"/\x01"), "\"\uFFFD\"": claim.String("\xFF"), "null": {},
	} {
		if got := string(v.JSON()); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
}
