package lint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// memo keeps what depends on the text of a rule alone, once it is needed.
type memo struct {
	text    string
	masked  []string
	queries []*knownQuery
}

// remembers returns the memo of a rule.
func (r *rule) remembers() *memo {
	if r.memo == nil {
		r.memo = &memo{}
	}
	return r.memo
}

// canonical returns the canonical text of a rule.
func (r *rule) canonical() string {
	if r.remembers().text == "" {
		r.memo.text = canonical(r.Rule, nil)
	}
	return r.memo.text
}

// masked returns the canonical texts of a rule without each of its valueTexts.
func (r *rule) masked() []string {
	if r.remembers().masked == nil {
		for _, lit := range valueTexts(r.Rule) {
			r.memo.masked = append(r.memo.masked, canonical(r.Rule, lit))
		}
	}
	return r.memo.masked
}

// canonical returns the text of a rule that rules share if they are the same but for
// white space, comments and the names of binders. A literal that is masked is left out.
func canonical(rule *ast.Rule, masked *ast.StringLit) string {
	w := canonicalWriter{binders: map[string]string{}, masked: masked}
	for _, cond := range rule.Conditions {
		if cond.Binder != nil {
			w.binders[cond.Binder.Name] = fmt.Sprintf("b%d", len(w.binders))
		}
		w.condition(cond)
	}
	w.WriteString("=>")
	w.action(rule.Action)
	return w.String()
}

type canonicalWriter struct {
	strings.Builder
	binders map[string]string
	masked  *ast.StringLit
}

func (w *canonicalWriter) condition(cond *ast.Condition) {
	if cond.Negated() {
		w.WriteString("!")
	}
	if cond.Binder != nil {
		w.WriteString(w.binders[cond.Binder.Name] + ":")
	}
	w.WriteString("[")
	for _, t := range cond.Tests {
		w.WriteString(t.Property.String() + t.Op.String())
		w.expr(t.Value)
		w.WriteString(",")
	}
	w.WriteString("]&&")
}

func (w *canonicalWriter) action(a *ast.Action) {
	w.WriteString(a.Kind.String() + "(")
	for _, arg := range a.Args {
		if arg.Name != nil {
			w.WriteString(arg.Name.Name + "=")
		}
		w.expr(arg.Value)
		w.WriteString(",")
	}
	w.WriteString(")")
}

func (w *canonicalWriter) expr(e ast.Expr) {
	switch e := e.(type) {
	case *ast.StringLit:
		if e == w.masked {
			w.WriteString("…")
			return
		}
		w.WriteString(strconv.Quote(e.Value))
	case *ast.IntLit:
		w.WriteString(strconv.FormatInt(e.Value, 10))
	case *ast.BoolLit:
		w.WriteString(strconv.FormatBool(e.Value))
	case *ast.BinderRef:
		w.WriteString(w.binders[e.Name])
	case *ast.PropertyRef:
		w.WriteString(w.binders[e.Binder.Name] + "." + e.Property.String())
	case *ast.Call:
		w.WriteString(e.Name.Name + "(")
		for _, arg := range e.Args {
			w.expr(arg)
			w.WriteString(",")
		}
		w.WriteString(")")
	}
}
