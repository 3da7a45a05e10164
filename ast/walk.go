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
	return func(yield func(Node) bool) {
		for _, c := range children(n) {
			if !yield(c) {
				return
			}
		}
	}
}

func children(n Node) []Node {
	var l nodes
	switch n := n.(type) {
	case *Policy:
		if n.Version != nil {
			l = append(l, n.Version)
		}
		addAll(&l, n.Items)
	case *Version:
		l.ident(n.Keyword)
	case *Section:
		l.ident(n.Name)
		addAll(&l, n.Statements)
	case *Rule:
		addAll(&l, n.Conditions)
		if n.Action != nil {
			l = append(l, n.Action)
		}
	case *Condition:
		l.ident(n.Binder)
		addAll(&l, n.Tests)
	case *Test:
		l.ident(n.Name)
		l.value(n.Value)
	case *Action:
		l.ident(n.Name)
		addAll(&l, n.Args)
	case *Arg:
		l.ident(n.Name)
		l.value(n.Value)
	case *PropertyRef:
		l.ident(n.Binder)
		l.ident(n.Name)
	case *Call:
		l.ident(n.Name)
		addAll(&l, n.Args)
	case *Ident, *StringLit, *IntLit, *BoolLit, *BinderRef, *Bad, *Comment:
	}
	return l
}

type nodes []Node

func (l *nodes) ident(id *Ident) {
	if id != nil {
		*l = append(*l, id)
	}
}

func (l *nodes) value(e Expr) {
	if e != nil {
		*l = append(*l, e)
	}
}

func addAll[N Node](l *nodes, ns []N) {
	for _, n := range ns {
		*l = append(*l, n)
	}
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
