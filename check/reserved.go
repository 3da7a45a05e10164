package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

// reserved warns of a claim name that the service keeps for itself: its own value,
// if any, stands at the top level of the token, the issued one only in x-ms-policy
// (L6.6).
func (r *ruleCheck) reserved(kind ast.ActionKind, args *arguments) {
	if r.section != ast.Issuance || kind != ast.Issue {
		return
	}
	name, at, ok := r.namedType(args)
	if !ok || !catalog.Reserved(name, r.opts.AttestationType) {
		return
	}
	if known, _ := catalog.Lookup(name); known.Use.Has(catalog.Outgoing) {
		r.report(reservedName.At(at, "the service itself writes %q", name))
		return
	}
	r.report(reservedName.At(at, "names like %q are for evidence only", spell.Word(name)))
}
