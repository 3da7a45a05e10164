package engine

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
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
	// Direct says that it copies the value of the one claim that comes in of a type
	// that no action makes, that it is alone, and that no condition can see what it
	// makes: that need not be looked for anywhere.
	Direct bool
	// MayNotSteer says that it must not set a property that steers the verification
	// of evidence: its rule has conditions (L5.6).
	MayNotSteer bool
	// Args are type= and value= as written, but for a type= that is a literal;
	// empty for permit, deny and claim=.
	Args []Arg
	Node *ast.Action
}

// Arg is type= or value= of an action; a type= that is a literal is none of them.
type Arg struct {
	Value  Operand
	IsType bool
	Node   ast.Expr
}

// TypeSpan returns the place of the expression of type=.
func (a *Action) TypeSpan() ast.Span { return a.span(true) }

// ValueSpan returns the place of the expression of value= or claim=.
func (a *Action) ValueSpan() ast.Span { return a.span(false) }

// NameSpan returns the place of what names a claim: type=, or the binder of claim=.
func (a *Action) NameSpan() ast.Span {
	if a.Copied != Unbound {
		return a.ValueSpan()
	}
	return a.TypeSpan()
}

func (a *Action) span(isType bool) ast.Span {
	for _, arg := range a.Node.Args {
		if (arg.Name.Name == "type") == isType {
			return ast.Span{From: arg.Value.Pos(), To: arg.Value.End()}
		}
	}
	return a.Node.Span
}

// Steers reports whether a property steers the verification of evidence (L5.6).
func Steers(name string) bool {
	entry, ok := catalog.Lookup(name)
	return ok && entry.Use.Has(catalog.Steering)
}
