package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// changes writes after which changes of the claims the policy would permit: the first
// of them, or all.
func (w *writer) changes() {
	x := w.x
	if x.MaxEdits == 0 || x.Result.Reason == eval.ReasonNoPermit && len(x.permits()) == 0 {
		return
	}
	if len(x.Changes) == 0 {
		w.line(2, "%s", x.unchanged())
		return
	}
	for i, c := range x.Changes {
		switch {
		case i == 0 && x.Minimal:
			w.line(2, "would be permitted after %s, no fewer: %s", count(len(c.Edits), "change"), edits(c))
		case i == 0:
			w.line(2, "would be permitted after %s: %s", count(len(c.Edits), "change"), edits(c))
		case w.all:
			w.line(2, "or: %s", edits(c))
		}
	}
}

// unchanged says that there are no changes, or that none were found.
func (x *Explanation) unchanged() string {
	changes := "single change"
	if x.MaxEdits > 1 {
		changes = fmt.Sprintf("set of up to %d changes", x.MaxEdits)
	}
	if x.Minimal {
		return "no " + changes + " would lead to a permit"
	}
	return "found no " + changes + " that leads to a permit, but there may be one"
}

// edits are those of a change; the verb stands before the first of several that do
// the same.
func edits(c reason.Change) string {
	var out []string
	var last reason.EditKind
	for _, kind := range []reason.EditKind{reason.SetValue, reason.AddClaim, reason.RemoveClaim} {
		for _, e := range c.Edits {
			if e.Kind != kind {
				continue
			}
			verb := ""
			if kind != last {
				verb, last = kind.String()+" ", kind
			}
			out = append(out, verb+edited(&e, c.Edits))
		}
	}
	return strings.Join(out, ", ")
}

// edited is a claim and its new value. Evidence gives it unless the issuer is said;
// which of several claims of its type it is, the old value says.
func edited(e *reason.Edit, all []reason.Edit) string {
	out := diag.Visible(short(e.Claim.Type))
	switch e.Kind {
	case reason.SetValue:
		if slices.ContainsFunc(all, func(o reason.Edit) bool { return o.Claim.Type == e.Claim.Type && o.Was != e.Was }) {
			out += " = " + show(e.Was.Value)
		}
		out += " to " + showBeside(e.Claim.Value, e.Was.Value)
	case reason.AddClaim, reason.RemoveClaim:
		out += " = " + show(e.Claim.Value)
	}
	if e.Claim.Issuer != claim.AttestationService {
		out += fmt.Sprintf(" (%s)", e.Claim.Issuer)
	}
	return out
}
