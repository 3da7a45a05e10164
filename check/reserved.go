package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
)

// reserved warns of a claim name that the service writes itself: its own value
// stands at the top level of the token, the issued one only in x-ms-policy
// (L6.6).
func (r *ruleCheck) reserved(kind ast.ActionKind, args *arguments) {
	if r.section != ast.Issuance || kind != ast.Issue {
		return
	}
	name, at, ok := r.namedType(args)
	if ok && catalog.Reserved(name, r.opts.AttestationType) {
		r.report(reservedName.At(at, "the service itself writes %q", name))
	}
}
