package attest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/token"
)

// Result is evidence that was verified, and what the policy made of it.
type Result struct {
	Type catalog.Type
	// Time is the time as of which the evidence was verified.
	Time time.Time
	// Steps are the steps of the verification, and what each established.
	Steps []evidence.Step
	// Claims are what the evidence proves: claims of AttestationService.
	Claims []claim.Claim
	// Evaluation is the decision of the policy.
	Evaluation *eval.Result
	// Trace says how the policy came to it.
	Trace *eval.Trace
}

// Permitted reports whether the policy permits.
func (r *Result) Permitted() bool {
	return r.Evaluation != nil && r.Evaluation.Decision == eval.Permitted
}

// ErrDenied is what Token returns if the policy does not permit.
var ErrDenied = errors.New("the policy denies: no token is issued")

// Token issues an attestation token for the result, signed and dated now (S1).
func (r *Result) Token(signer *token.Signer, now time.Time) (string, error) {
	if !r.Permitted() {
		return "", ErrDenied
	}
	return token.Issue(signer, token.Body{
		AttestationType: r.Type.ClaimValue(),
		PolicyHash:      r.Evaluation.PolicyHash,
		Evidence:        r.Claims,
		Issued:          r.Evaluation.Claims,
	}, now)
}

// Explain says in text what was verified, and which rule decided.
func (r *Result) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Evidence verified as of %s\n", r.Time.UTC().Format(time.RFC3339))
	width := 0
	for _, s := range r.Steps {
		width = max(width, len(s.Name))
	}
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "  %-*s  %s\n", width, s.Name, s.Detail)
	}
	b.WriteString("\nPolicy\n")
	fmt.Fprintf(&b, "  %-*s  %s\n  %-*s  ", width, "policy hash", r.Evaluation.PolicyHash, width, "decision")
	b.WriteString(r.Trace.Summary())
	b.WriteString("\n")
	return b.String()
}

// AppendJSON appends the result as compact JSON: the steps, the claims that the
// evidence proves, and the evaluation as L10 has it.
func (r *Result) AppendJSON(dst []byte) []byte {
	var steps []jsondoc.Value
	for _, s := range r.Steps {
		steps = append(steps, jsondoc.NewObject([]string{"step", "clause", "established"},
			[]jsondoc.Value{jsondoc.NewString(s.Name), jsondoc.NewString(s.Clause), jsondoc.NewString(s.Detail)}))
	}
	return jsondoc.AppendObject(dst,
		jsondoc.StringMember("attestationType", string(r.Type)),
		jsondoc.StringMember("time", r.Time.UTC().Format(time.RFC3339)),
		jsondoc.Member{Name: "steps", Text: jsondoc.AppendCompact(nil, jsondoc.NewArray(steps))},
		jsondoc.Member{Name: "evidence", Text: claim.ShapeToken(r.Claims)},
		jsondoc.Member{Name: "result", Text: r.Evaluation.AppendJSON(nil, r.Trace.Source)},
	)
}
