package suite

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval"
)

// counts is what one case ran: nodes of the policy with how often they were reached
// and what came of them.
type counts struct {
	nodes map[ast.Node]outcome
}

// outcome is how often a node was entered, and held or ran, or did not.
type outcome struct{ entered, yes, no int }

func (o *outcome) add(p outcome) {
	o.entered, o.yes, o.no = o.entered+p.entered, o.yes+p.yes, o.no+p.no
}

// count counts what a trace says. A condition in which the evaluation failed was
// entered, but neither held nor did not.
func count(t *eval.Trace) *counts {
	c := &counts{map[ast.Node]outcome{}}
	for _, s := range t.Sections {
		for i := range s.Rules {
			r := &s.Rules[i]
			if !r.Reached {
				continue
			}
			o := outcome{entered: 1}
			if r.Ran {
				o.yes = 1
			} else {
				o.no = 1
			}
			c.nodes[r.Rule] = o
			for k := range r.Conditions {
				c.nodes[r.Conditions[k].Condition] = tested(&r.Conditions[k])
			}
		}
	}
	return c
}

func tested(t *eval.ConditionTrace) outcome {
	switch {
	case !t.Complete && !t.Held:
		return outcome{entered: 1}
	case t.Held:
		return outcome{entered: 1, yes: 1}
	}
	return outcome{entered: 1, no: 1}
}

// coverage adds up what the cases ran, by policy.
func (x *execution) coverage(ctx context.Context) *Coverage {
	type sum struct {
		nodes map[ast.Node]outcome
		tests map[ast.Node][]string
	}
	sums := map[*policy]*sum{}
	var order []*policy
	for _, j := range x.jobs {
		// A policy counts though all its cases are skipped.
		if p := j.file.policy; p != nil && sums[p] == nil && p.once() == nil {
			sums[p] = &sum{map[ast.Node]outcome{}, map[ast.Node][]string{}}
			order = append(order, p)
		}
	}
	for _, j := range x.jobs {
		if j.done.counts == nil {
			continue
		}
		s := sums[j.file.policy]
		for n, o := range j.done.counts.nodes {
			was := s.nodes[n]
			was.add(o)
			s.nodes[n] = was
			s.tests[n] = append(s.tests[n], j.file.name+"/"+j.test.Name.Text)
		}
	}
	c := &Coverage{Files: []FileCoverage{}}
	for _, p := range order {
		c.Files = append(c.Files, covered(ctx, p, sums[p].nodes, sums[p].tests))
	}
	slices.SortStableFunc(c.Files, func(a, b FileCoverage) int { return strings.Compare(a.File, b.File) })
	var all []Unit
	for _, f := range c.Files {
		all = append(all, f.Units...)
	}
	c.Percent = percent(all)
	return c
}

// covered lists the units of a policy.
func covered(ctx context.Context, p *policy, nodes map[ast.Node]outcome, tests map[ast.Node][]string) FileCoverage {
	checked := p.program.Checked()
	never := newProver(checked)
	out := FileCoverage{File: p.path, PolicyHash: p.program.Hash(), Units: []Unit{}, source: checked.Source}
	add := func(u Unit, of ast.Node, rule *ast.Rule) {
		u.Tests, u.Rule = named(tests[of]), p.selectors.Of(rule)
		out.Units = append(out.Units, u)
	}
	for s := range checked.Policy.Sections() {
		for rule := range rulesOf(s) {
			u := ruleUnit(checked.Source, rule, nodes[rule])
			never.rule(ctx, &u, rule)
			add(u, rule, rule)
			for i, c := range rule.Conditions {
				u := conditionUnit(checked.Source, c, nodes[c])
				never.condition(ctx, &u, rule, i)
				add(u, c, rule)
			}
		}
	}
	out.Percent = percent(out.Units)
	return out
}

// rulesOf yields the rules of a section.
func rulesOf(s *ast.Section) func(func(*ast.Rule) bool) {
	return func(yield func(*ast.Rule) bool) {
		for _, st := range s.Statements {
			if r, ok := st.(*ast.Rule); ok && !yield(r) {
				return
			}
		}
	}
}

// named are the names of tests, [] without.
func named(tests []string) []string { return append([]string{}, tests...) }

func unitAt(kind UnitKind, src *ast.Source, span ast.Span, o outcome) Unit {
	from, to := src.Place(span.From), src.Place(span.To)
	return Unit{
		Kind: kind, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Impossible: []string{}, Entered: o.entered, shown: span,
	}
}

func ruleUnit(src *ast.Source, rule *ast.Rule, o outcome) Unit {
	u := unitAt(RuleUnit, src, rule.Span, o)
	u.Ran, u.shown = &o.yes, rule.Action.Span
	return u
}

func conditionUnit(src *ast.Source, c *ast.Condition, o outcome) Unit {
	u := unitAt(ConditionUnit, src, c.Span, o)
	u.Held, u.Failed = &o.yes, &o.no
	return u
}
