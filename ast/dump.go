package ast

import (
	"fmt"
	"strings"
)

// Dump renders a tree as indented text, one node a line, without positions:
// stable, for tests and for comparing trees. Text inside Bad is not shown.
func Dump(n Node) string {
	var b strings.Builder
	dump(&b, n, 0)
	return b.String()
}

// Same reports whether two trees are equal but for positions, comments and
// white space.
func Same(a, b Node) bool { return Dump(a) == Dump(b) }

func dump(b *strings.Builder, n Node, depth int) {
	fmt.Fprintf(b, "%s%s\n", strings.Repeat("  ", depth), label(n))
	for c := range Children(n) {
		if _, ok := c.(*Ident); ok {
			continue // its parent's label shows it
		}
		dump(b, c, depth+1)
	}
}

// label is one node in a line: its kind and what is its own.
func label(n Node) string {
	switch n := n.(type) {
	case *Policy:
		return "policy"
	case *Version:
		return fmt.Sprintf("version %d.%d", n.Major, n.Minor)
	case *Section:
		return "section" + named(" ", n.Name)
	case *Rule:
		return "rule"
	case *Condition:
		return "condition" + mark(n.Negated(), " !") + named(" ", n.Binder)
	case *Test:
		return "test" + named(" ", n.Name) + " " + n.Op.String()
	case *Action:
		return "action" + named(" ", n.Name)
	case *Arg:
		return "arg" + named(" ", n.Name)
	case *Ident:
		return "ident " + n.Name
	case *StringLit:
		return fmt.Sprintf("string %q", n.Value)
	case *IntLit:
		return fmt.Sprintf("int %d", n.Value)
	case *BoolLit:
		return fmt.Sprintf("bool %t", n.Value)
	case *BinderRef:
		return "binder " + n.Name
	case *PropertyRef:
		return "property" + named(" ", n.Binder) + named(".", n.Name)
	case *Call:
		return "call" + named(" ", n.Name)
	case *Bad:
		return "bad"
	case *Comment:
		return "comment " + n.Text
	}
	panic(fmt.Sprintf("ast: unknown node %T", n))
}

func mark(on bool, text string) string {
	if on {
		return text
	}
	return ""
}

func named(before string, id *Ident) string {
	if id == nil {
		return ""
	}
	return before + id.Name
}
