package replay

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/internal/spell"
)

// cause is what decided: inputs with equal ones are one group.
type cause struct {
	rule  *ast.Rule // that decided, came nearest to a permit (T4.2), or failed; nil without
	code  diag.Code // of an error
	claim string    // the type that the rule asked for; "" if there is no one type
}

// found are the values of the claim that a cause names, at most maxFound. The value
// that is none stands for a claim that is absent.
type found []claim.Value

const (
	maxFound = 3
	longest  = 80 // bytes of a type or value that a report shows
)

// causeOf returns what decided one evaluation, and what it found.
func causeOf(t *eval.Trace) (cause, found) {
	r := t.Result
	switch r.Reason {
	case eval.ReasonPermitted:
		return cause{rule: r.DecidedBy}, nil
	case eval.ReasonDenied:
		return deniedBy(t)
	case eval.ReasonNoPermit:
		return nearest(t)
	}
	c := cause{rule: lastReached(t)}
	if r.Err != nil {
		c.code = r.Err.Code
	}
	return c, nil
}

// deniedBy returns the deny rule, with what its first condition found.
func deniedBy(t *eval.Trace) (cause, found) {
	c := cause{rule: t.Result.DecidedBy}
	for _, s := range t.Sections {
		for _, rule := range s.Rules {
			if rule.Rule == c.rule && len(rule.Conditions) > 0 {
				var f found
				c.claim, f = foundBy(&rule.Conditions[0])
				return c, f
			}
		}
	}
	return c, nil
}

// nearest returns the permit rule that came nearest to run, without a search for the
// changes that it takes (T4.2), with what its first condition found that did not hold.
func nearest(t *eval.Trace) (cause, found) {
	rule := explain.NearestPermit(t)
	if rule == nil {
		return cause{}, nil
	}
	name, f := foundBy(&rule.Conditions[len(rule.Conditions)-1])
	return cause{rule: rule.Rule, claim: name}, f
}

// foundBy returns the claim type that a condition asks for, and the values that it
// found: those of claims that meet it, else of the nearest ones of that type.
func foundBy(c *eval.ConditionTrace) (string, found) {
	name, literal := typeOf(c.Condition)
	var f found
	for i := range c.Matched {
		f = f.add(c.Matched[i].Value)
	}
	for i := range c.Near {
		if near := &c.Near[i].Claim; !literal || near.Type == name {
			f = f.add(near.Value)
		}
	}
	if len(f) == 0 && literal && c.Complete {
		f = found{claim.Value{}}
	}
	return spell.Clip(name, longest), f
}

// typeOf returns the type that a condition tests for, if it is a literal.
func typeOf(c *ast.Condition) (string, bool) {
	for _, t := range c.Tests {
		if text, ok := t.Value.(*ast.StringLit); ok && t.Property == ast.TypeProperty && t.Op == ast.Equal {
			return text.Value, true
		}
	}
	return "", false
}

// add adds a value, cut to what a report shows, unless there are enough.
func (f found) add(v claim.Value) found {
	if len(f) == maxFound {
		return f
	}
	if v.Kind() == claim.StringKind {
		v = claim.String(spell.Clip(v.Text(), longest))
	}
	return append(f, v)
}

// lastReached returns the rule that an evaluation ended in; nil if it ended before.
func lastReached(t *eval.Trace) *ast.Rule {
	var last *ast.Rule
	for _, s := range t.Sections {
		for _, rule := range s.Rules {
			if rule.Reached {
				last = rule.Rule
			}
		}
	}
	return last
}
