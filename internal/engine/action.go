package engine

import (
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
