package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

// spanCase is a policy with marks round the text that its only finding is
// about, and the texts of the related places.
type spanCase struct {
	clause, code, marked string
	related              []string
}

// in wraps rules of issuancerules, or of the section named before a colon.
func in(section, rules string) string {
	if section == "issuancerules" {
		return "version=1.2;\nauthorizationrules{};\nissuancerules{\n" + rules + "\n};\n"
	}
	return "version=1.2;\n" + section + "{\n" + rules + "\n};\n" +
		strings.Repeat("authorizationrules{};\n", strings.Count(section, "configuration"))
}

// The marks stand round a span, twice in one place for an empty one.
var spanCases = []spanCase{
	{"L1.7", "MAA1009", in("authorizationrules", `[‸Type‸=="a"] => permit();`), nil},
	{"L2.1", "MAA2001", "version=1.0;‸‸ issuancerules{};", nil},
	{"L2.1", "MAA2001", "\uFEFFversion=1.1; configurationrules{};‸‸", nil},
	{"L2.1", "MAA2002", "version=1.0;authorizationrules{};‸authorizationrules‸{};", []string{"authorizationrules"}},
	{"L3.1", "MAA2003", in("authorizationrules", `c:[type=="a", value==1] && [type==c.‸name‸] => permit();`), nil},
	{"L5", "MAA2004", in("authorizationrules", `=> ‸alow‸();`), nil},
	{"L7", "MAA2005", in("authorizationrules", `[value==‸Upper‸("x")] => permit();`), nil},
	{"L4.8", "MAA2006", in("issuancerules", `c:[type=="a"] => issue(type="b", value=‸d‸.value);`), nil},
	{"L4.8", "MAA2006", in("issuancerules", `=> issue(claim=‸d‸);`), nil},
	{"L4.8", "MAA2006", in("issuancerules", `[value==‸d‸.value] && d:[type=="a"] => issue(claim=d);`), []string{"d"}},
	{"L4.8", "MAA2007", in("issuancerules", `c:[type=="a"] && ‸c‸:[type=="b"] => issue(claim=c);`), []string{"c"}},
	{"L4.3", "MAA2008", in("authorizationrules", `! ‸c :‸ [type=="a"] => permit();`), nil},
	{"L4.5", "MAA2009", in("authorizationrules", `[type ‸<=‸ "a"] => permit();`), nil},
	{"L4.5", "MAA2010", in("authorizationrules", `[value < ‸"é"‸] => permit();`), nil},
	{"L5.5", "MAA2011", in("issuancerules", `=> ‸permit‸();`), nil},
	{"L5.3", "MAA2012", in("issuancerules", `=> issue(type="a", value=1, ‸value=2‸);`), []string{"value=1"}},
	{"L5.3", "MAA2012", in("issuancerules", `=> issue(‸kind‸="a", value=1);`), nil},
	{"L5.3", "MAA2012", in("issuancerules", `=> issue(type="a"‸‸);`), nil},
	{"L5.3", "MAA2012", in("issuancerules", `=> issue(‸‸ );`), nil},
	{"L5.3", "MAA2012", in("issuancerules", `c:[type=="a"] => issue(type="a", value=1, ‸claim=c‸);`), []string{`type="a"`}},
	{"L5", "MAA2012", in("authorizationrules", `=> deny(‸type="a", value=1‸);`), nil},
	{"L7", "MAA2013", in("issuancerules", `=> issue(type="a", value=IsSubsetOf(1‸‸));`), nil},
	{"L7", "MAA2013", in("issuancerules", `=> issue(type="a", value=NegateBool(‸‸ ));`), nil},
	{"L7", "MAA2013", in("issuancerules", `=> issue(type="a", value=NegateBool(true, ‸true, true‸));`), nil},
	{"L7.4", "MAA2014", in("issuancerules", `=> issue(type="a", value=NegateBool(‸1‸));`), nil},
	{"L7.4", "MAA2015", in("issuancerules", `=> issue(type="a", value=JmesPath("{\"é\": ‸tru‸, \"b\": 1}", "b"));`), nil},
	{"L7.4", "MAA2015", in("issuancerules", `=> issue(type="a", value=JsonToClaimValue("[1, 2‸‸"));`), nil},
	{"L7.4", "MAA2015", in("issuancerules", `=> issue(type="a", value=JsonToClaimValue("{\"a\": ‸é‸}"));`), nil},
	{"L7.4", "MAA2016", in("issuancerules", `c:[type=="a"] => issue(type="a", value=JmesPath(c.value, "a.\"b\" | ‸foo‸(@)"));`), nil},
	{"L7.4", "MAA2016", in("issuancerules", `c:[type=="a"] => issue(type="a", value=JmesPath(c.value, ‸""‸));`), nil},
	{"L5.1", "MAA2017", in("issuancerules", `=> issue(type=‸1‸, value=1);`), nil},
	{"L5.4", "MAA2018", in("issuancerules", `c:[type=="pcrs", issuer=="AttestationService"] => issue(claim=‸c‸);`),
		[]string{`c:[type=="pcrs", issuer=="AttestationService"]`}},
	{"L5.4", "MAA2018", in("issuancerules", `a:[type=="a"] && c:[type=="pcrs", issuer=="AttestationService"] => issue(type="x", value=‸AppendString(a.value, c.value)‸);`),
		[]string{`c:[type=="pcrs", issuer=="AttestationService"]`}},
	{"L5.4", "MAA2018", in("authorizationrules", `c:[type=="pcrs", issuer=="AttestationService"] => add(type=‸c.value‸, value=1);`),
		[]string{`c:[type=="pcrs", issuer=="AttestationService"]`}},
	{"L5.6", "MAA2019", in("configurationrules", `‸[type=="a"] && ![type=="b"]‸ => issueproperty(type="required_pcr_mask", value=1);`),
		[]string{`"required_pcr_mask"`}},
	{"L5.1", "MAA2020", in("issuancerules", `c:[type=="a"] => issue(claim=‸c.value‸);`), nil},
	{"L7", "MAA2021", in("issuancerules", `=> issue(type="a", value=JsonToClaimValue("[\"x\", ‸-1.5‸]"));`), nil},
	{"L7", "MAA2021", in("issuancerules", `=> issue(type="a", value=JsonToClaimValue("[\"x\", ‸[‸1]]"));`), nil},
	{"L5.5", "MAA3001", in("authorizationrules", `=> ‸issue‸(type="a", value=1);`), nil},
	{"L5.5", "MAA3002", in("authorizationrules", `=> ‸issueproperty‸(type="a", value=1);`), nil},
	{"L6.6", "MAA3003", in("issuancerules", `=> issue(type=‸"iss"‸, value=1);`), nil},
	{"L6.6", "MAA3003", in("issuancerules", `c:[type=="iss"] => issue(claim=‸c‸);`), nil},
	{"L0.1", "MAA3010", in("authorizationrules", `[value < ‸IsSubsetOf(1, 2)‸] => permit();`), []string{"IsSubsetOf"}},
	{"L0.1", "MAA3010", in("authorizationrules", `c:[type=="a", value > 3] && [type==‸c.value‸] => permit();`), []string{"value > 3"}},
	{"L0.1", "MAA3010", in("authorizationrules", `c:[valueType=="String"] && [value < ‸c.value‸] => permit();`), []string{`valueType=="String"`}},
	{"L0.1", "MAA3010", in("authorizationrules", `c:[value > 3] && [value==‸c.value‸, valueType=="String"] => permit();`),
		[]string{`valueType=="String"`, "value > 3"}},
	{"L0.1", "MAA3052", in("issuancerules", `=> issue(type="a", value=NegateBool(‸JsonToClaimValue("5")‸));`), []string{`"5"`}},
	{"L0.1", "MAA3052", in("issuancerules", `c:[type=="a"] => issue(type="a", value=NegateBool(‸c.issuer‸));`), []string{"issuer"}},
	{"L0.1", "MAA3053", in("issuancerules", `c:[value==true] => issue(type=‸c.value‸, value=1);`), []string{"value==true"}},
	{"S2.11", "MAA3023", in("issuancerules", `=> issueproperty(type="omit_x5c", value=‸"true"‸);`), nil},
	{"L5.6", "MAA3054", in("configurationrules", `c:[type=="required_pcr_mask"] && [type=="a"] => issueproperty(claim=‸c‸);`),
		[]string{`c:[type=="required_pcr_mask"] && [type=="a"]`}},
	{"L2.3", "MAA4001", "version = ‸3 . 4‸ ;authorizationrules{};", nil},
	{"L2.3", "MAA4002", "version=1.1;authorizationrules{‸!‸[type==\"a\"] => permit();};", []string{"1.1"}},
	{"L2.3", "MAA4002", "version=1.0;‸configurationrules‸{};authorizationrules{};", []string{"1.0"}},
	{"L2.1", "MAA4003", "version=1.0;issuancerules{};‸authorizationrules‸{};", []string{"issuancerules"}},
	{"L1.5", "MAA4004", in("authorizationrules", `[value>‸-1‸] => permit();`), nil},
}

// TestSpans: a finding covers the smallest text whose change resolves it, and
// an empty place after the token before where something is missing.
func TestSpans(t *testing.T) {
	t.Parallel()
	for _, c := range spanCases {
		t.Run(c.clause+"/"+c.code, func(t *testing.T) {
			t.Parallel()
			parts := strings.Split(c.marked, "‸")
			if len(parts) != 3 {
				t.Fatalf("%q has no two marks", c.marked)
			}
			src := ast.NewSource("span.maa", strings.Join(parts, ""))
			_, found := check.Source(src, check.Options{})
			found = only(found, diag.Code(c.code))
			if len(found) != 1 {
				t.Fatalf("found %d of %s in %q, want 1", len(found), c.code, src.Text)
			}
			d := found[0]
			if got := src.Text[:d.From.Offset()] + "‸" + src.Slice(d.Span) + "‸" + src.Text[d.To.Offset():]; got != c.marked {
				t.Errorf("got  %q\nwant %q", got, c.marked)
			}
			var related []string
			for _, r := range d.Related {
				related = append(related, src.Slice(r.Span))
			}
			if diff := cmp.Diff(c.related, related); diff != "" {
				t.Errorf("related places (-want +got):\n%s", diff)
			}
		})
	}
}

// only returns the findings with a code; a byte order mark is beside the point.
func only(found diag.List, code diag.Code) diag.List {
	var out diag.List
	for _, d := range found {
		if d.Code == code || d.Code != "MAA1021" {
			out = append(out, d)
		}
	}
	return out
}
