package lint_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
)

const slips = `version=1.0;
authorizationrules{
  c:[type=="$svn", value=="4"] => permit();
  => issue(type="x", value=1);
};
`

func codes(found diag.List) string {
	var out []string
	for _, d := range found {
		out = append(out, string(d.Code)+" "+d.Severity.String())
	}
	return strings.Join(out, ", ")
}

// T2.8: severities are those set, "off" leaves a check out, and errors stay errors.
func TestT2_8Severities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set  map[diag.Code]diag.Severity
		text string
		want string
	}{
		{nil, slips, "MAA3041 info, MAA3008 info, MAA3009 warning, MAA3001 warning"},
		{map[diag.Code]diag.Severity{"MAA3041": diag.Error, "MAA3008": diag.NoSeverity, "MAA3001": diag.Info}, slips,
			"MAA3041 error, MAA3009 warning, MAA3001 info"},
		{map[diag.Code]diag.Severity{"MAA2003": diag.NoSeverity, "MAA2004": diag.Info},
			"version=1.0;\nauthorizationrules{ [typ==\"a\"] => permit(); => permi(); };\n", "MAA2003 error, MAA2004 error"},
	} {
		checked, found := lint.Source(ast.NewSource("p.maa", c.text), lint.Options{Severities: c.set, NoProofs: true})
		if got := codes(found); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if broken := strings.Contains(c.want, "MAA2"); (checked == nil) != broken {
			t.Errorf("checked is nil: %t, want %t: a severity does not change what compiles", checked == nil, broken)
		}
	}
}

// T2.4: of the findings that say that a condition can't hold, the first that fits is
// left, those of the check among them; a check that is off makes room for the next.
func TestT2_4FirstThatFits(t *testing.T) {
	t.Parallel()
	const text = `version=1.0;
authorizationrules{
  c:[type=="x", valueType=="String"] && [type=="x-ms-sgx-svn", value>c.value, value=="<svn>", value==1, issuer!="Service"] => permit();
};
`
	off := map[diag.Code]diag.Severity{}
	for _, want := range []diag.Code{"MAA3014", "MAA3009", "MAA3010", "MAA3018"} {
		_, found := lint.Source(ast.NewSource("p.maa", text), lint.Options{Severities: off})
		var got []string
		for _, d := range found {
			if strings.Contains("MAA3014 MAA3009 MAA3010 MAA3018", string(d.Code)) {
				got = append(got, string(d.Code))
			}
		}
		if strings.Join(got, " ") != string(want) {
			t.Errorf("got %v, want %s", got, want)
		}
		off[want] = diag.NoSeverity
	}
}

// T2.1: a policy with errors is linted by the rules that stand.
func TestT2_1Errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`version=1.0;authorizationrules{ c:[type=="x-ms-sgx-svn"] => permit() };`:                              "MAA1002 error",
		`version=1.0;authorizationrules{ c:[typ=="x"] => permit(); c:[type=="x-ms-sgx-svn"] => permit(); };`:   "MAA2003 error, MAA3041 info",
		`authorizationrules{ c:[type=="x-ms-sgx-svn"] => permit(); };`:                                         "MAA1020 error, MAA3041 info",
		`version=1.0;authorizationrules{ c:[type=="x-ms-sgx-svn"] => permit(); => ; };`:                        "MAA3041 info, MAA1001 error",
		`version=1.0;authorizationrules{ => add(type=1, value=2); [type=="x-ms-sgx-mrsinger"] => permit(); };`: "MAA2017 error",
	} {
		_, found := lint.Source(ast.NewSource("p.maa", text), lint.Options{})
		if got := codes(found); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// Lint of a hostile text ends soon: names that are compared with names, tests with
// tests, rules with rules. The limit is no figure: what it finds is work that grows
// with the square, or worse.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"names":      strings.Repeat(`[type=="x-ms-NN"]=>permit();=>add(type="x-ms-MNN",value=1);`, 400),
		"tests":      `[type=="a"` + strings.Repeat(`,value!=1NN,value<=99999NN`, 1000) + `]=>permit();`,
		"conditions": strings.Repeat(`[`+strings.Repeat(`value!=1NN,`, 31)+`type=="a"]=>permit();`, 200),
		"texts":      strings.Repeat(strings.Repeat(`[value=="NN"]&&`, 100)+`[value==1]=>permit();`, 50),
		"any":        strings.Repeat(`c:[type=="a"]=>add(type=c.value,value=1);`, 1500),
		"copies":     strings.Repeat(`c:[type=="a"]=>add(type="a",value=c.value);`, 2000),
		"documents": strings.Repeat(`c:[type=="events"]=>add(type="a",value=JmesPath(c.value,"{`+strings.Repeat("aNN:@,", 60)+`b:@}"));`, 500) +
			strings.Repeat(`c:[type=="a"]=>add(type="a",value=JmesPath(c.value,"{aNN:@}||b||c"));`, 2000),
		"errors": strings.Repeat(`[typ=="a"]=>permit();`, 3000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource("p.maa", "version=1.2;authorizationrules{"+numbered(text)+"};")
			start := time.Now()
			lint.Source(src, lint.Options{Check: check.Options{}})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// numbered puts another number in the place of each NN.
func numbered(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "NN") {
		if i > 0 {
			b.WriteString(strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}
