package explain

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
)

// maxDepth is how deep rules are shown inside what they would have made.
const maxDepth = 8

// condition writes a condition, and what of it does not hold. depth counts the rules
// that it stands inside of.
func (w *writer) condition(r *Rule, c *Condition, indent string, depth int) {
	head := fmt.Sprintf("%s%s  %s", indent, c.state(w.x.broke(r, c)), place(w.x.Source, c.Node))
	w.source(head + "  " + text(c.Node))
	indent += strings.Repeat(" ", len(head)-len(indent)+2)
	switch {
	case !c.Looked:
		w.line(len(indent), "%s%s", indent, w.unlooked(r, c))
	case c.Holds && r.Ran && !c.Node.Negated():
		w.line(len(indent), "%sfound %s", indent, c.matched())
	case c.Holds:
	case c.Node.Negated():
		w.line(len(indent), "%swanted none, found %s", indent, c.matched())
	default:
		for i := range c.Tests {
			w.test(c, &c.Tests[i], indent, depth)
		}
	}
}

// state is the word at the beginning of a condition's line.
func (c *Condition) state(broke bool) string {
	switch {
	case broke:
		return "error"
	case !c.Looked:
		return "open "
	case c.Holds:
		return "holds"
	}
	return "fails"
}

// broke reports whether the evaluation ended in the condition.
func (x *Explanation) broke(r *Rule, c *Condition) bool {
	return !c.Looked && x.Result.Err != nil && r == x.Nearest && r.Reached && r.firstOpen() == c
}

// firstOpen is the first condition that was not looked at to the end.
func (r *Rule) firstOpen() *Condition {
	for i := range r.Conditions {
		if !r.Conditions[i].Looked {
			return &r.Conditions[i]
		}
	}
	return nil
}

// unlooked says why a condition was not looked at.
func (w *writer) unlooked(r *Rule, c *Condition) string {
	switch {
	case w.x.broke(r, c):
		return diag.Visible(w.x.Result.Err.Message)
	case calls(c.Node):
		return "not looked at: it calls a function"
	}
	return "not looked at: too many steps"
}

// calls reports whether a test of a condition calls a function.
func calls(c *ast.Condition) bool {
	for _, t := range c.Tests {
		if _, ok := t.Value.(*ast.Call); ok {
			return true
		}
	}
	return false
}

// matched are the claims that a condition matched.
func (c *Condition) matched() string {
	_, named := typeLiteral(c.Node)
	return found(nil, c.Matched, named) + more(c.MatchedCount-len(c.Matched))
}

// test writes what a test wants and what it found, unless it holds, or there is no
// claim for it.
func (w *writer) test(c *Condition, t *Test, indent string, depth int) {
	typ, named := typeLiteral(c.Node)
	missing := named && c.claims == 0
	switch {
	case t.Holds:
		return
	case !missing && len(t.Actual) == 0:
		w.line(len(indent), "%swanted %s, found no claim", indent, wanted(t))
	case !missing:
		w.line(len(indent), "%swanted %s, found %s%s", indent, wanted(t), found(t, t.Actual, named), w.remark(t))
	case t.Node.Property == ast.TypeProperty && t.Node.Op == ast.Equal && t.Wanted.Count == 1 && t.Wanted.Listed[0].Text() == typ:
		w.line(len(indent), "%sfound no claim of type %s%s", indent, show(claim.String(typ)), w.remark(t))
	default:
		return
	}
	if t.Maker != nil {
		w.maker(t.Maker, indent, depth)
	}
}

// remark is what the line of a test ends with.
func (w *writer) remark(t *Test) string {
	var parts []string
	if t.Remark != "" {
		parts = append(parts, t.Remark)
	}
	if t.Maker != nil {
		ended := "did not run"
		if !t.Maker.Reached {
			ended = "was not reached"
		}
		parts = append(parts, "made by rule "+place(w.x.Source, t.Maker.Node)+", which "+ended)
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// maker writes the conditions of a rule for which it did not run, once.
func (w *writer) maker(r *Rule, indent string, depth int) {
	if w.shown[r] || depth >= maxDepth {
		return
	}
	w.shown[r] = true
	w.order = append(w.order, r)
	for i := range r.Conditions {
		if c := &r.Conditions[i]; !c.Holds {
			w.condition(r, c, indent+"  ", depth+1)
		}
	}
}
