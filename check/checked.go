package check

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// Checked is a policy without errors, with what the check found out about it.
// The tree stays as it was: results stand in tables beside it. It is immutable.
type Checked struct {
	Source *ast.Source
	Policy *ast.Policy
	// Definitions leads from the use of a binder (the Ident of a PropertyRef's
	// Binder, or a BinderRef) to the condition that defines it (L4.8).
	Definitions map[ast.Node]*ast.Condition
	// Static holds what rules of configurationrules without conditions set to
	// literals, in order: properties known before any claim exists (L5.6).
	Static []claim.Claim
}

// Hash returns the policy hash of the text (L8.1).
func (c *Checked) Hash() string { return ast.PolicyHash(c.Source.Text) }
