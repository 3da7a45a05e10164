package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

func lineage(t *testing.T, text string) (*ast.Source, *check.Lineage) {
	t.Helper()
	src := ast.NewSource("p.maa", text)
	tree, _ := grammar.Parse(src, grammar.Options{})
	return src, check.NewLineage(tree, nil)
}

// T2.3: who makes what, of which kinds, and whom it reaches. A row is a rule in the
// order in which they run: what it makes, and the rules that reach its conditions.
func TestV1_6Lineage(t *testing.T) {
	t.Parallel()
	src, l := lineage(t, `version=1.2;
issuancerules{
  c:[type=="b"] => issue(claim=c);
  => issue(type="a", value=JmesPath("{}", "x"));
};
configurationrules{
  => issueproperty(type="omit_x5c", value=true);
};
authorizationrules{
  => add(type="a", value=1);
  c:[type=="a"] => add(type=AppendString("b", ""), value=c.value);
  [type=="a", issuer=="CustomClaim"] => permit();
  c:[type=="a", issuer!="AttestationService"] && ![type=="b"] => add(type=c.value, value=false);
  [type=="z"] && [value==1] => deny();
};
`)
	var got strings.Builder
	for _, s := range l.Rules {
		fmt.Fprintf(&got, "%d %s", s.At, s.Section)
		if s.Makes {
			fmt.Fprintf(&got, " makes %q %s", s.Type, s.Kinds)
		}
		for _, cond := range s.Rule.Conditions {
			var from []int
			for _, m := range l.Reaching(s, cond) {
				from = append(from, m.At)
			}
			fmt.Fprintf(&got, "; %s from %v", src.Slice(cond.Span), from)
			if l.Reached(s, cond) != (from != nil) {
				t.Errorf("%s: reached %t by %v", src.Slice(cond.Span), l.Reached(s, cond), from)
			}
		}
		got.WriteString("\n")
	}
	want := `0 configurationrules makes "omit_x5c" Boolean
1 authorizationrules makes "a" Integer
2 authorizationrules makes "b" Boolean or Integer or String; c:[type=="a"] from [1]
3 authorizationrules; [type=="a", issuer=="CustomClaim"] from []
4 authorizationrules makes "" Boolean; c:[type=="a", issuer!="AttestationService"] from [1]; ![type=="b"] from [2]
5 authorizationrules; [type=="z"] from [4]; [value==1] from [0 1 2 4]
6 issuancerules makes "b" Boolean or Integer or String; c:[type=="b"] from [2 4]
7 issuancerules makes "a" String
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if made := l.Made(2); fmt.Sprint(made) != "[omit_x5c a]" {
		t.Errorf("made before 2: %v", made)
	}
	if makers := l.Makers("a"); len(makers) != 2 || l.Of(makers[0].Rule) != makers[0] {
		t.Errorf("makers of a: %v", makers)
	}
	if users := l.Consumers("b"); len(users) != 2 || users[0].At != 4 || users[1].At != 6 {
		t.Errorf("consumers of b: %v", users)
	}
}

// T2.3: a rule with an error, and one that could not be read, may make any name.
func TestT2_3AnyName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`version=1.0;authorizationrules{ => add(type=1, value=1); [type=="a"] => permit(); };`:             "true",
		`version=1.0;authorizationrules{ => frob(); [type=="a"] => permit(); };`:                           "true",
		`version=1.0;authorizationrules{ [type=="a"] => permit(); => frob(); };`:                           "false",
		`version=1.0;authorizationrules{ ??; [type=="a"] => permit(); };`:                                  "true",
		`version=1.0;authorizationrules{ [type=="a"] => permit(); ??; };`:                                  "false",
		`version=1.0;authorizationrules{ [type=="a"] => permit(); }; otherrules{ => add(type="x"); };`:     "true",
		`version=1.0;authorizationrules{ => permit(1); [type=="a"] => permit(); };`:                        "false",
		`version=1.0;authorizationrules{ => add(type="b", value=1); [type=="a"] => permit(); };`:           "false",
		`version=1.0;authorizationrules{ ??; [type=="a", issuer=="AttestationService"] => permit(); };`:    "false",
		`version=1.0;authorizationrules{ => add(type="a", value=1); [type!="b", value==1] => permit(); };`: "true",
	} {
		_, l := lineage(t, text)
		for _, s := range l.Rules {
			if len(s.Rule.Conditions) == 0 {
				continue
			}
			if got := fmt.Sprint(l.Reached(s, s.Rule.Conditions[0])); got != want {
				t.Errorf("%s: reached %s, want %s", text, got, want)
			}
		}
	}
}

// T2.2: the type that all incoming names and properties have in common.
func TestT2_2DetectType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules    string
		want     catalog.Type
		conflict string
	}{
		{`[type=="x-ms-sgx-svn"] => permit();`, catalog.SgxEnclave, ""},
		{`[type=="$svn"] => permit();`, catalog.SgxEnclave, ""},
		{`[type=="x-ms-sevsnpvm-vmpl"] => permit();`, catalog.SevSnpVm, ""},
		{`[type=="x-ms-compliance-status"] => permit();`, "", ""},
		{`[type=="x-ms-compliance-status"] => permit(); ![type=="tdx_mrtd"] => deny();`, catalog.TdxVm, ""},
		{`[type=="events"] => permit();`, catalog.Tpm, ""},
		{`[type=="vbsReportPresent"] => permit();`, catalog.Tpm, ""},
		{`=> issueproperty(type="omit_x5c", value=true);`, catalog.Tpm, ""},
		{`[type=="nonce"] => permit();`, "", ""},
		{`=> permit();`, "", ""},
		{`[type=="is-debuggable"] => permit();`, "", ""},
		{`[type=="x-ms-sgx-svn"] => permit(); [type=="tdx_mrtd"] => permit();`, "", "tdx_mrtd"},
		{`[type=="x-ms-sgx-svn", issuer=="CustomClaim"] => permit(); [type=="tdx_mrtd"] => permit();`, catalog.TdxVm, ""},
		{`=> add(type="x-ms-sgx-svn", value=1); [type=="x-ms-sgx-svn"] => permit(); [type=="tdx_mrtd"] => permit();`, catalog.TdxVm, ""},
		{`[type=="x-ms-sgx-svn"] => permit(); => issueproperty(type="omit_x5c", value=true);`, "", "omit_x5c"},
	} {
		_, l := lineage(t, "version=1.2;authorizationrules{"+c.rules+"};")
		got := check.DetectType(l)
		conflict := ""
		if got.Conflict != nil {
			conflict = got.Conflict.Value
		}
		if got.Type != c.want || conflict != c.conflict {
			t.Errorf("%s: got %q with conflict %q, want %q, %q", c.rules, got.Type, conflict, c.want, c.conflict)
		}
	}
}
