package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
)

const lab = `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-is-debuggable", value==true] => permit();
    [type=="lab", value==true] => permit();
};
`

var day = time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC)

// review reviews policies of a folder under a configuration.
func review(t *testing.T, text string, at time.Time, arguments map[diag.Code]diag.Severity, policies ...string) (files []diag.File, stale []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "b.maa"), []byte(lab), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.maa"), []byte(lab), 0o600); err != nil {
		t.Fatal(err)
	}
	r := in(t, dir, "version: 1\nlint:\n"+text).NewReview(at, arguments)
	for _, name := range policies {
		src, found := lint(lab)
		files = append(files, r.File(filepath.Join(dir, name), src, found))
	}
	for _, d := range r.Stale().Findings {
		stale = append(stale, fmt.Sprintf("%d:%d %s %s: %s", d.Place.Line, d.Place.Column, d.Code, d.Severity, d.Message))
	}
	return files, stale
}

// codes lists findings with the lines that they stand on.
func codes(file diag.File) string {
	var parts []string
	for _, d := range file.Findings {
		parts = append(parts, fmt.Sprintf("%s@%d %s", d.Code, d.Place.Line, d.Severity))
	}
	for _, a := range file.Accepted {
		parts = append(parts, fmt.Sprintf("accepted %s@%d: %s", a.Code, a.Place.Line, a.Justification))
	}
	return strings.Join(parts, ", ")
}

// T2.8: severities and acceptances, as they change what was found.
func TestReview(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text      string
		arguments map[diag.Code]diag.Severity
		want      string
		stale     []string
	}{
		"nothing": {want: "MAA3031@3 warning, MAA3031@4 warning"},
		"raised":  {text: "  checks: {debug-required: error}", want: "MAA3031@3 error, MAA3031@4 error"},
		"off":     {text: "  checks: {MAA3031: off}", want: ""},
		"arguments win": {
			text: "  checks: {MAA3031: off}", arguments: map[diag.Code]diag.Severity{"MAA3031": diag.Info},
			want: "MAA3031@3 info, MAA3031@4 info",
		},
		"a rule": {
			text: "  accept: [{code: MAA3031, policy: a.maa, rule: permit#2, reason: lab}]",
			want: "MAA3031@3 warning, accepted MAA3031@4: lab",
		},
		"a fragment": {
			text: `  accept: [{code: debug-required, policy: "*.maa", rule: 'type=="lab"', reason: lab}]`,
			want: "MAA3031@3 warning, accepted MAA3031@4: lab",
		},
		"a line": {
			text: `  accept: [{code: debug-required, policy: ./a.maa, rule: 3, reason: lab}]`,
			want: "MAA3031@4 warning, accepted MAA3031@3: lab",
		},
		"the policy": {
			text: "  accept: [{code: MAA3031, policy: '**', reason: lab, until: 2027-01-31}]",
			want: "accepted MAA3031@3: lab, accepted MAA3031@4: lab",
		},
		"past": {
			text:  "  accept: [{code: MAA3031, policy: a.maa, reason: lab, until: 2027-01-30}]",
			want:  "MAA3031@3 warning, MAA3031@4 warning",
			stale: []string{"3:19 MAA3051 warning: found an acceptance of MAA3031 until 2027-01-30, which is past"},
		},
		"of another code": {
			text:  "  accept: [{code: MAA3041, policy: a.maa, reason: lab}]",
			want:  "MAA3031@3 warning, MAA3031@4 warning",
			stale: []string{"3:19 MAA3051 warning: found an acceptance of MAA3041 in a.maa that fits no finding"},
		},
		"of no rule": {
			text:  "  accept: [{policy: a.maa, code: MAA3031, rule: permit, reason: lab}]\n  checks: {stale-acceptance: error}",
			want:  "MAA3031@3 warning, MAA3031@4 warning",
			stale: []string{`3:34 MAA3051 error: found an acceptance of MAA3031 in a.maa that fits no finding: 2 rules fit "permit": permit#1 (3:5), permit#2 (4:5)`},
		},
		"of no file": {
			text:  "  accept: [{code: MAA3031, policy: gone.maa, reason: lab}]",
			want:  "MAA3031@3 warning, MAA3031@4 warning",
			stale: []string{"3:19 MAA3051 warning: found an acceptance of MAA3031 in gone.maa that fits no finding"},
		},
		// A policy that was not looked at, or a check that is off, proves nothing.
		"of another file": {
			text: "  accept: [{code: MAA3031, policy: b.maa, reason: lab}, {code: MAA3041, policy: '*.maa', reason: lab}]",
			want: "MAA3031@3 warning, MAA3031@4 warning",
		},
		"of what is off": {
			text: "  checks: {MAA3031: off}\n  accept: [{code: MAA3031, policy: a.maa, reason: lab}]",
		},
		"stale is off": {
			text: "  checks: {MAA3051: off}\n  accept: [{code: MAA3041, policy: a.maa, reason: lab}]",
			want: "MAA3031@3 warning, MAA3031@4 warning",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, stale := review(t, tt.text, day, tt.arguments, "a.maa")
			if got := codes(files[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.stale, stale); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An acceptance for many policies is judged when all of them were reviewed.
func TestStaleOfManyPolicies(t *testing.T) {
	t.Parallel()
	_, stale := review(t, "  accept: [{code: MAA3041, policy: '*.maa', reason: lab}]", day, nil, "a.maa", "b.maa")
	want := []string{"3:19 MAA3051 warning: found an acceptance of MAA3041 in *.maa that fits no finding"}
	if diff := cmp.Diff(want, stale); diff != "" {
		t.Error(diff)
	}
}

// T2.9: errors of the language can't be lowered, and nothing is concluded from a
// policy that has one.
func TestReviewKeepsErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := in(t, dir, "version: 1\nlint: {accept: [{code: MAA3031, policy: '**', reason: lab, rule: deny}]}")
	path := filepath.Join(dir, "a.maa")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := c.NewReview(day, map[diag.Code]diag.Severity{"MAA1002": diag.NoSeverity})
	src, found := lint(strings.Replace(lab, "permit();", "permit()", 1))
	file := r.File(path, src, found)
	if got, want := codes(file), "MAA3031@3 warning, MAA1002@3 error, MAA3031@4 warning"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := r.Stale().Findings; len(got) != 0 {
		t.Errorf("got %v, want nothing concluded", got)
	}
}

// The examples of a page: the bad one gives its code, the good one nothing.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, page := range config.Pages() {
		for text, want := range map[string]int{page.Bad: 1, page.Good: 0} {
			dir := t.TempDir()
			path := filepath.Join(dir, "lab.maa")
			if err := os.WriteFile(path, []byte(lab), 0o600); err != nil {
				t.Fatal(err)
			}
			src, found := lint(lab)
			r := in(t, dir, text).NewReview(day, nil)
			r.File(path, src, found)
			if got := r.Stale().Findings; len(got) != want || want == 1 && got[0].Code != page.Code {
				t.Errorf("%s: got %v for %s", page.Code, got, text)
			}
		}
	}
}

func ExampleConfig_NewReview() {
	c, err := config.Parse(".assay.yaml", []byte("version: 1\nlint: {checks: {debug-required: error}}\n"), checks)
	if err != nil {
		fmt.Println(err)
		return
	}
	src, found := lint(lab)
	file := c.NewReview(time.Now(), nil).File("lab.maa", src, found)
	fmt.Println(len(file.Findings), file.Findings[0].Severity)
	// Output: 2 error
}
