package suite_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/eval/suite"
)

// T7.3: on a terminal the report keeps to its width, in which wide characters count two;
// but a case to paste stays as it must be.
func TestT7_3Width(t *testing.T) {
	t.Parallel()
	const width = 60
	files := map[string]string{
		"a.maa": `version=1.0;
authorizationrules {
    [type=="owner", value=="署名者 署名者 署名者 署名者 署名者 署名者 署名者"] && [type=="svn", value>=4] && [type=="vmid"] => permit();
};
`,
		"a_test.yaml": `version: 1
defaults: {given: {claims: {owner: 署名者 署名者 署名者 署名者 署名者 署名者 署名者, svn: 4, vmid: x}}}
cases:
  - {name: permits, expect: {decision: permit}}
  - {name: denies, given: {claims: {owner: 署名者, svn: 4}}, expect: {decision: permit}}
  - {name: later, skip: a reason that does not fit on one line of a narrow terminal, expect: {decision: permit}}
`,
	}
	report := run(t, suite.Runner{Inputs: memory(files), Coverage: true, Mutate: true}, "a_test.yaml")
	var whole, narrow bytes.Buffer
	if err := report.Text(&whole, suite.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := report.Text(&narrow, suite.TextOptions{Width: width}); err != nil {
		t.Fatal(err)
	}
	pasted := false
	for line := range strings.Lines(narrow.String()) {
		line = strings.TrimSuffix(line, "\n")
		pasted = strings.HasPrefix(line, "cases for ") || pasted && line != ""
		if n := diag.Width(line); n > width && !pasted {
			t.Errorf("got %d columns, want %d at most: %s", n, width, line)
		}
	}
	if got, want := len(strings.Fields(narrow.String())), len(strings.Fields(whole.String())); got < want-10 {
		t.Errorf("got %d words, want most of %d:\n%s", got, want, &narrow)
	}
	if !strings.Contains(narrow.String(), "\n    given: {claims: {") {
		t.Errorf("got no case to paste in\n%s", &narrow)
	}
}
