package attest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/steps"
	"github.com/assay-policy/assay/token"
)

// Result is evidence that was verified, and what the policy made of it.
type Result struct {
	// Verified is what the evidence proves, as of which time, and by which steps.
	Verified evidence.Verified
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

// errUnverified says that a value proves nothing: no verification made it (E1.1).
var errUnverified = errors.New("attest: the evidence was not verified: its Verified is empty")

// Token issues an attestation token for the result, signed and dated as of the
// time of the verification (S1): a token for evidence as of last year expired last
// year.
func (r *Result) Token(signer *token.Signer) (string, error) {
	return r.InsecureTokenAt(signer, r.Verified.Time())
}

// InsecureTokenAt issues a token that is dated as of a time other than that of
// the verification. It vouches for evidence, certificates and revocation lists at
// a time as of which they were not verified.
func (r *Result) InsecureTokenAt(signer *token.Signer, issued time.Time) (string, error) {
	if !r.Permitted() {
		return "", ErrDenied
	}
	if r.Verified.Empty() {
		return "", errUnverified
	}
	t := r.Verified.Type()
	return token.Issue(signer, token.Body{
		AttestationType: t.ClaimValue(),
		PolicyHash:      r.Evaluation.PolicyHash,
		Evidence:        tokenClaims(r.Verified),
		Issued:          r.Evaluation.Claims,
	}, issued)
}

// tokenClaims returns the claims of the evidence that tokens have: all but the
// deprecated names that only policies see (E2.6).
func tokenClaims(v evidence.Verified) []claim.Claim {
	return slices.DeleteFunc(v.Claims(), func(c claim.Claim) bool {
		entry, known := catalog.Lookup(c.Type)
		return known && !entry.Use.Has(catalog.Outgoing)
	})
}

// evaluated reports whether a policy was asked: it is so for every Result of Attest.
func (r *Result) evaluated() bool { return r.Evaluation != nil && r.Trace != nil }

// Explain says in text what was verified, and which rule decided.
func (r *Result) Explain() string {
	if !r.evaluated() {
		return "No policy was evaluated\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Evidence verified as of %s\n", stamp(r.Verified.Time()))
	width := steps.Text(&b, r.Verified.Steps(), len("policy hash"))
	b.WriteString("\nPolicy\n")
	fmt.Fprintf(&b, "  %-*s  %s\n  %-*s  ", width, "policy hash", r.Evaluation.PolicyHash, width, "decision")
	b.WriteString(r.Trace.Summary())
	b.WriteString("\n")
	return b.String()
}

// JSON returns the result as compact JSON: the steps, the claims that the
// evidence proves, and the evaluation in the form of L10.2. It is null if no policy
// was evaluated.
func (r *Result) JSON() json.RawMessage {
	if !r.evaluated() {
		return json.RawMessage("null")
	}
	return jsondoc.AppendObject(nil,
		jsondoc.StringMember("attestationType", string(r.Verified.Type())),
		jsondoc.StringMember("time", stamp(r.Verified.Time())),
		jsondoc.Member{Name: "steps", Text: jsondoc.AppendCompact(nil, steps.JSON(r.Verified.Steps()))},
		jsondoc.Member{Name: "evidence", Text: claim.ShapeToken(r.Verified.Claims())},
		jsondoc.Member{Name: "result", Text: r.Evaluation.AppendJSON(nil, r.Trace.Source)},
	)
}
