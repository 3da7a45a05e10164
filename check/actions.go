package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
	"github.com/assay-policy/assay/internal/spell"
)

// argumentNames are the arguments that an action may have (L5).
var argumentNames = []string{"type", "value", "claim"}

// arguments are those of an action by their names; the first of each.
type arguments struct {
	typ, value, claim *ast.Arg
	// odd is set if an argument has no name or an unknown one: it may be what
	// seems to be missing.
	odd bool
}

// action checks a rule's action: its name, its place, its arguments, and what
// it does to claims (L5).
func (r *ruleCheck) action(a *ast.Action) {
	if a.Kind == ast.UnknownAction {
		r.unknown(a.Name, "action", unknownAction, ast.ActionNames())
	}
	kind := actionOf(a)
	r.place(a, kind)
	if kind == ast.Permit || kind == ast.Deny {
		r.noArguments(a, kind)
		return
	}
	args := r.arguments(a, kind)
	if kind == ast.UnknownAction {
		return
	}
	r.claimType(&args)
	if r.shape(a, kind, &args) {
		r.readOnly(kind, &args)
		r.reserved(kind, &args)
		r.steering(kind, &args)
		r.property(kind, &args)
	}
}

// place reports actions that their section does not allow, and those that it
// allows but that hardly do what was meant (L5, L5.5).
func (r *ruleCheck) place(a *ast.Action, kind ast.ActionKind) {
	name, section := spell.Quote(kind.String()), spell.Quote(r.section.String())
	decides := kind == ast.Permit || kind == ast.Deny
	switch {
	case kind == ast.UnknownAction || r.section == ast.UnknownSection:
	case r.section == ast.Configuration && kind != ast.IssueProperty:
		d := misplacedAction.At(a.Name.Span, `found %s in %s, expected "issueproperty"`, name, section)
		if !decides {
			d.Fixes = []diag.Fix{replace(a.Name.Span, ast.IssueProperty.String())}
		}
		r.report(d)
	case r.section == ast.Issuance && decides:
		r.report(misplacedAction.At(a.Name.Span, `found %s in %s, expected "add", "issue" or "issueproperty"`, name, section))
	case r.section == ast.Authorization && kind == ast.Issue:
		fix := replace(a.Name.Span, ast.Add.String())
		fix.Safe = true
		r.report(issueActsAsAdd.At(a.Name.Span, `found "issue" in %s, where it acts as "add"`, section), fix)
	case r.section == ast.Authorization && kind == ast.IssueProperty:
		r.report(propertyInAuthorization.At(a.Name.Span, `found "issueproperty" in %s, expected it in another section`, section))
	}
}

// arguments sorts the arguments by name, checks their expressions, and reports
// names that no action knows and names that stand twice (L5.3).
func (r *ruleCheck) arguments(a *ast.Action, kind ast.ActionKind) arguments {
	var args arguments
	for i, arg := range a.Args {
		name := r.argumentName(arg, kind)
		slot := args.slot(name)
		switch {
		case slot == nil:
			args.odd = true
		case *slot == nil:
			*slot = arg
		case kind != ast.UnknownAction:
			d := badArguments.At(arg.Span, "found the argument %s again, expected it once", spell.Quote(name))
			d.Related = []diag.Related{{Span: (*slot).Span, Message: "the first one is here"}}
			r.report(d, r.removeArgument(a, i))
		}
		r.argument(arg, name)
	}
	return args
}

// slot returns the place of the argument of that name, nil if there is none.
func (args *arguments) slot(name string) **ast.Arg {
	switch name {
	case "type":
		return &args.typ
	case "value":
		return &args.value
	case "claim":
		return &args.claim
	}
	return nil
}

// argumentName returns the name of an argument, whatever its case, and reports
// it if there is no such name (L1.7, L5.3). "" is none, or unknown; the parser
// reports arguments without a name.
func (r *ruleCheck) argumentName(arg *ast.Arg, kind ast.ActionKind) string {
	if arg.Name == nil {
		return ""
	}
	name := meant(arg.Name.Name, argumentNames)
	if name != arg.Name.Name && kind != ast.UnknownAction {
		r.unknown(arg.Name, "argument", badArguments, argumentNames)
	}
	return name
}

// argument checks the expression of an argument: claim takes a binder, the
// others a value (L2 arg, L5.1).
func (r *ruleCheck) argument(arg *ast.Arg, name string) {
	ref, bare := arg.Value.(*ast.BinderRef)
	switch {
	case bare && (name == "claim" || name == ""):
		r.use(ref, ref.Span, ref.Name)
	case bare && name == "type":
		r.bareBinder(ref, ast.TypeProperty)
	case name == "claim":
		r.noBinder(arg.Value)
	default:
		r.expr(arg.Value)
	}
}

// noBinder reports a value where claim= wants a binder (L5.1).
func (r *ruleCheck) noBinder(e ast.Expr) {
	d := binderMisuse.At(span(e), `found a value, expected a binder for "claim"`)
	switch e := e.(type) {
	case *ast.PropertyRef:
		d.Message = fmt.Sprintf("found %s, expected the binder alone", spell.Quote(e.Binder.Name+"."+e.Name.Name))
		d.Fixes = []diag.Fix{replace(e.Span, e.Binder.Name)}
	case *ast.StringLit:
		if r.lookup(e.Value) != nil {
			d.Fixes = []diag.Fix{replace(e.Span, e.Value)}
		}
	case *ast.IntLit, *ast.BoolLit, *ast.Call, *ast.BinderRef:
	}
	r.report(d)
	r.expr(e)
}

// removeArgument is the fix that takes out the i-th argument and a comma. A
// comment between the two stays.
func (r *ruleCheck) removeArgument(a *ast.Action, i int) diag.Fix {
	arg := a.Args[i].Span
	title := "remove " + spell.Quote(a.Args[i].Name.Name)
	switch {
	case i == 0 && len(a.Args) > 1:
		return diag.Replace(title, ast.Span{From: arg.From, To: a.Args[1].From}, "")
	case i == 0:
		return diag.Replace(title, arg, "")
	}
	before := ast.Span{From: a.Args[i-1].To, To: arg.From}
	between := r.src.Slice(before)
	comma := strings.IndexByte(between, ',')
	if comment := strings.Index(between, "//"); comment < 0 || comma < 0 || comment < comma {
		return diag.Replace(title, ast.Span{From: before.From, To: arg.To}, "")
	}
	at := before.From + ast.Pos(comma)
	return diag.Fix{Title: title, Edits: []diag.Edit{{Span: ast.Span{From: at, To: at + 1}}, {Span: arg}}}
}

// noArguments: permit and deny take none (L5).
func (r *ruleCheck) noArguments(a *ast.Action, kind ast.ActionKind) {
	if len(a.Args) == 0 {
		return
	}
	all := ast.Span{From: a.Args[0].From, To: a.Args[len(a.Args)-1].To}
	r.report(badArguments.At(all, "found %s of %s, expected none",
		counted(len(a.Args), "argument"), spell.Quote(kind.String())),
		diag.Replace("remove the arguments", all, ""))
}

// shape: an action that makes claims takes type and value, or claim alone
// (L5.3). It reports whether that is so.
func (r *ruleCheck) shape(a *ast.Action, kind ast.ActionKind, args *arguments) bool {
	complete := args.typ != nil && args.value != nil
	switch {
	case args.claim != nil && (args.typ != nil || args.value != nil):
		r.mixed(a, args)
	case args.claim != nil || args.odd || complete:
		return !args.odd
	case args.typ == nil && args.value == nil:
		r.missing(a, kind, "arguments")
	case args.typ == nil:
		r.missing(a, kind, `"type"`)
	default:
		r.missing(a, kind, `"value"`)
	}
	return false
}

// mixed reports claim beside other arguments. If those are complete, claim is
// what is too much.
func (r *ruleCheck) mixed(a *ast.Action, args *arguments) {
	other := args.typ
	if other == nil {
		other = args.value
	}
	d := badArguments.At(args.claim.Span, `found "claim" beside %s, expected it alone`, spell.Quote(other.Name.Name))
	d.Related = []diag.Related{{Span: other.Span, Message: "the other argument"}}
	surplus := args.claim
	if args.typ == nil || args.value == nil {
		surplus = other
	}
	r.report(d, r.removeArgument(a, slices.Index(a.Args, surplus)))
}

// missing reports arguments that an action lacks, after those it has.
func (r *ruleCheck) missing(a *ast.Action, kind ast.ActionKind, what string) {
	at := a.Open + 1
	if n := len(a.Args); n > 0 {
		at = a.Args[n-1].To
	}
	r.report(badArguments.At(ast.Span{From: at, To: at},
		`found no %s of %s, expected "type" and "value", or "claim"`, what, spell.Quote(kind.String())))
}

// claimType: type= yields exactly one string (L5.1). How many, only the
// evaluation knows; of what kind, a literal says for certain, others as far as it
// is inferred (L0.1).
func (r *ruleCheck) claimType(args *arguments) {
	if args.typ == nil {
		return
	}
	e := args.typ.Value
	found := r.kindsOf(e)
	if found.Fits(lang.Strings) {
		return
	}
	if !isLiteral(e) {
		r.inferred(inferredType.At(span(e), `found %s, expected a string as "type"`, found), e)
		return
	}
	d := typeNotString.At(span(e), `found %s, expected a string as "type"`, found)
	d.Fixes = r.converted(e, lang.Strings)
	r.report(d)
}

// namedType returns the type of the claims an action makes, and the text that
// says so, if that is certain: from a literal in the action, or from one in the
// condition whose claims it takes the type from.
func (r *ruleCheck) namedType(args *arguments) (name string, at ast.Span, ok bool) {
	e := args.claimOrType()
	if ref, bare := e.(*ast.BinderRef); bare {
		name, ok = r.textOf(ref.Name, ast.TypeProperty)
	} else {
		name, ok = r.text(e)
	}
	return name, span(e), ok
}

// longestName bounds the texts that are put together for a name: known ones are
// far shorter.
const longestName = 256

// text returns the text that an expression comes to, if that is certain.
func (r *ruleCheck) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.StringLit:
		return e.Value, true
	case *ast.PropertyRef:
		return r.textOf(e.Binder.Name, e.Property)
	case *ast.Call:
		return r.appended(e)
	case *ast.IntLit, *ast.BoolLit, *ast.BinderRef:
	}
	return "", false
}

// textOf returns the text that a property of all claims of a binder is, if a test
// of its condition says so.
func (r *ruleCheck) textOf(binder string, p ast.Property) (string, bool) {
	b := r.lookup(binder)
	if b == nil || b.Negated() {
		return "", false
	}
	lit := equalTo(b.Condition, p)
	if lit == nil {
		return "", false
	}
	return *lit, true
}

// appended returns the text that a call of AppendString comes to (L7).
func (r *ruleCheck) appended(e *ast.Call) (string, bool) {
	if f := functionOf(e); f == nil || f.Name != "AppendString" || len(e.Args) != len(f.Params) {
		return "", false
	}
	text := ""
	for _, arg := range e.Args {
		part, ok := r.text(arg)
		if !ok || len(text)+len(part) > longestName {
			return "", false
		}
		text += part
	}
	return text, true
}

// claimOrType returns the expression that the type of the claims comes from.
func (args *arguments) claimOrType() ast.Expr {
	if args.claim != nil {
		return args.claim.Value
	}
	return args.typ.Value
}
