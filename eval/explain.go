package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/spell"
)

// Summary is the outcome and what decided it in one line:
// `no-permit: nearest rule 4:3, [type=="svn", value>=4] found 3`.
func (t *Trace) Summary() string {
	r := t.Result
	switch r.Reason {
	case ReasonPermitted, ReasonDenied:
		return t.decided(r)
	case ReasonNoPermit:
		return t.noPermit()
	}
	if r.Err == nil {
		return r.Reason.String()
	}
	out := fmt.Sprintf("%s: %s at %s, %s", r.Reason, r.Err.Code, t.place(r.Err.Pos()), r.Err.Message)
	if rule := t.last(); rule != nil {
		out += ", in rule " + t.place(rule.Rule.Pos())
	}
	return out
}

// String returns the summary, then a line for every rule: what its action made, or
// the condition that did not hold and what it found instead.
func (t *Trace) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, t.Summary())
	for i := range t.Sections {
		s := &t.Sections[i]
		if s.Skipped {
			fmt.Fprintf(&b, "%s: not run\n", s.Kind)
			continue
		}
		fmt.Fprintf(&b, "%s:\n", s.Kind)
		for j := range s.Rules {
			fmt.Fprintf(&b, "  %s %s\n", t.place(s.Rules[j].Rule.Pos()), t.outcome(&s.Rules[j]))
		}
	}
	return b.String()
}

// decided names the rule that permitted or denied, and what its conditions found.
func (t *Trace) decided(r *Result) string {
	out := fmt.Sprintf("%s: rule %s", r.Reason, t.place(r.DecidedBy.Pos()))
	for _, s := range t.Sections {
		for _, rule := range s.Rules {
			if rule.Rule == r.DecidedBy {
				return out + t.because(rule.Conditions)
			}
		}
	}
	return out
}

// because lists conditions that held.
func (t *Trace) because(held []ConditionTrace) string {
	if len(held) == 0 {
		return ", without condition"
	}
	out := ""
	for i := range held[:min(len(held), maxShown)] {
		out += ", " + t.condition(held[i].Condition) + " " + t.found(&held[i])
	}
	return out + more(len(held))
}

// noPermit names the rule that came nearest to a permit.
func (t *Trace) noPermit() string {
	var nearest *RuleTrace
	for i := range t.Sections {
		for j := range t.Sections[i].Rules {
			r := &t.Sections[i].Rules[j]
			if r.Rule.Action.Kind == ast.Permit && len(r.Conditions) > 0 && (nearest == nil || nearer(r, nearest)) {
				nearest = r
			}
		}
	}
	if nearest == nil {
		return ReasonNoPermit.String() + ": no rule permits"
	}
	return fmt.Sprintf("%s: nearest rule %s, %s", ReasonNoPermit, t.place(nearest.Rule.Pos()), t.failing(nearest))
}

// nearer reports whether more of a's conditions hold than of b's, or if as many,
// its last is nearer to hold: a claim that fails fewer tests before none at all.
func nearer(a, b *RuleTrace) bool {
	openA, openB := len(a.Rule.Conditions)-len(a.Conditions), len(b.Rule.Conditions)-len(b.Conditions)
	if openA != openB {
		return openA < openB
	}
	return distance(a) < distance(b)
}

// distance is how many tests the nearest claim of the failing condition fails.
func distance(r *RuleTrace) int {
	last := &r.Conditions[len(r.Conditions)-1]
	switch {
	case len(last.Near) > 0:
		return len(last.Near[0].Failed)
	case last.Condition.Negated():
		return 1
	}
	return len(last.Condition.Tests) + 1
}

// outcome is a rule's line.
func (t *Trace) outcome(r *RuleTrace) string {
	switch {
	case !r.Reached:
		return "not reached"
	case t.Result.Err != nil && r == t.last():
		return "failed: " + t.Result.Err.Message
	case !r.Ran:
		return "did not run: " + t.failing(r)
	case len(r.Made) == 0:
		return "ran: " + r.Rule.Action.Kind.String()
	}
	made := make([]string, 0, maxShown)
	for _, c := range r.Made[:min(len(r.Made), maxShown)] {
		made = append(made, fmt.Sprintf("%q = %s", c.Type, clip(c.Value.String())))
	}
	return fmt.Sprintf("ran: %s %s%s", r.Rule.Action.Kind, strings.Join(made, ", "), more(r.MadeCount))
}

// failing is the condition at which a rule ended, and what it found.
func (t *Trace) failing(r *RuleTrace) string {
	last := &r.Conditions[len(r.Conditions)-1]
	return t.condition(last.Condition) + " " + t.found(last)
}

// found says what a condition found: the claims that match it, or what the
// nearest ones have in place of what is wanted.
func (t *Trace) found(c *ConditionTrace) string {
	var found []string
	for i := range c.Matched {
		found = append(found, clip(c.Matched[i].Value.String()))
	}
	for i := range c.Near {
		found = append(found, t.miss(&c.Near[i]))
	}
	switch {
	case !c.Complete:
		return "failed"
	case len(found) == 0:
		return "found none"
	}
	total := len(found)
	found = slices.Compact(found)
	shown := found[:min(len(found), maxShown)]
	if c.MatchedCount > total { // not all are listed: no telling how many are equal
		return "found " + strings.Join(shown, ", ") + more(c.MatchedCount)
	}
	return "found " + strings.Join(shown, ", ") + more(len(found))
}

// miss is what a claim has where its tests fail.
func (t *Trace) miss(m *Miss) string {
	var parts []string
	for _, f := range m.Failed {
		part := clip(f.Found.String())
		if f.Test.Property != ast.ValueProperty {
			part = f.Test.Property.String() + " " + part
		}
		if !isLiteral(f.Test.Value) {
			part += " where " + t.expr(f.Test.Value) + " is " + list(f.Wanted)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " and ")
}

// list shows values, or that there are none.
func list(values Values) string {
	if len(values.Listed) == 0 {
		return "empty"
	}
	var out []string
	for _, v := range values.Listed[:min(len(values.Listed), maxShown)] {
		out = append(out, clip(v.String()))
	}
	return strings.Join(out, ", ") + more(values.Count)
}

func isLiteral(e ast.Expr) bool {
	switch e.(type) {
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit:
		return true
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
	return false
}

// last is the rule that the evaluation ended in.
func (t *Trace) last() *RuleTrace {
	var last *RuleTrace
	for i := range t.Sections {
		for j := range t.Sections[i].Rules {
			if r := &t.Sections[i].Rules[j]; r.Reached {
				last = r
			}
		}
	}
	return last
}

// condition is a condition in one line, without its binder.
func (t *Trace) condition(c *ast.Condition) string {
	tests := make([]string, len(c.Tests))
	for i, test := range c.Tests {
		tests[i] = test.Property.String() + test.Op.String() + t.expr(test.Value)
	}
	not := ""
	if c.Negated() {
		not = "!"
	}
	return not + "[" + strings.Join(tests, ", ") + "]"
}

// expr is an expression as written, in one line.
func (t *Trace) expr(e ast.Expr) string {
	text := t.Source.Slice(ast.Span{From: e.Pos(), To: e.End()})
	if strings.ContainsAny(text, "\r\n") {
		text = strings.Join(strings.Fields(text), " ")
	}
	return clip(text)
}

func (t *Trace) place(p ast.Pos) string {
	at := t.Source.Place(p)
	return fmt.Sprintf("%d:%d", at.Line, at.Column)
}

// What an explanation shows at most: values or conditions in a list, bytes of a
// value, where a hash in hex must fit in.
const (
	maxShown = 3
	maxBytes = 80
)

// more says how many were left out of a list.
func more(n int) string {
	if n <= maxShown {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-maxShown)
}

// clip cuts a value that an explanation shows.
func clip(s string) string { return spell.Clip(s, maxBytes) }
