package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// TextOptions say what of an explanation is shown. The zero value shows the permit
// rules, the denies that ran, and the rules that make what these test (T4.1).
type TextOptions struct {
	// All shows all rules.
	All bool
	// Width is that of the terminal, to which lines keep; 0 is no limit.
	Width int
}

// maxRules is how many rules of a sort are shown unless all are.
const maxRules = 10

// Text is the explanation for people, a line for each thing, none of them with
// anything that a terminal would obey (T4).
func (x *Explanation) Text(opts TextOptions) string {
	t := &writer{x: x, all: opts.All, width: opts.Width, shown: map[*Rule]bool{}}
	t.line(2, "%s", x.headline())
	if x.Nearest != nil {
		t.rule(x.Nearest)
	}
	if x.Result.Reason == eval.ReasonDenied {
		t.rules("deny rules that ran", x.denials())
	}
	t.rules("permit rules", x.permits())
	t.rules("deny rules that ran", x.denials())
	t.rules("rules that make what these test", t.behind())
	if t.all {
		t.rules("", x.Rules)
	}
	t.lineage()
	t.changes()
	return t.out.String()
}

// String is the text with the default options.
func (x *Explanation) String() string { return x.Text(TextOptions{}) }

// headline is the outcome in one line.
func (x *Explanation) headline() string {
	switch r := x.Result; r.Reason {
	case eval.ReasonPermitted:
		return "permitted: a permit rule ran, no deny rule did"
	case eval.ReasonDenied:
		return "denied: " + count(len(x.denials()), "deny rule") + " ran"
	case eval.ReasonNoPermit:
		if len(x.permits()) == 0 {
			return "no-permit: the policy has no permit rule"
		}
		return "no-permit: no permit rule ran"
	case eval.ReasonError:
		if r.Err != nil {
			at := x.Source.Place(r.Err.Pos())
			return fmt.Sprintf("error: %s at %d:%d, %s", r.Err.Code, at.Line, at.Column, diag.Visible(r.Err.Message))
		}
	}
	return "error"
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// permits are the permit rules, those that lack least first.
func (x *Explanation) permits() []*Rule {
	return slices.SortedFunc(slices.Values(x.actions(ast.Permit)), compare)
}

// denials are the deny rules that ran.
func (x *Explanation) denials() []*Rule {
	return slices.DeleteFunc(x.actions(ast.Deny), func(r *Rule) bool { return !r.Ran })
}

func (x *Explanation) actions(kind ast.ActionKind) []*Rule {
	var out []*Rule
	for _, r := range x.Rules {
		if r.Node.Action.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// writer writes the text of an explanation.
type writer struct {
	x     *Explanation
	all   bool
	width int
	out   strings.Builder
	order []*Rule // those that were written
	shown map[*Rule]bool
}

// line writes a line, which is wrapped if it is too wide: what does not fit stands
// below, so many columns from the margin.
func (w *writer) line(hang int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if w.width > 0 && diag.Width(text) > w.width {
		text = diag.Wrap(text, w.width, min(hang, w.width/2))
	}
	w.out.WriteString(text + "\n")
}

// source writes a line that shows a part of the policy, which is clipped if it is too
// wide.
func (w *writer) source(text string) {
	if w.width > 0 && diag.Width(text) > w.width {
		text = diag.Clip(text, w.width-1) + "…"
	}
	w.out.WriteString(text + "\n")
}

// rules writes those of a sort that were not yet.
func (w *writer) rules(sort string, rules []*Rule) {
	left := 0
	for _, r := range rules {
		if w.shown[r] {
			continue
		}
		if left++; w.all || left <= maxRules {
			w.rule(r)
		}
	}
	if !w.all && left > maxRules {
		w.line(2, "%d more %s", left-maxRules, sort)
	}
}

// behind are the rules that make what those test that were written, and what these
// test themselves.
func (w *writer) behind() []*Rule {
	seen := map[*Rule]bool{}
	var out []*Rule
	for todo := slices.Clone(w.order); len(todo) > 0; todo = todo[1:] {
		r := todo[0]
		for i := range r.Conditions {
			typ, ok := typeLiteral(r.Conditions[i].Node)
			if !ok {
				continue
			}
			for _, maker := range w.x.makers.before(typ, r.order) {
				if !seen[maker] {
					seen[maker] = true
					todo, out = append(todo, maker), append(out, maker)
				}
			}
		}
	}
	return slices.SortedFunc(slices.Values(out), func(a, b *Rule) int { return a.order - b.order })
}

// rule writes a rule and its conditions.
func (w *writer) rule(r *Rule) {
	w.shown[r] = true
	w.order = append(w.order, r)
	title := name(r.Node)
	if r == w.x.Nearest {
		title = map[eval.Reason]string{
			eval.ReasonNoPermit: "nearest", eval.ReasonDenied: "denied by", eval.ReasonError: "failed in",
		}[w.x.Result.Reason] + ": " + title
	}
	w.line(4, "%s  %s:%s  %s", title, diag.Visible(w.x.Source.Name), place(w.x.Source, r.Node), r.outcome())
	for i := range r.Conditions {
		w.condition(r, &r.Conditions[i], "  ", 0)
	}
	w.made(r)
}

// made writes what a rule made.
func (w *writer) made(r *Rule) {
	if kind := r.Node.Action.Kind; !r.Ran || kind == ast.Permit || kind == ast.Deny {
		return
	}
	made := "none"
	if r.MadeCount > 0 {
		made = values(r.Made) + more(r.MadeCount-len(r.Made))
	}
	w.line(9, "  made   %s", made)
}

// values are those of claims, the types with them where they differ.
func values(claims []claim.Claim) string {
	same := !slices.ContainsFunc(claims, func(c claim.Claim) bool { return c.Type != claims[0].Type })
	shown := make([]string, len(claims))
	for i := range claims {
		if !same {
			shown[i] = show(claim.String(claims[i].Type)) + " = "
		}
		shown[i] += show(claims[i].Value)
	}
	return strings.Join(shown, ", ")
}

// outcome says how far a rule came.
func (r *Rule) outcome() string {
	held := "without conditions"
	switch n := len(r.Conditions); {
	case n == 1:
		held = fmt.Sprintf("%d of 1 condition holds", n-r.lack.conditions)
	case n > 1:
		verb := "hold"
		if n-r.lack.conditions == 1 {
			verb = "holds"
		}
		held = fmt.Sprintf("%d of %d conditions %s", n-r.lack.conditions, n, verb)
	}
	switch {
	case r.Ran:
		return "ran, " + held
	case !r.Reached:
		return "not reached, " + held
	}
	return held
}

// name is the action of a rule, with the type of what it makes.
func name(r *ast.Rule) string {
	action := r.Action.Kind.String()
	for _, arg := range r.Action.Args {
		lit, ok := arg.Value.(*ast.StringLit)
		if ok && arg.Name != nil && arg.Name.Name == "type" {
			return action + "(" + diag.Visible(short(lit.Value)) + ")"
		}
	}
	return action
}

// place is where a node begins, as line:column.
func place(src *ast.Source, n ast.Node) string {
	at := src.Place(n.Pos())
	return fmt.Sprintf("%d:%d", at.Line, at.Column)
}

// lineage writes where the outgoing claims come from.
func (w *writer) lineage() {
	for _, l := range w.x.Lineage {
		from := ""
		if len(l.From) > 0 {
			from = ", from " + found(nil, l.From[:min(len(l.From), MaxClaims)], false) + more(len(l.From)-MaxClaims)
		}
		w.line(2, "claim %s = %s  issued at %s%s", diag.Visible(short(l.Claim.Type)), show(l.Claim.Value), place(w.x.Source, l.Rule.Node), from)
	}
}
