package engine

import (
	"fmt"

	"cel.dev/cel-go/cel"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Computation is an expression with functions: a CEL program that consists of
// nothing but calls. It may fail (L6.4), so it is kept apart: CEL's "&&", "||" and
// quantifiers would swallow the failure.
type Computation struct {
	// Inputs are the references that the program reads, n as the variable rn.
	Inputs []Referred

	Node    *ast.Call
	Sites   []Site
	Queries *QueryCache // of the program
	Program cel.Program
}

// Site is a call: its place, and what was made of its literals ahead of time
// (L7.4). The program knows it by its number, the second argument.
type Site struct {
	Call     *ast.Call
	Query    *jmespath.Query // nil if the query is no literal
	Document jsondoc.Value   // of a literal document
	Parsed   bool            // Document is set
}

// Run evaluates the expression and returns its values, which live until the rule
// ends and must not be changed; referred holds the values of the rule's references,
// filled in for the inputs. It returns false if that ended the evaluation.
func (c *Computation) Run(ev *Evaluation, referred []Values) (*Values, bool) {
	ev.right, ev.inputs, ev.sites, ev.queries = nil, referred, c.Sites, c.Queries
	out, _, err := c.Program.Eval((*variables)(ev))
	if ev.failure != nil || ev.cancelled != nil {
		return nil, false
	}
	if err != nil {
		panic(fmt.Sprintf("engine: expression at byte %d failed: %v", c.Node.Pos().Offset(), err))
	}
	return out.(*set).values(), true
}
