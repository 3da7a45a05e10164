package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
)

var foreignProperty = pageOf("MAA3022")

// foreignProperties reports, if the attestation type was to be detected, the property
// that leaves none. For a given type the check says it.
func foreignProperties(r *rule) {
	lit := r.literalType(ast.IssueProperty)
	if lit == nil || lit != r.detected.Conflict || r.opts.Check.AttestationType != "" {
		return
	}
	entry, _ := catalog.Lookup(lit.Value)
	r.report(foreignProperty.At(lit.Span, "found a property of %s, expected one of %s, like the names before",
		typeNames(entry.Types), typeNames(r.detected.Before)))
}
