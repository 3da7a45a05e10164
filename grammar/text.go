package grammar

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// Text returns the canonical text of a node (T1.3): its tokens on one line, with
// one blank after each comma and round "&&" and "=>", and no others. It needs no
// source, so it also prints trees that no text was parsed to. Comments are left
// out. A policy and a section have a line for each rule; of ast.Bad, which stands
// for text alone, nothing is printed.
func Text(n ast.Node) string { return string(AppendText(nil, n)) }

// AppendText appends the canonical text of a node to b.
func AppendText(b []byte, n ast.Node) []byte {
	w := writer{b}
	w.node(n)
	return w.out
}

// writer writes canonical text.
type writer struct{ out []byte }

func (w *writer) text(s string) { w.out = append(w.out, s...) }

func (w *writer) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Policy:
		w.policy(n)
	case *ast.Version:
		w.text("version=" + strconv.Itoa(n.Major) + "." + strconv.Itoa(n.Minor) + ";")
	case *ast.Section:
		w.section(n)
	case *ast.Rule:
		w.rule(n)
	case *ast.Condition:
		w.condition(n)
	case *ast.Test:
		w.name(n.Name)
		w.text(n.Op.String())
		w.value(n.Value)
	case *ast.Action:
		w.name(n.Name)
		w.text("(")
		list(w, n.Args)
		w.text(")")
	case *ast.Arg:
		if n.Name != nil {
			w.name(n.Name)
			w.text("=")
		}
		w.value(n.Value)
	case *ast.Ident:
		w.name(n)
	case *ast.Comment:
		w.text(n.Text)
	case *ast.StringLit, *ast.IntLit, *ast.BoolLit, *ast.BinderRef, *ast.PropertyRef, *ast.Call:
		w.value(n.(ast.Expr))
	case *ast.Bad:
	}
}

func (w *writer) policy(p *ast.Policy) {
	if p.Version != nil {
		w.node(p.Version)
		w.text("\n")
	}
	for s := range p.Sections() {
		w.text("\n")
		w.section(s)
		w.text("\n")
	}
}

func (w *writer) section(s *ast.Section) {
	w.name(s.Name)
	w.text(" {")
	for _, st := range s.Statements {
		if r, ok := st.(*ast.Rule); ok {
			w.text("\n    ")
			w.rule(r)
		}
	}
	if w.out[len(w.out)-1] == ';' { // of a rule
		w.text("\n")
	}
	w.text("};")
}

func (w *writer) rule(r *ast.Rule) {
	for i, c := range r.Conditions {
		if i > 0 {
			w.text(" && ")
		}
		w.condition(c)
	}
	if len(r.Conditions) > 0 {
		w.text(" ")
	}
	w.text("=> ")
	w.node(r.Action)
	w.text(";")
}

func (w *writer) condition(c *ast.Condition) {
	if c.Negated() {
		w.text("!")
	}
	if c.Binder != nil {
		w.name(c.Binder)
		w.text(":")
	}
	w.text("[")
	list(w, c.Tests)
	w.text("]")
}

func list[N ast.Node](w *writer, nodes []N) {
	for i, n := range nodes {
		if i > 0 {
			w.text(", ")
		}
		w.node(n)
	}
}

func (w *writer) name(id *ast.Ident) {
	if id != nil {
		w.text(id.Name)
	}
}

func (w *writer) value(e ast.Expr) {
	switch e := e.(type) {
	case *ast.StringLit:
		w.string(e)
	case *ast.IntLit:
		w.out = strconv.AppendInt(w.out, e.Value, 10)
	case *ast.BoolLit:
		w.out = strconv.AppendBool(w.out, e.Value)
	case *ast.BinderRef:
		w.text(e.Name)
	case *ast.PropertyRef:
		w.name(e.Binder)
		w.text(".")
		w.name(e.Name)
	case *ast.Call:
		w.name(e.Name)
		w.text("(")
		list(w, e.Args)
		w.text(")")
	}
}

// string writes a literal as it is written in its policy, one that no text was
// parsed to by the escapes of L1.4.
func (w *writer) string(l *ast.StringLit) {
	if l.Raw != "" {
		w.text(l.Raw)
		return
	}
	w.text(Quote(l.Value))
}

// Quote returns the string literal of a text (L1.4). A text with a line break has
// none in this language, and gives one that does not parse.
func Quote(text string) string { return `"` + escapes.Replace(text) + `"` }

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
