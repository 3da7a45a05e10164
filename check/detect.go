package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// Detection is what the names in a policy say of the attestation type that it is
// written for (T2.2).
type Detection struct {
	// Type is the one type that all names have in common; "" if there is none, or
	// several. SgxEnclave stands for OpenEnclave too, and Tpm for VBS: their claims
	// are the same.
	Type catalog.Type
	// Conflict is the first name that leaves no type in common with those before it:
	// the literal of a condition or of an action. It is nil if there is none.
	Conflict *ast.StringLit
	// Before are the types that the names before Conflict have in common.
	Before catalog.Types
}

// DetectType finds out which attestation type a policy is for: the incoming claims
// that it tests by == and no rule makes, and the properties that it sets.
func DetectType(l *Lineage) Detection {
	d := detector{left: catalog.AllTypes(), seen: map[string]bool{}}
	for _, s := range l.Rules {
		for _, cond := range s.Rule.Conditions {
			lit := TypeLiteral(cond)
			if lit != nil && !d.seen[lit.Value] && Admits(cond, claim.AttestationService) && !l.Reached(s, cond) {
				d.seen[lit.Value] = true
				d.name(lit, catalog.Incoming)
			}
		}
		if lit := propertyLiteral(s.Rule.Action); lit != nil {
			d.name(lit, catalog.Property)
		}
	}
	if d.Conflict == nil {
		d.Type, _ = d.left.One()
	}
	return d.Detection
}

// detector intersects the types of names.
type detector struct {
	Detection
	left catalog.Types
	seen map[string]bool // names of conditions: one more takes nothing away
}

// name takes away the types that a name of a use isn't known for.
func (d *detector) name(lit *ast.StringLit, use catalog.Use) {
	entry, ok := catalog.Lookup(lit.Value)
	if !ok || !entry.Use.Has(use) || d.Conflict != nil {
		return
	}
	if d.left&entry.Types == 0 {
		d.Conflict, d.Before = lit, d.left
	}
	d.left &= entry.Types
}

// propertyLiteral returns the literal name of the property that an action sets, nil
// if it sets none.
func propertyLiteral(a *ast.Action) *ast.StringLit {
	if a == nil || a.Kind != ast.IssueProperty {
		return nil
	}
	if args := named(a); args.typ != nil {
		lit, _ := args.typ.Value.(*ast.StringLit)
		return lit
	}
	return nil
}
