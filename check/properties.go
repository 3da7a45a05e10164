package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/lang"
)

// property warns of a known property that has no effect for the attestation type,
// or that can't have the literal it is set to (L5.6, S2.11).
func (r *ruleCheck) property(kind ast.ActionKind, args *arguments) {
	if kind != ast.IssueProperty {
		return
	}
	name, at, ok := r.namedType(args)
	if !ok {
		return
	}
	entry, _ := catalog.Lookup(name)
	if !entry.Use.Has(catalog.Property) {
		return
	}
	if typ, known := catalog.LookupType(r.opts.AttestationType); known && !entry.Types.Has(typ.Type) {
		r.report(foreignProperty.At(at, "found %q, which has no effect for %s", name, typ.Type))
		return
	}
	if value, ok := literalValue(args.value); ok {
		r.propertyValue(entry, span(args.value.Value), value)
	}
}

// propertyValue warns of a literal of another kind than the property has, or of one
// out of its range.
func (r *ruleCheck) propertyValue(entry catalog.Entry, at ast.Span, value claim.Value) {
	if kind := value.Kind(); !entry.Kinds.Has(kind) {
		r.report(propertyValue.At(at, "found %s, expected %s for %q",
			only(kind), lang.Kinds(entry.Kinds), entry.Name))
		return
	}
	if n := value.Int(); entry.Most > 0 && (n < entry.Least || n > entry.Most) {
		r.report(propertyValue.At(at, "found %d, expected %d to %d for %q", n, entry.Least, entry.Most, entry.Name))
	}
}
