package evaluator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/internal/evaluator"
	"github.com/assay-policy/assay/internal/policygen"
)

// said is all that an evaluator says of a policy.
type said struct {
	evaluated *brief.Explanation
	explained string
	errors    []string
}

func (s *said) fails(err error) bool {
	if err != nil {
		s.errors = append(s.errors, err.Error())
	}
	return err != nil
}

// says asks for an explanation at length only where one is wanted: it takes long.
func says(t *rapid.T, e *evaluator.Evaluator, text, claims string, length bool) (out said) {
	p, err := e.Check(ast.NewSource("p.maa", strings.Clone(text)))
	if out.fails(err) {
		return out
	}
	out.evaluated, err = e.Evaluate(t.Context(), p, []byte(claims))
	if out.fails(err) || !length {
		return out
	}
	out.explained, err = e.Explain(t.Context(), p, []byte(claims))
	out.fails(err)
	return out
}

// TestEditsV6_6: after any edits of policies and claims an evaluator says what a new one
// says.
func TestEditsV6_6(t *testing.T) {
	t.Parallel()
	evaluated := 0
	rapid.Check(t, func(t *rapid.T) {
		e := evaluator.New()
		texts := []string{policygen.Policy(t), policygen.Policy(t)}
		for left := rapid.IntRange(0, 6).Draw(t, "steps"); left >= 0; left-- {
			text := &texts[rapid.IntRange(0, 1).Draw(t, "policy")]
			claims := claimsFile(t)
			got, want := says(t, e, *text, claims, left == 0), says(t, evaluator.New(), *text, claims, left == 0)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(said{})); diff != "" {
				t.Fatalf("%s\n%s\n(-want +got)\n%s", *text, claims, diff)
			}
			if want.evaluated != nil {
				evaluated++
			}
			*text = edited(t, *text)
		}
	})
	if evaluated < 100 {
		t.Errorf("%d evaluations, expected more", evaluated)
	}
}

// edited is a policy after a keystroke, or after a line was taken to another place.
func edited(t *rapid.T, text string) string {
	at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
	switch c := text[at]; {
	case '0' <= c && c <= '9' || 'a' <= c && c <= 'z':
		return text[:at] + rapid.SampledFrom([]string{"1", "7", "a", "b"}).Draw(t, "key") + text[at+1:]
	case c == ' ' || c == '\n':
		return text[:at] + rapid.SampledFrom([]string{" ", "\n", "\n\n  "}).Draw(t, "gap") + text[at:]
	}
	lines := strings.SplitAfter(text, "\n")
	from, to := rapid.IntRange(0, len(lines)-1).Draw(t, "from"), rapid.IntRange(0, len(lines)-1).Draw(t, "to")
	lines[from], lines[to] = lines[to], lines[from]
	return strings.Join(lines, "")
}

// claimsFile draws one.
func claimsFile(t *rapid.T) string {
	type entry struct {
		Type   string          `json:"type"`
		Value  json.RawMessage `json:"value"`
		Issuer string          `json:"issuer"`
	}
	entries := []entry{}
	for _, c := range policygen.Claims(t) {
		if c.Issuer != claim.AttestationPolicy {
			entries = append(entries, entry{c.Type, c.Value.JSON(), c.Issuer.String()})
		}
	}
	out, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
