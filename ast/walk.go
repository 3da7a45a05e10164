package ast

import "iter"

// Walk visits n and all nodes below it, in the order of the text, parents
// first. Where visit returns false, the node's children are left out. Comments
// are not visited: they stand in Policy.Comments.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	for c := range Children(n) {
		Walk(c, visit)
	}
}

// Children yields the direct children of n in the order of the text.
func Children(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { children(n, yield) }
}

// children yields until it has no more, or is told to stop, which it reports.
func children(n Node, yield func(Node) bool) bool {
	switch n := n.(type) {
	case *Policy:
		return (n.Version == nil || yield(n.Version)) && all(n.Items, yield)
	case *Version:
		return ident(n.Keyword, yield)
	case *Section:
		return ident(n.Name, yield) && all(n.Statements, yield)
	case *Rule:
		return all(n.Conditions, yield) && (n.Action == nil || yield(n.Action))
	case *Condition:
		return ident(n.Binder, yield) && all(n.Tests, yield)
	case *Test:
		return ident(n.Name, yield) && value(n.Value, yield)
	case *Action:
		return ident(n.Name, yield) && all(n.Args, yield)
	case *Arg:
		return ident(n.Name, yield) && value(n.Value, yield)
	case *PropertyRef:
		return ident(n.Binder, yield) && ident(n.Name, yield)
	case *Call:
		return ident(n.Name, yield) && all(n.Args, yield)
	case *Ident, *StringLit, *IntLit, *BoolLit, *BinderRef, *Bad, *Comment:
	}
	return true
}

func ident(id *Ident, yield func(Node) bool) bool { return id == nil || yield(id) }

func value(e Expr, yield func(Node) bool) bool { return e == nil || yield(e) }

func all[N Node](ns []N, yield func(Node) bool) bool {
	for _, n := range ns {
		if !yield(n) {
			return false
		}
	}
	return true
}

// Rules yields the rules of the sections of one kind, in the order written.
func (p *Policy) Rules(kind SectionKind) iter.Seq[*Rule] {
	return func(yield func(*Rule) bool) {
		for _, item := range p.Items {
			s, ok := item.(*Section)
			if !ok || s.Kind != kind {
				continue
			}
			for _, st := range s.Statements {
				if r, ok := st.(*Rule); ok && !yield(r) {
					return
				}
			}
		}
	}
}

// Sections yields the sections in the order of the text.
func (p *Policy) Sections() iter.Seq[*Section] {
	return func(yield func(*Section) bool) {
		for _, item := range p.Items {
			if s, ok := item.(*Section); ok && !yield(s) {
				return
			}
		}
	}
}
