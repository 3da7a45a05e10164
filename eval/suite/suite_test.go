package suite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

// memory reads files from a map.
func memory(files map[string]string) suite.Inputs {
	return suite.Inputs{Read: func(path string, limit int64) ([]byte, error) {
		text, ok := files[path]
		switch {
		case !ok:
			return nil, fmt.Errorf("%s: no such file", path)
		case int64(len(text)) > limit:
			return nil, fmt.Errorf("%s: too large", path)
		}
		return []byte(text), nil
	}}
}

// example has the files of T3.1 and T1.6.
func example(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range []string{"sgx.maa", "sgx_test.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		files["policies/"+name] = string(data)
	}
	return files
}

// run runs test files.
func run(t *testing.T, r suite.Runner, names ...string) *suite.Report {
	t.Helper()
	report, err := r.Run(context.Background(), names)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// T3.1: the example passes.
func TestExample(t *testing.T) {
	t.Parallel()
	report := run(t, suite.Runner{Inputs: memory(example(t)), Coverage: true}, "policies/sgx_test.yaml")
	if !report.OK() || report.Passed != 4 {
		t.Errorf("%d passed, %d failed, %d errors: %+v", report.Passed, report.Failed, report.Errors, report.Files)
	}
	if f := report.Files[0]; f.Policy != "policies/sgx.maa" || len(f.PolicyHash) != 43 {
		t.Errorf("got policy %q, hash %q", f.Policy, f.PolicyHash)
	}
}

// abc is a policy with a rule of each action, and what a case needs to test it.
const abc = `version=1.2;
configurationrules {
    => issueproperty(type="p", value=1);
};
authorizationrules {
    [type=="a", value==1] => permit();
    [type=="b"] => permit();
    [type=="d"] => deny();
    c:[type=="e"] => add(type="x", value=JsonToClaimValue(c.value));
};
issuancerules {
    c:[type=="a"] => issue(type="out", value=c.value);
    => issue(type="two", value=1);
    => issue(type="two", value=2);
};
`

// oneCase runs a case with this input and expectation.
func oneCase(t *testing.T, given, expect string) suite.CaseReport {
	t.Helper()
	test := fmt.Sprintf("version: 1\npolicy: abc.maa\ncases:\n  - name: it\n    given: %s\n    expect: %s\n", given, expect)
	report := run(t, suite.Runner{Inputs: memory(map[string]string{"t_test.yaml": test, "abc.maa": abc})}, "t_test.yaml")
	return report.Files[0].Cases[0]
}

// T3.3, section 8 item 3: each member of `expect` passes when it should, and fails
// when it should, with its path, what was wanted and what was found.
func TestExpectations(t *testing.T) {
	t.Parallel()
	const permits, denies, none, fails = "{claims: {a: 1}}", "{claims: {a: 1, d: 1}}", "{claims: {a: 2}}", `{claims: {e: "{"}}`
	for _, tt := range []struct {
		given, expect string
		failures      string
	}{
		{permits, "{decision: permit}", ""},
		{permits, "{decision: deny}", `decision: "deny" "permit"`},
		{denies, "{decision: permit}", `decision: "permit" "deny"`},
		{permits, "{reason: permitted}", ""},
		{none, "{reason: no-permit}", ""},
		{fails, "{reason: error}", ""},
		{none, "{reason: denied}", `reason: "denied" "no-permit"`},
		{fails, "{error: MAA5008}", ""},
		{fails, "{error: MAA5001}", `error: "MAA5001" "MAA5008"`},
		{permits, "{error: MAA5008}", `error: "MAA5008" null`},
		{permits, "{rule: permit#1}", ""},
		{"{claims: {a: 1, b: 1}}", "{rule: permit#2}", ""},
		{denies, "{rule: deny}", ""},
		{fails, "{rule: add(x)}", ""},
		{permits, "{rule: permit#2}", `rule: "permit#2" "permit#1"`},
		{denies, "{rule: permit#1}", `rule: "permit#1" "deny"`},
		{none, "{rule: permit#1}", `rule: "permit#1" null`},
		{fails, "{rule: deny}", `rule: "deny" "add(x)"`},
		{permits, "{rule: 6}", ""},
		{none, "{nearest: permit#1}", ""},
		{none, "{nearest: permit#2}", `nearest: "permit#2" "permit#1"`},
		{permits, "{ran: [permit#1, issue(out), '=> issueproperty']}", ""},
		{permits, "{ran: [deny]}", `ran.deny: "ran" "did not run"`},
		{denies, "{ran: [issue(out)]}", `ran["issue(out)"]: "ran" "not reached"`},
		{permits, "{notRan: [deny, permit#2]}", ""},
		{denies, "{notRan: [issue(out)]}", ""},
		{permits, "{notRan: [permit#1]}", `notRan["permit#1"]: "did not run" "ran"`},
		{permits, "{claims: {out: 1}}", ""},
		{permits, "{claims: {out: '1'}}", `claims.out: "1" 1`},
		{permits, "{claims: {two: [1, 2]}}", ""},
		{permits, "{claims: {two: [2, 1]}}", `claims.two: [2,1] [1,2]`},
		{permits, "{claims: {three: null}}", ""},
		{permits, "{claims: {out: null}}", `claims.out: null 1`},
		{permits, "{claims: {three: 3}}", `claims.three: 3 null`},
		{denies, "{claims: {out: 1}}", `claims.out: 1 null`},
		{permits, "{claimsExactly: {out: 1, two: [1, 2], three: null}}", ""},
		{permits, "{claimsExactly: {out: 2, three: 3}}", `claimsExactly.out: 2 1; claimsExactly.three: 3 null; claimsExactly.two: null [1,2]`},
		{denies, "{claimsExactly: {}}", ""},
		{permits, "{properties: {p: 1, q: null}}", ""},
		{permits, "{properties: {p: 2}}", `properties.p: 2 1`},
		{permits, "{propertiesExactly: {p: 1}}", ""},
		{permits, "{propertiesExactly: {}}", `propertiesExactly.p: null 1`},
		{permits, "{decision: deny, reason: denied}", `decision: "deny" "permit"; reason: "denied" "permitted"`},
	} {
		c := oneCase(t, tt.given, tt.expect)
		var got []string
		for _, f := range c.Failures {
			got = append(got, fmt.Sprintf("%s: %s %s", f.Path, f.Wanted, f.Found))
		}
		want := suite.Passed
		if tt.failures != "" {
			want = suite.Failed
		}
		if g := strings.Join(got, "; "); g != tt.failures || c.Status != want {
			t.Errorf("%s %s: %s, %s, want %s %s", tt.given, tt.expect, c.Status, g+c.Message, want, tt.failures)
		}
		if c.Status == suite.Failed && c.Explanation == "" {
			t.Errorf("%s %s: no explanation", tt.given, tt.expect)
		}
	}
}

// T0.1, T3.4: a selector that fits no rule or several makes the case an error with
// the candidates.
func TestSelectors(t *testing.T) {
	t.Parallel()
	for expect, want := range map[string]string{
		"{rule: permit}":            `t_test.yaml:6:20: 2 rules fit "permit": permit#1 (6:5), permit#2 (7:5)`,
		"{ran: [permit#1, permit]}": `t_test.yaml:6:30: 2 rules fit "permit"`,
		"{notRan: [issue(outt)]}":   `t_test.yaml:6:23: no rule fits "issue(outt)", expected one of issue(out) (12:5)`,
		"{nearest: permit#3}":       `t_test.yaml:6:23: no rule fits "permit#3"`,
	} {
		c := oneCase(t, "{claims: {a: 1}}", expect)
		if c.Status != suite.Errored || !strings.HasPrefix(c.Message, want) {
			t.Errorf("%s: %s %q, want an error %q", expect, c.Status, c.Message, want)
		}
	}
}

// T3.2: inputs come from claims, files, tokens and fixtures; remove, set and add
// change them in this order.
func TestInputs(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"d/all.maa": "version=1.0;authorizationrules{=>permit();};issuancerules{c:[type!=\"zzz\"]=>issue(claim=c);};",
		"d/c.json":  `[{"type":"a","value":1},{"type":"a","value":2,"issuer":"AttestationService"},{"type":"b","value":"x"}]`,
		"d/t.json":  `{"x-ms-sgx-svn":3,"svn":3,"x-ms-policy":{"svn":3,"x-ms-sgx-svn":9},"exp":1}`,
	}
	for given, want := range map[string]string{
		"{file: c.json}":                                                       `{"a":[1,2],"b":"x"}`,
		"{file: c.json, set: {a: 3}}":                                          `{"a":3,"b":"x"}`,
		"{file: c.json, set: {a: null}}":                                       `{"b":"x"}`,
		"{file: c.json, set: {b: [1, 2], z: true}}":                            `{"a":[1,2],"b":[1,2],"z":true}`,
		"{file: c.json, remove: [a], add: [{type: a, value: 9}]}":              `{"b":"x","a":9}`,
		"{file: c.json, add: [{type: c, value: 1}], remove: [a], set: {b: z}}": `{"b":"z","c":1}`,
		"{base: g}":       `{"a":7,"b":"x"}`,
		"g":               `{"a":7,"b":"x"}`,
		"{token: t.json}": `{"x-ms-sgx-svn":3,"exp":1}`,
	} {
		files["d/t_test.yaml"] = fmt.Sprintf(`version: 1
policy: all.maa
fixtures:
  g: {base: f, set: {a: 7}}
  f: {file: c.json}
cases:
  - {name: a, given: %s, expect: {decision: permit, claimsExactly: {nothing: 1}}}
`, given)
		c := run(t, suite.Runner{Inputs: memory(files)}, "d/t_test.yaml").Files[0].Cases[0]
		if !strings.Contains(string(c.Result), `"claims":`+want+`,`) {
			t.Errorf("%s: got %s%s, want claims %s", given, c.Result, c.Message, want)
		}
	}
}

// T3.4: what can't be read makes its cases errors, with the place; others run.
func TestErrors(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"all.maa":  "version=1.0;authorizationrules{=>permit();};",
		"bad.maa":  "version=1.0;authorizationrules{=>premit();};",
		"c.json":   `{"a":1.5}`,
		"bad.yaml": "version: 1\npolicy: all.maa\ncases: [{nme: a}]\n",
		"e_test.yaml": `version: 1
policy: all.maa
fixtures: {gone: {file: gone.json}}
cases:
  - {name: file, given: gone, expect: {decision: permit}}
  - {name: claims, given: {file: c.json}, expect: {decision: permit}}
  - {name: token, given: {token: c.json}, expect: {decision: permit}}
  - {name: remove, given: {claims: {svn: 1}, remove: [svm]}, expect: {decision: permit}}
  - {name: evidence, given: {evidence: a, kind: snp, at: 2024-01-01T00:00:00Z}, expect: {decision: permit}}
  - {name: selector, given: {claims: {}}, expect: {nearest: deny}}
  - {name: good, given: {claims: {}}, expect: {decision: permit}}
  - {name: skipped, skip: not today, given: gone, expect: {decision: permit}}
`,
		"p_test.yaml": "version: 1\npolicy: bad.maa\ncases: [{name: a, given: {claims: {}}, expect: {decision: permit}}]\n",
	}
	report := run(t, suite.Runner{Inputs: memory(files)}, "e_test.yaml", "p_test.yaml", "bad.yaml", "none.yaml")
	var got strings.Builder
	for _, f := range report.Files {
		for _, c := range f.Cases {
			fmt.Fprintf(&got, "%s:%d %s: %s %s\n", f.File, c.Line, c.Name, c.Status, c.Message)
		}
	}
	want := `e_test.yaml:5 file: error e_test.yaml:3:25: gone.json: no such file
e_test.yaml:6 claims: error e_test.yaml:6:34: c.json: claims file 1:6 ($.a): found the number 1.5, expected an integer without fraction and exponent
e_test.yaml:7 token: error e_test.yaml:7:34: c.json: claims file 1:6 ($.a): found the number 1.5, expected an integer without fraction and exponent
e_test.yaml:8 remove: error e_test.yaml:8:55: found no claim of type "svm" to remove; did you mean "svn"?
e_test.yaml:9 evidence: error e_test.yaml:9:49: no evidence can be verified here
e_test.yaml:10 selector: error e_test.yaml:10:61: no rule fits "deny", expected permit (1:32)
e_test.yaml:11 good: passed 
e_test.yaml:12 skipped: skipped not today
p_test.yaml:3 a: error bad.maa:1:34: MAA2004: unknown action "premit"
bad.yaml:3 bad.yaml: error bad.yaml:3:9: found a case that expects nothing, so that it can't fail
bad.yaml:3:9: found a case without "given", expected an input, here or in defaults
bad.yaml:3:9: found a case without "name"
bad.yaml:3:10: unknown key "nme" in a case; did you mean "name"?
none.yaml:1 none.yaml: error none.yaml: no such file
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
	if report.OK() || report.Passed != 1 || report.Errors != 9 || report.Skipped != 1 {
		t.Errorf("got %+v", report)
	}
}

// T3.2: evidence is verified by what the caller gives, with its arguments; what it
// proves is the input.
func TestEvidence(t *testing.T) {
	t.Parallel()
	in := memory(map[string]string{
		"d/all.maa": "version=1.0;authorizationrules{[type==\"svn\", value==3]=>permit();};",
		"d/all_test.yaml": "version: 1\nfixtures: {q: {evidence: q.bin, kind: tee, at: 2024-01-01T00:00:00Z, chain: c.pem, insecure: true}}\n" +
			"cases:\n  - {name: a, given: q, expect: {decision: permit}}\n  - {name: b, given: {base: q, set: {svn: 2}}, expect: {decision: deny}}\n",
	})
	calls := 0
	in.Evidence = func(_ context.Context, folder string, e *testfile.Evidence) ([]claim.Claim, error) {
		calls++
		got := fmt.Sprint(folder, e.Kind.Text, e.Path.Text, e.At.Year())
		for _, a := range e.Arguments {
			got += " " + a.Name.Text + "=" + a.Value.Text
		}
		if got != "dteeq.bin2024 chain=c.pem insecure=true" {
			return nil, errors.New("got " + got)
		}
		return []claim.Claim{{Type: "svn", Value: claim.Int(3), Issuer: claim.AttestationService}}, nil
	}
	report := run(t, suite.Runner{Inputs: in, Jobs: 1}, "d/all_test.yaml")
	if report.Passed != 2 || calls != 1 {
		t.Errorf("%+v, %d calls, want the fixture once", report, calls)
	}
}

// many is a suite of many cases, every third of which fails.
func many() map[string]string {
	var b strings.Builder
	b.WriteString("version: 1\npolicy: abc.maa\ncases:\n")
	for i := range 60 {
		decision := "permit"
		if i%3 == 2 {
			decision = "deny"
		}
		fmt.Fprintf(&b, "  - {name: case %d, given: {claims: {a: 1, n: %d}}, expect: {decision: %s}}\n", i, i, decision)
	}
	return map[string]string{"abc.maa": abc, "a_test.yaml": b.String(), "b_test.yaml": b.String()}
}

// T3.5, section 8 item 3: the reports are the same bytes however many cases run at
// a time, also of a run that ends early.
func TestJobs(t *testing.T) {
	t.Parallel()
	for _, failFast := range []bool{false, true} {
		var want string
		for _, jobs := range []int{1, 2, 16} {
			r := suite.Runner{Inputs: memory(many()), Jobs: jobs, Coverage: true, FailFast: failFast}
			report := run(t, r, "a_test.yaml", "b_test.yaml")
			var b bytes.Buffer
			forms := writers(report)
			for _, name := range slices.Sorted(maps.Keys(forms)) {
				if err := forms[name](&b); err != nil {
					t.Fatal(err)
				}
			}
			if want == "" {
				want = b.String()
			}
			if b.String() != want {
				t.Errorf("fail fast %v: the reports of %d jobs differ from those of one", failFast, jobs)
			}
			if failFast && (report.Passed != 2 || report.Failed != 1) {
				t.Errorf("fail fast: %d passed, %d failed, want 2 and 1", report.Passed, report.Failed)
			}
		}
	}
}

// T3.5: cases are picked by FILE/NAME.
func TestOnly(t *testing.T) {
	t.Parallel()
	r := suite.Runner{Inputs: memory(many()), Only: regexp.MustCompile(`^b_.*/case 1$`)}
	report := run(t, r, "a_test.yaml", "b_test.yaml")
	if report.Passed != 1 || len(report.Files) != 1 || report.Files[0].File != "b_test.yaml" {
		t.Errorf("got %+v", report)
	}
	r.Only = regexp.MustCompile("nothing")
	if _, err := r.Run(context.Background(), []string{"a_test.yaml"}); !errors.Is(err, suite.ErrNoCase) {
		t.Errorf("got %v, want that no case fits", err)
	}
}

// A run whose context ends has no report.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := suite.Runner{Inputs: memory(many())}
	if _, err := r.Run(ctx, []string{"a_test.yaml"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}
