package lint

import (
	"context"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// Input is a policy as far as the phases before got with it.
type Input struct {
	Source *ast.Source
	Tree   *ast.Policy
	// Checked is nil if the policy has an error. Then the rules without one are
	// linted, and nothing is proved (T2.1).
	Checked *check.Checked
	// Found are the findings of the parser and of the check.
	Found diag.List
	// Lineage is that of the tree, if the caller has it from the function Lineage; else
	// it is read.
	Lineage *check.Lineage
}

// Lineage reads the lineage of a policy. A rule with an error may make any claim.
func Lineage(in Input) *check.Lineage {
	p := &policy{Input: in, earlier: in.Found.Sorted()}
	return check.NewLineage(in.Tree, p.broken)
}

// Source parses, checks and lints a text. The findings of all three are sorted; the
// result is nil if there is an error among them.
func Source(src *ast.Source, opts Options) (*check.Checked, diag.List) {
	tree, parsed := grammar.Parse(src, opts.Check.Grammar)
	checked, found := check.Policy(src, tree, opts.Check)
	in := Input{Source: src, Tree: tree, Checked: checked, Found: append(parsed[:len(parsed):len(parsed)], found...)}
	if in.Found.HasErrors() {
		in.Checked = nil
	}
	return in.Checked, Policy(in, opts)
}

// Policy lints a policy. It returns what was found before together with its advice,
// sorted: of findings that say the same of a condition one is left (T2.4).
func Policy(in Input, opts Options) diag.List { return run(newPolicy(in, opts)) }

// Prove is Policy for callers that may not wait for the proofs. The error is that of the
// context if it ended first. The context is asked again and again, so that its Err can let
// others work meanwhile (V2.10).
func Prove(ctx context.Context, in Input, opts Options) (diag.List, error) {
	p := newPolicy(in, opts)
	p.ctx = ctx
	found := run(p)
	return found, ctx.Err()
}

// run makes all checks.
func run(p *policy) diag.List {
	for r := range p.each(p.rules) {
		if !r.broken && !r.linted {
			r.lint()
		}
	}
	for _, c := range checks {
		if c.whole != nil && !p.opts.off(c.page.Code) && p.ctx.Err() == nil {
			c.whole(p)
		}
	}
	if p.Checked != nil && !p.opts.NoProofs {
		p.prove()
	}
	return p.opts.levelled(p.all().In(p.Source))
}

// lint runs the checks of a rule.
func (r *rule) lint() {
	for _, c := range checks {
		if c.rule != nil && !r.opts.off(c.page.Code) {
			c.rule(r)
		}
	}
	r.settle()
	r.advice = slices.Clip(r.found)
}
