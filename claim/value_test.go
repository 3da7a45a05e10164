package claim_test

import (
	"math"
	"testing"
	"unsafe"

	"github.com/assay-policy/assay/claim"
)

func TestL3_1_Kinds(t *testing.T) {
	t.Parallel()
	for kind, name := range map[claim.Kind]string{
		claim.BooleanKind: "Boolean", claim.IntegerKind: "Integer", claim.StringKind: "String",
	} {
		if kind.String() != name {
			t.Errorf("kind %d: %q, want %q", kind, kind.String(), name)
		}
		if got, ok := claim.ParseKind(name); !ok || got != kind {
			t.Errorf("ParseKind(%q) = %v, %v", name, got, ok)
		}
	}
	for _, name := range []string{"", "string", "Bool", "no kind"} {
		if kind, ok := claim.ParseKind(name); ok || kind != 0 {
			t.Errorf("ParseKind(%q) = %v, %v", name, kind, ok)
		}
	}
	if got := claim.Kind(0).String() + claim.Kind(9).String(); got != "no kindno kind" {
		t.Errorf("unknown kinds: %q", got)
	}
}

func TestL3_1_Values(t *testing.T) {
	t.Parallel()
	type view struct {
		kind claim.Kind
		b    bool
		n    int64
		s    string
	}
	cases := map[string]struct {
		value claim.Value
		want  view
	}{
		"none":  {claim.Value{}, view{}},
		"true":  {claim.Bool(true), view{kind: claim.BooleanKind, b: true}},
		"false": {claim.Bool(false), view{kind: claim.BooleanKind}},
		"least": {claim.Int(math.MinInt64), view{kind: claim.IntegerKind, n: math.MinInt64}},
		"one":   {claim.Int(1), view{kind: claim.IntegerKind, n: 1}},
		"empty": {claim.String(""), view{kind: claim.StringKind}},
		"bytes": {claim.String("a\xFF"), view{kind: claim.StringKind, s: "a\xFF"}},
	}
	for name, c := range cases {
		v := c.value
		if got := (view{v.Kind(), v.Bool(), v.Int(), v.Text()}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// L4.6: values of different types are never equal, though they look alike.
func TestL4_6_ValuesAreDistinct(t *testing.T) {
	t.Parallel()
	values := []claim.Value{
		{}, claim.Bool(true), claim.Bool(false), claim.Int(1), claim.Int(0), claim.String(""),
		claim.String("1"), claim.String("true"), claim.String("A"), claim.String("a"),
	}
	seen := make(map[claim.Value]bool)
	for _, v := range values {
		if seen[v] {
			t.Errorf("%v equals another value", v)
		}
		seen[v] = true
	}
}

func TestL1_4_Literal(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]claim.Value{
		"true":                   claim.Bool(true),
		"false":                  claim.Bool(false),
		"-9223372036854775808":   claim.Int(math.MinInt64),
		`""`:                     claim.String(""),
		`"a\\b\"c/d"`:            claim.String(`a\b"c/d`),
		"\"a\tb\"":               claim.String("a\tb"),
		`"a\nb\rc\u0000\u001b."`: claim.String("a\nb\rc\x00\x1B."),
		`"é\u007f"`:              claim.String("é\x7F"),
		"\"\xFF\"":               claim.String("\xFF"),
		"no value":               {},
	} {
		if got := v.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestL3_2_Issuers(t *testing.T) {
	t.Parallel()
	if (claim.Claim{}).Issuer != claim.CustomClaim {
		t.Error("the zero issuer is not the least trusted")
	}
	for issuer, name := range map[claim.Issuer]string{
		claim.CustomClaim: "CustomClaim", claim.AttestationPolicy: "AttestationPolicy",
		claim.AttestationService: "AttestationService",
	} {
		if got, ok := claim.ParseIssuer(name); !ok || got != issuer || issuer.String() != name {
			t.Errorf("%q: %v, %v, %q", name, got, ok, issuer)
		}
	}
	for _, name := range []string{"", "customclaim", "no issuer"} {
		if got, ok := claim.ParseIssuer(name); ok || got != claim.CustomClaim {
			t.Errorf("ParseIssuer(%q) = %v, %v", name, got, ok)
		}
	}
	if got := claim.Issuer(3).String(); got != "no issuer" {
		t.Errorf("unknown issuer: %q", got)
	}
}

// L3.3: type, value and issuer make a claim, byte for byte (L3.5).
func TestL3_3_Same(t *testing.T) {
	t.Parallel()
	c := claim.Claim{Type: "t", Value: claim.Int(1), Issuer: claim.AttestationService}
	marked := c
	marked.ReadOnly, marked.JSON = true, true
	if !c.Same(marked) {
		t.Error("read-only or the JSON mark is part of equality")
	}
	for name, d := range map[string]claim.Claim{
		"type":   {Type: "T", Value: c.Value, Issuer: c.Issuer},
		"value":  {Type: c.Type, Value: claim.String("1"), Issuer: c.Issuer},
		"issuer": {Type: c.Type, Value: c.Value, Issuer: claim.AttestationPolicy},
	} {
		if c.Same(d) {
			t.Errorf("another %s: equal", name)
		}
	}
}

// L3.4: what is read-only by its nature.
func TestL3_4_IsReadOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claim claim.Claim
		want  bool
	}{
		"flag":                {claim.Claim{Type: "t", ReadOnly: true}, true},
		"no flag":             {claim.Claim{Type: "t", Issuer: claim.AttestationService}, false},
		"pcrs of the service": {claim.Claim{Type: "pcrs", Issuer: claim.AttestationService}, true},
		"pcrs of a rule":      {claim.Claim{Type: "pcrs", Issuer: claim.AttestationPolicy}, false},
		"pcrs of the client":  {claim.Claim{Type: "pcrs"}, false},
		"PCRs":                {claim.Claim{Type: "PCRs", Issuer: claim.AttestationService}, false},
	} {
		if got := c.claim.IsReadOnly(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestClaimString(t *testing.T) {
	t.Parallel()
	c := claim.Claim{Type: `a"b`, Value: claim.Int(3), Issuer: claim.AttestationService}
	if got, want := c.String(), `[type=="a\"b", value==3, issuer=="AttestationService"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Values are hashed and copied in the inner loops of evaluation.
func TestValueSize(t *testing.T) {
	t.Parallel()
	if got, most := unsafe.Sizeof(claim.Value{}), uintptr(32); got > most {
		t.Errorf("a Value has %d bytes, want at most %d", got, most)
	}
}
