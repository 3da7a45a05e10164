package check

import (
	"slices"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// Lineage says which rules of a policy make the claims that others test (T2.3). It
// belongs to one tree, and is never written to.
type Lineage struct {
	// Rules are all that could be read, in the order in which they run (L6.1).
	Rules []*Step
	all   []Step // what Rules points to
	// unread is the first place in that order where a rule could not be read.
	unread int
	// firstMaker is the place of the first rule that makes claims, -1 without.
	firstMaker int
	steps      func() map[*ast.Rule]*Step   // made when first needed
	makers     map[string][]*Step           // by the type they make, in order
	room       []*Step                      // for the first of each
	any        []*Step                      // those whose type isn't certain
	testing    func() map[string][]Consumer // made when first needed
	// names are those that are made for certain, each by its first maker at the place
	// of the same number in first, in order.
	names []string
	first []int
}

// Step is a rule at its place in the order of a run.
type Step struct {
	Rule    *ast.Rule
	Section ast.SectionKind
	// At is the place in the order: a step with a smaller one runs earlier.
	At int
	// Makes says whether the rule makes claims; Type is their type, "" if that is
	// computed or has an error, so that it may be any (T2.3).
	Makes bool
	Type  string
	// Kinds are those of the values it makes, as far as they are certain.
	Kinds catalog.Kinds
}

// AnyType reports whether the claims that the rule makes may be of any type.
func (s *Step) AnyType() bool { return s.Makes && s.Type == "" }

// Consumer is a condition that tests a type by ==.
type Consumer struct {
	*Step
	Condition *ast.Condition
}

// NewLineage reads the lineage of a tree that grammar.Parse made. broken reports
// whether a rule has an error, so that it may make any claim; nil means that none has.
func NewLineage(tree *ast.Policy, broken func(*ast.Rule) bool) *Lineage {
	n := 0
	for section := range tree.Sections() {
		n += len(section.Statements)
	}
	l := &Lineage{
		Rules: make([]*Step, 0, n), all: make([]Step, 0, n),
		unread: -1, firstMaker: -1,
		makers: make(map[string][]*Step, n), room: make([]*Step, 0, n),
		names: make([]string, 0, n), first: make([]int, 0, n),
	}
	l.testing, l.steps = sync.OnceValue(l.consumers), sync.OnceValue(l.byRule)
	for kind := ast.Configuration; kind <= ast.Issuance; kind++ {
		for section := range tree.Sections() {
			if section.Kind == kind {
				l.section(section, broken)
			}
		}
	}
	for _, item := range tree.Items {
		if s, ok := item.(*ast.Section); !ok || s.Kind == ast.UnknownSection {
			l.unread = 0 // what stands there may belong to any section
		}
	}
	return l
}

func (l *Lineage) section(section *ast.Section, broken func(*ast.Rule) bool) {
	r := ruleCheck{checker: &checker{}, section: section.Kind}
	for _, st := range section.Statements {
		rule, ok := st.(*ast.Rule)
		if !ok {
			if l.unread < 0 {
				l.unread = len(l.Rules)
			}
			continue
		}
		l.all = append(l.all, Step{Rule: rule, Section: section.Kind, At: len(l.Rules)})
		s := &l.all[len(l.all)-1]
		s.reads(&r, broken != nil && broken(rule))
		l.add(s)
	}
}

// add enters a step into the tables.
func (l *Lineage) add(s *Step) {
	l.Rules = append(l.Rules, s)
	if s.Makes && l.firstMaker < 0 {
		l.firstMaker = s.At
	}
	if s.AnyType() {
		l.any = append(l.any, s)
	} else if s.Makes {
		earlier := l.makers[s.Type]
		if len(earlier) == 0 {
			l.names, l.first = append(l.names, s.Type), append(l.first, s.At)
			earlier = l.room[len(l.room) : len(l.room) : len(l.room)+1]
			l.room = l.room[:len(l.room)+1]
		}
		l.makers[s.Type] = append(earlier, s)
	}
}

// byRule returns the steps by their rules.
func (l *Lineage) byRule() map[*ast.Rule]*Step {
	out := make(map[*ast.Rule]*Step, len(l.Rules))
	for _, s := range l.Rules {
		out[s.Rule] = s
	}
	return out
}

// consumers collects the conditions that test a type by ==.
func (l *Lineage) consumers() map[string][]Consumer {
	out := make(map[string][]Consumer, len(l.Rules))
	room := make([]Consumer, 0, len(l.Rules)) // for the first of each
	for _, s := range l.Rules {
		for _, cond := range s.Rule.Conditions {
			lit := TypeLiteral(cond)
			if lit == nil {
				continue
			}
			earlier, known := out[lit.Value]
			if n := len(room); !known && n < cap(room) {
				room = room[:n+1]
				earlier = room[n:n:len(room)]
			}
			out[lit.Value] = append(earlier, Consumer{s, cond})
		}
	}
	return out
}

const anyKind = catalog.Boolean | catalog.Integer | catalog.String

// reads finds out what claims a rule makes, with room to check it in. One with an error
// may make any.
func (s *Step) reads(r *ruleCheck, broken bool) {
	action := s.Rule.Action
	if action != nil && (action.Kind == ast.Permit || action.Kind == ast.Deny) {
		return
	}
	s.Makes, s.Kinds = true, anyKind
	if action == nil || broken {
		return
	}
	r.rule, r.scope = s.Rule, r.scope[:0]
	for _, cond := range s.Rule.Conditions {
		if cond.Binder != nil {
			r.scope = append(r.scope, newBound(cond))
		}
	}
	args := named(action)
	if args.claim == nil && (args.typ == nil || args.value == nil) {
		return
	}
	s.Type, _, _ = r.namedType(&args)
	s.Kinds = catalog.Kinds(r.madeKinds(&args))
}

// named sorts the arguments of an action by name.
func named(a *ast.Action) (args arguments) {
	for _, arg := range a.Args {
		if arg.Name == nil {
			continue
		}
		if slot := args.slot(arg.Name.Name); slot != nil {
			*slot = arg
		}
	}
	return args
}

// Of returns the step of a rule, nil if it is none of the tree.
func (l *Lineage) Of(rule *ast.Rule) *Step { return l.steps()[rule] }

// Makers returns the rules that make claims of a type for certain, in order.
func (l *Lineage) Makers(name string) []*Step { return slices.Clone(l.makers[name]) }

// UnreadBefore reports whether a rule that could not be read, and so may make anything,
// stands before a place in the order.
func (l *Lineage) UnreadBefore(at int) bool { return l.unread >= 0 && l.unread <= at }

// AnyTypeBefore reports whether a rule before a place in the order may make claims of
// any type.
func (l *Lineage) AnyTypeBefore(at int) bool { return len(l.any) > 0 && l.any[0].At < at }

// Made returns the names that rules make for certain before a place in the order, in
// the order in which they are made first.
func (l *Lineage) Made(before int) []string {
	n, _ := slices.BinarySearch(l.first, before)
	return slices.Clip(l.names[:n])
}

// Consumers returns the conditions that test a type by ==, in order.
func (l *Lineage) Consumers(name string) []Consumer { return slices.Clone(l.testing()[name]) }

// Reaching returns the rules whose claims of the type a condition can see, in
// order: they run before its rule, and it admits claims that rules made (T2.3). Those
// that may make any type are among them. For a condition without a literal type it is
// every rule before that makes claims.
func (l *Lineage) Reaching(s *Step, cond *ast.Condition) []*Step {
	if !Admits(cond, claim.AttestationPolicy) {
		return nil
	}
	var out []*Step
	lit := TypeLiteral(cond)
	for _, maker := range l.candidates(lit) {
		if maker.At < s.At && maker.Makes {
			out = append(out, maker)
		}
	}
	return out
}

// candidates returns the rules that may make a type, in order.
func (l *Lineage) candidates(lit *ast.StringLit) []*Step {
	switch {
	case lit == nil:
		return l.Rules
	case len(l.any) == 0:
		return l.makers[lit.Value]
	}
	out := slices.Concat(l.makers[lit.Value], l.any)
	slices.SortFunc(out, func(a, b *Step) int { return a.At - b.At })
	return out
}

// Reached reports whether a rule may make claims that the condition sees: one of
// those that Reaching returns, or one that could not be read.
func (l *Lineage) Reached(s *Step, cond *ast.Condition) bool {
	if !Admits(cond, claim.AttestationPolicy) {
		return false
	}
	if l.UnreadBefore(s.At) {
		return true
	}
	runsBefore := func(makers []*Step) bool { return len(makers) > 0 && makers[0].At < s.At }
	if lit := TypeLiteral(cond); lit != nil {
		return runsBefore(l.makers[lit.Value]) || runsBefore(l.any)
	}
	return l.firstMaker >= 0 && l.firstMaker < s.At
}

// TypeLiteral returns the first literal that a condition wants the type to equal,
// nil if there is none.
func TypeLiteral(cond *ast.Condition) *ast.StringLit {
	for _, t := range cond.Tests {
		if lit, ok := t.Value.(*ast.StringLit); ok && t.Property == ast.TypeProperty && t.Op == ast.Equal {
			return lit
		}
	}
	return nil
}

// Admits reports whether claims of an issuer may satisfy a condition, as far as its
// tests of the issuer with literals say.
func Admits(cond *ast.Condition, issuer claim.Issuer) bool {
	for _, t := range cond.Tests {
		lit, ok := t.Value.(*ast.StringLit)
		if !ok || t.Property != ast.IssuerProperty {
			continue
		}
		if equal := lit.Value == issuer.String(); equal != (t.Op == ast.Equal) {
			return false
		}
	}
	return true
}
