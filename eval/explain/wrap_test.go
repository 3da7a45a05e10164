package explain_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/eval/explain"
)

// TestWidth: on a terminal prose wraps and source lines are clipped, wide characters
// count two (T7.3).
func TestWidth(t *testing.T) {
	t.Parallel()
	x := explained(t, `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-svn", value>=4] => add(type="ok", value=true);
    [type=="ok", value==true, issuer=="AttestationPolicy"] && [type=="色", value=="赤いもの、赤いもの"] => permit();
};`, parsed(t, []byte(`[{"type": "ok", "value": true}, {"type": "色", "value": "青いもの、青いもの"}]`)))
	want := `no-permit: no permit rule ran
nearest: permit  policy.maa:4:5  0 of 2
    conditions hold
  fails  4:5  [type=="ok", value==true, i…
              wanted issuer
              "AttestationPolicy", found
              true (CustomClaim): right
              value, sent by the client;
              made by rule 3:5, which did
              not run
                fails  3:5  [type=="x-ms-…
                            found no claim
                     of type
                     "x-ms-sgx-svn"
  fails  4:63  [type=="色", value=="赤い…
               wanted
               "赤いもの、赤いもの", found
               "青いもの、青いもの"
               (CustomClaim)
`
	got := x.Text(explain.TextOptions{Width: 42})
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("(-got +want)\n%s", diff)
	}
	for line := range strings.Lines(got) {
		if n := diag.Width(strings.TrimSuffix(line, "\n")); n > 42 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for width := range 30 { // nothing goes wrong on narrow ones
		if got := x.Text(explain.TextOptions{Width: width}); got == "" {
			t.Errorf("width %d: got nothing", width)
		}
	}
}
