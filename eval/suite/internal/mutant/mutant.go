package mutant

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
)

// Mutant is a policy with one change.
type Mutant struct {
	// Mutator names the kind of change.
	Mutator Mutator
	// Place is the text that the change replaces, Replacement what stands there
	// instead, "" if nothing does.
	Place       ast.Span
	Replacement string
	// Unit is what has to be entered for the change to matter: a *ast.Condition, a
	// *ast.Action, or the *ast.Rule that is dropped.
	Unit ast.Node
	// Rule is the rule that is changed, Changed what became of it, nil if it is
	// dropped.
	Rule, Changed *ast.Rule

	of      *check.Checked
	section *ast.Section
}

// Mutator is a kind of change.
type Mutator string

// The mutators (T3.9).
const (
	Equality        Mutator = "equality"
	Ordering        Mutator = "ordering"
	Boolean         Mutator = "boolean"
	Integer         Mutator = "integer"
	String          Mutator = "string"
	Issuer          Mutator = "issuer"
	DropTest        Mutator = "drop-test"
	DropCondition   Mutator = "drop-condition"
	NegateCondition Mutator = "negate-condition"
	DropRule        Mutator = "drop-rule"
	Decision        Mutator = "decision"
	IssueToAdd      Mutator = "issue-to-add"
	Binder          Mutator = "binder"
	Function        Mutator = "function"
	QueryComparison Mutator = "query-comparison"
	QueryLogic      Mutator = "query-logic"
	QueryLiteral    Mutator = "query-literal"
)

// latest is the version of all mutants: a change may need what the policy's own
// version lacks.
const latest = 2

// Tree is the tree of the mutant. It shares all nodes but those on the way to the
// change, which keep their places in the policy's text. Comments are left out.
func (m *Mutant) Tree() *ast.Policy {
	tree := *m.of.Policy
	tree.Comments, tree.Attached = nil, nil
	version := *tree.Version
	version.Minor = latest
	tree.Version = &version
	section := *m.section
	at := slices.Index(section.Statements, ast.Statement(m.Rule))
	section.Statements = slices.Clone(section.Statements)
	if m.Changed != nil {
		section.Statements[at] = m.Changed
	} else {
		section.Statements = slices.Delete(section.Statements, at, at+1)
	}
	tree.Items = slices.Clone(tree.Items)
	tree.Items[slices.Index(tree.Items, ast.Item(m.section))] = &section
	return &tree
}

// Check checks the mutant. It is nil if the change made an error: then there is no
// such mutant.
func (m *Mutant) Check() *check.Checked {
	checked, _ := check.Policy(m.of.Source, m.Tree(), check.Options{})
	return checked
}

// Now is what stands for a rule of the policy in the mutant: its changed copy, or the
// rule itself. That doesn't stand in the mutant if it is the one that was dropped, or
// now acts otherwise: what is expected of a permit can't be true of a deny.
func (m *Mutant) Now(rule *ast.Rule) *ast.Rule {
	if m == nil || rule == nil || rule != m.Rule || m.Changed == nil || m.Changed.Action.Kind != rule.Action.Kind {
		return rule
	}
	return m.Changed
}
