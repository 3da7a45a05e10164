package compile

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

	checked    *check.Checked
	hash       string
	slots      index
	readsAll   bool
	sets       int // the most binders that one rule uses
	references int // the most references that one rule has
	tests      int // the most tests that one condition has
	scratch    sync.Pool
}

// Source returns the text of the policy.
func (p *Program) Source() *ast.Source { return p.checked.Source }

// Checked returns the checked policy that the program was made of.
func (p *Program) Checked() *check.Checked { return p.checked }

// Hash returns the x-ms-policy-hash of the policy (L8.1).
func (p *Program) Hash() string { return p.hash }

// Sections yields the sections and their rules in the order of L6.1.
func (p *Program) Sections() iter.Seq2[ast.SectionKind, []Rule] {
	return func(yield func(ast.SectionKind, []Rule) bool) {
		_ = yield(ast.Configuration, p.Configuration) &&
			yield(ast.Authorization, p.Authorization) &&
			yield(ast.Issuance, p.Issuance)
	}
}

// Slots returns the number of slots: types that conditions name.
func (p *Program) Slots() int { return len(p.slots.names) }

// Slot returns the slot of a claim type, or NoSlot if no condition names it.
func (p *Program) Slot(name string) int32 { return p.slots.find(name) }

// ReadsAll reports whether a condition without a type literal reads claims of
// all types (L4.9); claims without a slot matter to no rule otherwise.
func (p *Program) ReadsAll() bool { return p.readsAll }

// Sets returns the largest number of binders that one rule uses.
func (p *Program) Sets() int { return p.sets }

// References returns the largest number of references that one rule has.
func (p *Program) References() int { return p.references }

// Tests returns the largest number of tests, lifted ones apart, that one
// condition has.
func (p *Program) Tests() int { return p.tests }

// Scratch is where the engine that runs the program keeps its state between two
// runs. What it holds must keep no claim alive.
func (p *Program) Scratch() *sync.Pool { return &p.scratch }

// Rule is a rule: if all conditions hold, its action runs once (L4.4).
type Rule struct {
	Node *ast.Rule
	// References are the distinct references of the rule: the values of each are
	// gathered once.
	References []Reference
	Conditions []Condition
	Action     Action
}

// NoSlot is the slot of claims whose type no condition names, and of conditions
// without a type literal: they read the whole incoming set (L4.9).
const NoSlot int32 = -1

// Unbound is the set of a condition whose matches nothing uses.
const Unbound = -1

// Condition filters the claims of its slot (L4.1).
type Condition struct {
	Node *ast.Condition
	// Slot is that of the first type == "literal" test, or NoSlot. That test is
	// lifted: Tests holds the others.
	Slot    int32
	Negated bool // holds if no claim matches (L4.3)
	// Set is the number of the binder's set in its rule (L4.2), or Unbound.
	Set   int
	Tests []Test
}

// Test is a test that was not lifted.
type Test struct {
	Node     *ast.Test
	Conjunct *Conjunct
	// Right is what stands on the right side; nil for a literal, which the
	// conjunct holds.
	Right Operand
}

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
	Set      int
	Property ast.Property
}

func (Constant) operand()     {}
func (Referred) operand()     {}
func (*Computation) operand() {}

// Action is what a rule does (L5).
type Action struct {
	Node *ast.Action
	// Kind is what the action acts as: issue in authorizationrules is Add (L5.5).
	Kind ast.ActionKind
	// Args are type= and value= as written; empty for permit, deny and claim=.
	Args []Arg
	// Copied is the set that claim= copies; Unbound without.
	Copied int
	// ValueSpan is that of the expression behind value= or claim=.
	ValueSpan ast.Span
}

// Arg is type= or value= of an action.
type Arg struct {
	IsType bool
	Node   ast.Expr
	Value  Operand
}

// index leads from a claim type to its slot. Most claims have a type that no
// rule names: their length alone often tells.
type index struct {
	slots   map[string]int32
	names   []string
	lengths uint64 // bit n is set if a name has n bytes, bit 63 for all beyond
}

func (x *index) find(name string) int32 {
	if x.lengths&(1<<min(len(name), 63)) == 0 {
		return NoSlot
	}
	if i, ok := x.slots[name]; ok {
		return i
	}
	return NoSlot
}

// add returns the slot of a name, a new one if it has none.
func (x *index) add(name string) int32 {
	if i, ok := x.slots[name]; ok {
		return i
	}
	i := int32(len(x.names))
	x.slots[name] = i
	x.names = append(x.names, name)
	x.lengths |= 1 << min(len(name), 63)
	return i
}
