package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// bound is a condition with a binder, and what its tests say for certain of
// all claims that the binder names.
type bound struct {
	*ast.Condition
	value    tested
	typ      *string // nil if no literal fixes it
	readOnly bool    // their values are (L3.4)
}

// newBound reads the tests of a condition once for all uses of its binder.
func newBound(cond *ast.Condition) bound {
	if cond.Negated() {
		return bound{Condition: cond, value: tested{kinds: lang.Any}}
	}
	b := bound{Condition: cond, value: valueKinds(cond), typ: equalTo(cond, ast.TypeProperty)}
	if by := equalTo(cond, ast.IssuerProperty); by != nil && b.typ != nil {
		issuer, known := claim.ParseIssuer(*by)
		b.readOnly = known && claim.Claim{Type: *b.typ, Issuer: issuer}.IsReadOnly()
	}
	return b
}

// equalTo returns the literal that a condition wants a property to equal, nil
// if there is none.
func equalTo(cond *ast.Condition, p ast.Property) *string {
	for _, t := range cond.Tests {
		if lit, ok := t.Value.(*ast.StringLit); ok && t.Property == p && t.Op == ast.Equal {
			return &lit.Value
		}
	}
	return nil
}

// define makes the binder of a condition known to what follows in the rule
// (L4.8). On a negated condition it binds nothing (L4.3); it's made known all
// the same, so that its uses are no findings of their own.
func (r *ruleCheck) define(cond *ast.Condition) {
	if cond.Binder == nil {
		return
	}
	first := r.lookup(cond.Binder.Name)
	if cond.Negated() {
		r.negatedBinder(cond, first != nil)
	} else if first != nil {
		r.duplicateBinder(cond, first.Condition)
	}
	if first == nil {
		r.scope = append(r.scope, newBound(cond))
	}
}

// lookup returns what a binder stands for, nil if it's not defined.
func (r *ruleCheck) lookup(name string) *bound {
	for i := range r.scope {
		if r.scope[i].Binder.Name == name {
			return &r.scope[i]
		}
	}
	return nil
}

// negatedBinder reports a binder on a condition that no claim satisfies (L4.3).
// It can be taken away unless what follows would be left without a definition.
func (r *ruleCheck) negatedBinder(cond *ast.Condition, defined bool) {
	at := binderSpan(cond)
	d := negatedBinder.At(at, "found the binder %s on a negated condition, expected none", spell.Quote(cond.Binder.Name))
	if defined || len(r.usesAfter(cond)) == 0 {
		d.Fixes = []diag.Fix{diag.Replace("remove the binder", at, "")}
	}
	r.report(d)
}

// binderSpan covers a binder with its colon.
func binderSpan(cond *ast.Condition) ast.Span {
	return ast.Span{From: cond.Binder.From, To: max(cond.Binder.To, cond.Colon+1)}
}

// duplicateBinder reports a binder that the rule defined before (L4.8). What
// follows can't tell which is meant; the fix takes it for the nearer one.
func (r *ruleCheck) duplicateBinder(cond, first *ast.Condition) {
	d := duplicateBinder.At(cond.Binder.Span, "binder %s is defined already, expected another name", spell.Quote(cond.Binder.Name))
	d.Related = []diag.Related{{Span: first.Binder.Span, Message: "the first definition is here"}}
	uses := r.usesAfter(cond)
	switch n := len(uses); {
	case n == 0:
		d.Fixes = []diag.Fix{diag.Replace("remove the binder", binderSpan(cond), "")}
	case n <= mostRenamed:
		name := r.freeName(cond.Binder.Name)
		fix := diag.Fix{Title: "rename to " + spell.Quote(name)}
		for _, span := range slices.Concat([]ast.Span{cond.Binder.Span}, uses) {
			fix.Edits = append(fix.Edits, diag.Edit{Span: span, NewText: name})
		}
		d.Fixes = []diag.Fix{fix}
	}
	r.report(d)
}

// mostRenamed bounds the edits of a fix.
const mostRenamed = 100

// usesAfter returns the uses of a condition's binder after it in the rule.
// They are collected once for all binders of a rule.
func (r *ruleCheck) usesAfter(cond *ast.Condition) []ast.Span {
	if r.uses == nil {
		r.uses = map[string][]ast.Span{}
		ast.Walk(r.rule, func(n ast.Node) bool {
			if name, span, ok := binderUse(n); ok {
				r.uses[name] = append(r.uses[name], span)
			}
			return true
		})
	}
	uses := r.uses[cond.Binder.Name]
	i, _ := slices.BinarySearchFunc(uses, cond.To, func(s ast.Span, p ast.Pos) int { return int(s.From - p) })
	return uses[i:]
}

// binderUse returns the name and place of the binder that a node uses: one that
// stands alone, or that before a dot.
func binderUse(n ast.Node) (name string, span ast.Span, ok bool) {
	if ref, ok := n.(*ast.BinderRef); ok {
		return ref.Name, ref.Span, true
	}
	if ref, ok := n.(*ast.PropertyRef); ok {
		return ref.Binder.Name, ref.Binder.Span, true
	}
	return "", ast.Span{}, false
}

// freeName returns the name with the least number from 2 that no binder of the
// rule has.
func (r *ruleCheck) freeName(name string) string {
	taken := map[string]bool{}
	for _, cond := range r.rule.Conditions {
		if cond.Binder != nil {
			taken[cond.Binder.Name] = true
		}
	}
	name = strings.TrimRight(name, "0123456789")
	for i := 2; ; i++ {
		if free := fmt.Sprintf("%s%d", name, i); !taken[free] {
			return free
		}
	}
}

// defining returns the first condition of the whole rule with that binder.
func (r *ruleCheck) defining(name string) *ast.Condition {
	for _, cond := range r.rule.Conditions {
		if cond.Binder != nil && cond.Binder.Name == name {
			return cond
		}
	}
	return nil
}

// use records which condition a binder stands for, or reports that there is
// none before its use (L4.8).
func (r *ruleCheck) use(node ast.Node, at ast.Span, name string) {
	if b := r.lookup(name); b != nil {
		if ref, ok := node.(*ast.PropertyRef); ok {
			node = ref.Binder
		}
		r.result.Definitions[node] = b.Condition
		return
	}
	d := undefinedBinder.At(at, "binder %s is not defined in this rule", spell.Quote(name))
	if cond := r.defining(name); cond != nil {
		d.Message = fmt.Sprintf("binder %s is used before it is defined", spell.Quote(name))
		d.Related = []diag.Related{{Span: cond.Binder.Span, Message: "the definition is here"}}
	} else if near := r.nearBinder(name); near != "" {
		d.Fixes = []diag.Fix{replace(at, near)}
	}
	r.report(d)
}

// Bounds of the search for the binder that was meant: it compares each name
// with each, so a hostile text could make it the whole cost of a check.
const (
	mostGuesses  = 200 // in a policy
	mostInBinder = 32  // bytes of a name
)

// nearBinder returns the binder known at this place of the rule that a
// misspelt one most likely stands for, "" if none is near.
func (r *ruleCheck) nearBinder(name string) string {
	if r.guesses++; r.guesses > mostGuesses || len(name) > mostInBinder {
		return ""
	}
	var names []string
	for _, b := range r.scope {
		if len(b.Binder.Name) <= mostInBinder {
			names = append(names, b.Binder.Name)
		}
	}
	return spell.Closest(name, names)
}

// bareBinder reports a name in the place of a value (L2 arg): a binder without
// its property, or a text without its quotes.
func (r *ruleCheck) bareBinder(ref *ast.BinderRef, want ast.Property) {
	if b := r.lookup(ref.Name); b != nil {
		r.result.Definitions[ref] = b.Condition
		r.report(binderMisuse.At(ref.Span, "found the binder %s, expected a value", spell.Quote(ref.Name)),
			replace(ref.Span, ref.Name+"."+want.String()))
		return
	}
	d := binderMisuse.At(ref.Span, "found the name %s, expected a value", spell.Quote(ref.Name))
	if near := r.nearBinder(ref.Name); near != "" {
		d.Fixes = append(d.Fixes, replace(ref.Span, near+"."+want.String()))
	}
	r.report(d, diag.Replace("put quotes around it", ref.Span, `"`+ref.Name+`"`))
}
