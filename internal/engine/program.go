package engine

import (
	"iter"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
)

// Program is a compiled policy. It is immutable: one program serves all
// goroutines.
type Program struct {
	// Configuration, Authorization and Issuance are the rules of the sections,
	// in the order written.
	Configuration, Authorization, Issuance []Rule

	// Checked is the checked policy that the program was made of, Hash its
	// x-ms-policy-hash (L8.1).
	Checked *check.Checked
	Hash    string
	// Types has a slot for each claim type that a condition names.
	Types Slots
	// ReadsAll says that a condition without a type literal reads claims of all
	// types (L4.9); claims without a slot matter to no rule otherwise.
	ReadsAll bool
	// Sets and References are the largest numbers of binders used and of
	// references that one rule has, Tests that of tests, lifted ones apart, that
	// one condition has.
	Sets, References, Tests int
	// Direct is how many actions are direct.
	Direct int
	// Queries are those that the policy built while it ran.
	Queries QueryCache

	scratch sync.Pool
}

// Sections yields the sections and their rules in the order of L6.1.
func (p *Program) Sections() iter.Seq2[ast.SectionKind, []Rule] {
	return func(yield func(ast.SectionKind, []Rule) bool) {
		_ = yield(ast.Configuration, p.Configuration) &&
			yield(ast.Authorization, p.Authorization) &&
			yield(ast.Issuance, p.Issuance)
	}
}

// Scratch is where what runs the program keeps its state between two runs. It
// must keep no claim alive.
func (p *Program) Scratch() *sync.Pool { return &p.scratch }

// Sealed is a program as the outside holds it: nothing can be read from it or
// changed but through Open. The zero Sealed holds none.
type Sealed struct{ program *Program }

// Seal wraps a program that is finished.
func Seal(p *Program) *Sealed { return &Sealed{p} }

// Open returns the program, nil if there is none.
func (s *Sealed) Open() *Program {
	if s == nil {
		return nil
	}
	return s.program
}

// Rule is a rule: if all conditions hold, its action runs once (L4.4). What every
// run reads comes first, here and in its parts.
type Rule struct {
	Conditions []Condition
	// Source is the slot of the only condition if the rule has the form that most
	// have: the condition is plain, not priced and not negated, and the action makes
	// a claim of what it binds. Else it is NoSlot.
	Source int32
	Action Action
	// References are the distinct references of the rule: the values of each are
	// gathered once.
	References []Reference
	Node       *ast.Rule
}

// NoSlot is the slot of claims whose type no condition names, and of conditions
// without a type literal: they read the whole incoming set (L4.9).
const NoSlot int32 = -1

// Unbound is the set of a condition whose matches nothing uses.
const Unbound int32 = -1

// Condition filters the claims of its slot (L4.1).
type Condition struct {
	// Slot is that of the first type == "literal" test, or NoSlot. That test is
	// lifted: Tests holds the others.
	Slot    int32
	Negated bool // holds if no claim matches (L4.3)
	// Plain says that it has a slot and that all right sides are literals.
	Plain bool
	// Priced says that its tests may cost steps: they compare long strings (L9.2).
	Priced bool
	// Blocks is that of the only priced test, if that compares a value with a literal,
	// which is usual; else 0.
	Blocks int32
	// Set is the number of the binder's set in its rule (L4.2), or Unbound.
	Set   int32
	Tests []Test
	Node  *ast.Condition
}

// Test is a test that was not lifted.
type Test struct {
	// Native is the conjunct's fused test, if it has one: a copy, so that what a
	// run reads lies together.
	Native   Native
	Conjunct *Conjunct
	// Right is what is on the right side; nil for a literal, which the
	// conjunct holds.
	Right Operand
	// Blocks is what comparing a string with the right side costs at most, if that is
	// a literal: its length in steps. OfSet stands for a set.
	Blocks int32
	// ByType says that it is types that are compared, not values.
	ByType bool
	Node   *ast.Test
}

// OfSet is the Blocks of a test whose right side is a set of values.
const OfSet int32 = -1

// Blocks returns how many steps a text of that length pays for (L9.2).
func Blocks(length int) int32 { return int32(length / bytesPerStep) }

// Operand is an expression: what its values come from.
//
//sumtype:decl
type Operand interface{ operand() }

// Constant is a literal.
type Constant struct{ Value claim.Value }

// Referred is the number of one of the rule's References.
type Referred int

// Reference denotes the values that a property has in a binder's set (L7.0).
type Reference struct {
	Set      int32
	Property ast.Property
}

func (Constant) operand()     {}
func (Referred) operand()     {}
func (*Computation) operand() {}
