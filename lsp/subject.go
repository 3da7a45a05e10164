package lsp

import (
	"cmp"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
)

// subject is what a place is about: a binder, or a type of claims.
type subject struct {
	span   ast.Span
	rule   *ast.Rule
	binder *ast.Condition // which defines it
	claim  *ast.StringLit // the name as it stands here
	cond   *ast.Condition // that tests the claim; nil in an action
}

// mention is a place where a subject stands.
type mention struct {
	ast.Span
	write bool // a binder is defined, a claim is made
}

// subject returns what a place is about, nil for what has no name.
func (p *place) subject() *subject {
	rule := innermost[*ast.Rule](p)
	if rule == nil {
		return nil
	}
	s := &subject{rule: rule, cond: innermost[*ast.Condition](p)}
	switch n := p.leaf().(type) {
	case *ast.Ident:
		s.span = n.Span
		switch parent := p.parent().(type) {
		case *ast.Condition:
			s.binder = parent
		case *ast.PropertyRef:
			if parent.Binder == n {
				s.binder = definition(rule, n.Name)
			}
		default:
		}
	case *ast.BinderRef:
		s.span, s.binder = n.Span, definition(rule, n.Name)
	case *ast.StringLit:
		if namesType(p.parent()) {
			s.span, s.claim = inside(n), n
		}
	default:
	}
	if s.binder == nil && s.claim == nil {
		return nil
	}
	return s
}

// inside is the text of a literal without its quotes.
func inside(l *ast.StringLit) ast.Span { return l.SpanOf(0, len(l.Value)) }

// namesType reports whether what a node holds is the type of claims: of a test for
// equality, or of an action.
func namesType(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Test:
		return n.Property == ast.TypeProperty && n.Op == ast.Equal
	case *ast.Arg:
		return n.Name != nil && n.Name.Name == "type"
	default:
	}
	return false
}

// definition is the condition of a rule that defines a binder, nil without.
func definition(rule *ast.Rule, name string) *ast.Condition {
	for _, c := range rule.Conditions {
		if c.Binder != nil && c.Binder.Name == name {
			return c
		}
	}
	return nil
}

// mentions are all places where a subject stands, in the order of the text.
func (p *place) mentions(s *subject) []mention {
	if s.binder != nil {
		return binderMentions(s.rule, s.binder.Binder.Name)
	}
	return p.claimMentions(s.claim.Value)
}

// binderMentions are the places of a binder in its rule.
func binderMentions(rule *ast.Rule, name string) []mention {
	var out []mention
	ast.Walk(rule, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Condition:
			if n.Binder != nil && n.Binder.Name == name {
				out = append(out, mention{n.Binder.Span, true})
			}
		case *ast.PropertyRef:
			if n.Binder.Name == name {
				out = append(out, mention{n.Binder.Span, false})
			}
		case *ast.BinderRef:
			if n.Name == name {
				out = append(out, mention{n.Span, false})
			}
		default:
		}
		return true
	})
	return out
}

// claimMentions are the places where claims of a type are made or tested (V1.18).
func (a *analysis) claimMentions(name string) []mention {
	makers, consumers := a.lineage.Makers(name), a.lineage.Consumers(name)
	out := make([]mention, 0, len(makers)+len(consumers))
	for _, s := range makers {
		if span, ok := madeAt(s); ok {
			out = append(out, mention{span, true})
		}
	}
	for _, c := range consumers {
		if l := check.TypeLiteral(c.Condition); l != nil {
			out = append(out, mention{inside(l), false})
		}
	}
	slices.SortFunc(out, func(a, b mention) int { return cmp.Compare(a.From, b.From) })
	return slices.Compact(out)
}

// madeAt is where a rule says of which type the claims are that it makes: the literal,
// or the binder that it takes claims of.
func madeAt(s *check.Step) (ast.Span, bool) {
	if s.Rule.Action == nil {
		return ast.Span{}, false
	}
	for _, arg := range s.Rule.Action.Args {
		switch v := arg.Value.(type) {
		case *ast.StringLit:
			if namesType(arg) {
				return inside(v), true
			}
		case *ast.BinderRef:
			return v.Span, true
		default:
		}
	}
	return s.Rule.Action.Span, true
}

// madeLiteral is the literal type of the claims that a rule makes, nil without.
func madeLiteral(rule *ast.Rule) *ast.StringLit {
	if rule.Action == nil {
		return nil
	}
	for _, arg := range rule.Action.Args {
		if l, ok := arg.Value.(*ast.StringLit); ok && namesType(arg) {
			return l
		}
	}
	return nil
}
