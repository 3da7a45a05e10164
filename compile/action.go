package compile

import (
	"slices"

	"github.com/assay-policy/assay/ast"
)

// Action is what a rule does (L5).
type Action struct {
	// Type is what type= says if it is a literal, Slot the slot of that type.
	Type string
	Slot int32
	// Copied is the set that claim= copies; Unbound without.
	Copied int32
	// From is what value= refers to if it is a reference and type= a literal: the
	// usual action, which needs no evaluation where the binder names one claim.
	// Else its set is Unbound.
	From Reference
	// Kind is what the action acts as: issue in authorizationrules is Add (L5.5).
	Kind ast.ActionKind
	// Literal says that type= is one.
	Literal bool
	// Alone says that no other action issues claims of that type: what this one
	// makes can't be among the outgoing claims already.
	Alone bool
	// Direct says that it is alone, that no condition can see claims of that type,
	// and that From is a value: what it makes need not be looked for anywhere.
	Direct bool
	// Args are type= and value= as written, but for a type= that is a literal;
	// empty for permit, deny and claim=.
	Args []Arg
	Node *ast.Action
}

// Arg is type= or value= of an action; a type= that is a literal is none of them.
type Arg struct {
	Value  Operand
	IsType bool
}

// TypeSpan returns the place of the expression behind type=.
func (a *Action) TypeSpan() ast.Span { return a.span(true) }

// ValueSpan returns the place of the expression behind value= or claim=.
func (a *Action) ValueSpan() ast.Span { return a.span(false) }

func (a *Action) span(isType bool) ast.Span {
	for _, arg := range a.Node.Args {
		if (arg.Name.Name == "type") == isType {
			return ast.Span{From: arg.Value.Pos(), To: arg.Value.End()}
		}
	}
	return a.Node.Span
}

// action compiles an action.
func (c *compiler) action(section ast.SectionKind, a *ast.Action) (Action, error) {
	if a == nil || a.Kind == ast.UnknownAction {
		return Action{}, unchecked("a rule without action")
	}
	out := Action{Node: a, Kind: a.Kind, Slot: NoSlot, From: Reference{Set: Unbound}, Copied: Unbound}
	if out.Kind == ast.Issue && section == ast.Authorization {
		out.Kind = ast.Add // L5.5
	}
	var err error
	args := make([]Arg, 0, 2)
	for _, arg := range a.Args {
		if arg.Name == nil {
			return Action{}, unchecked("an argument without name")
		}
		if ref, ok := arg.Value.(*ast.BinderRef); ok {
			out.Copied, err = c.setOf(ref)
		} else {
			made := Arg{IsType: arg.Name.Name == "type"}
			err = c.arg(&out, &made, arg.Value)
			args = append(args, made)
		}
		if err != nil {
			return Action{}, err
		}
	}
	if !out.complete(args) {
		return Action{}, unchecked("an action with other arguments than it takes")
	}
	// The literal of type= has no operand.
	args = slices.DeleteFunc(args, func(a Arg) bool { return a.Value == nil })
	out.Args = append(out.Args, args...)
	return out, nil
}

// complete reports whether the arguments are those of L5.3: none for a decision,
// else type= and value=, or claim= alone.
func (a *Action) complete(args []Arg) bool {
	switch {
	case a.Kind == ast.Permit || a.Kind == ast.Deny:
		return len(args) == 0 && a.Copied == Unbound
	case a.Copied != Unbound:
		return len(args) == 0
	}
	return len(args) == 2 && args[0].IsType != args[1].IsType
}

// arg compiles type= or value=. The literal of type= can't fail and has no operand.
func (c *compiler) arg(out *Action, arg *Arg, value ast.Expr) (err error) {
	if lit, ok := value.(*ast.StringLit); ok && arg.IsType {
		out.Literal, out.Type = true, lit.Value
		return nil
	}
	arg.Value, err = c.operand(value)
	return err
}
