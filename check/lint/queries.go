package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jmespath"
)

// literalUse is a literal query of a rule, with what is known of what it looks up.
type literalUse struct {
	*rule
	lit *ast.StringLit
	// document is what the query runs over, nil if it isn't known.
	document *jmespath.Shape
	jmespath.Uses
}

// queries returns the literal queries of all rules.
func (p *policy) queries() []literalUse { return p.documents().uses }

// at returns the place in the policy of a name or literal of the query.
func (u literalUse) at(o jmespath.Operand) ast.Span { return u.lit.SpanOf(o.From, o.To) }

// isNull reports whether a side of a comparison is null, by the literal or by the bare
// name that no object has.
func isNull(o jmespath.Operand) bool {
	return o.Form == jmespath.LiteralForm && o.Shape.Kinds == jmespath.Null || o.Form == jmespath.BareName && o.Name == "null" && !isMember(o)
}

// isMember reports whether a name is one of the known ones where it stands.
func isMember(o jmespath.Operand) bool { return o.In.Members[o.Name] != nil }
