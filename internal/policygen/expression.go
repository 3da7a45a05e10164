package policygen

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// deepest is how far calls nest.
const deepest = 4

// expr draws an expression that may have a value of a wanted kind, of a theme
// if that goes together, at a depth of calls. It returns the text of a string
// literal, "" if it drew something else.
func (r *rule) expr(want kinds, th theme, depth int) string {
	calls := 0
	if r.minor == 2 && depth < deepest {
		calls = 5
	}
	switch r.weighted(7, 6, calls) {
	case 1:
		if r.property(want, th) {
			return ""
		}
	case 2:
		r.call(want, depth+1)
		return ""
	}
	return r.literal(want, th)
}

// literal draws a literal of a wanted kind, and returns it if it is a string.
func (r *rule) literal(want kinds, th theme) string {
	fitting := map[theme]kinds{flags: bools, numbers: ints, names: texts, documents: texts, lists: texts, queries: texts}
	if th == anything || fitting[th]&want == 0 || r.chance(1) {
		th = pick(r.draw, themesOf(want))
	}
	switch th {
	case flags:
		r.emit(strconv.FormatBool(r.below(2) == 1))
		return ""
	case numbers:
		r.emit(strconv.FormatInt(pick(r.draw, integers64), 10))
		return ""
	case names, anything:
		return r.text(pick(r.draw, plainStrings))
	case documents:
		return r.text(r.object())
	case lists:
		return r.text(pick(r.draw, listDocuments).text)
	case queries:
		return r.text(pick(r.draw, goodQueries))
	}
	return ""
}

// text writes a string literal, which has no line breaks (L1.4): in the texts of
// this package they are white space only.
func (r *rule) text(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	r.emit(quoted(s))
	return s
}

// themesOf returns themes whose values are of the wanted kinds.
func themesOf(want kinds) []theme {
	var all []theme
	if want&texts != 0 {
		all = append(all, names, names)
	}
	if want&ints != 0 {
		all = append(all, numbers)
	}
	if want&bools != 0 {
		all = append(all, flags)
	}
	return all
}

// property draws a property of a binder, and reports whether one fits.
func (r *rule) property(want kinds, th theme) bool {
	if want&texts != 0 && r.chance(3) {
		if b, ok := r.binder(func(binder) bool { return true }); ok {
			p := pick(r.draw, []ast.Property{ast.TypeProperty, ast.IssuerProperty, ast.ValueTypeProperty})
			r.emit(b.name, ".", p.String())
			return true
		}
	}
	return r.bound(want, func(b binder) bool { return b.theme == th || r.chance(2) }) ||
		r.bound(want, func(binder) bool { return true })
}

// bound draws the value of a binder that fits.
func (r *rule) bound(want kinds, fits func(binder) bool) bool {
	b, ok := r.binder(func(b binder) bool {
		return b.kinds.fits(want) && !(r.issuing && b.readOnly) && fits(b)
	})
	if ok {
		r.emit(b.name, ".", "value")
	}
	return ok
}

// call draws a call whose result may be of a wanted kind (L7).
func (r *rule) call(want kinds, depth int) {
	var fs []ast.Function
	if want&texts != 0 {
		fs = append(fs, ast.JmesPath, ast.JmesPath, ast.AppendString)
	}
	if want&bools != 0 {
		fs = append(fs, ast.IsSubsetOf, ast.ContainsOnlyValue, ast.NegateBool)
	}
	fs = append(fs, ast.JsonToClaimValue)
	f := pick(r.draw, fs)
	r.emit(f.String(), "(")
	r.arguments(f, want, depth)
	r.emit(")")
}

// arguments draws what a function takes.
func (r *rule) arguments(f ast.Function, want kinds, depth int) {
	switch f {
	case ast.JmesPath:
		r.document(depth)
		r.emit(",")
		r.query(depth)
	case ast.JsonToClaimValue:
		r.list(want, depth)
	case ast.IsSubsetOf:
		r.compared(depth, func() { r.expr(anyKind, r.anyTheme(), depth) })
	case ast.ContainsOnlyValue:
		r.compared(depth, func() { r.single(anyKind, r.anyTheme(), depth) })
	case ast.AppendString:
		r.single(texts, names, depth)
		r.emit(",")
		r.single(texts, names, depth)
	case ast.NegateBool:
		r.single(bools, flags, depth)
	case ast.UnknownFunction:
	}
}

func (r *rule) anyTheme() theme { return pick(r.draw, []theme{names, numbers, flags}) }

// compared draws the arguments of the two functions that only compare: what is
// read-only may be compared anywhere (L7).
func (r *rule) compared(depth int, second func()) {
	issuing := r.issuing
	r.issuing = false
	r.expr(anyKind, r.anyTheme(), depth)
	r.emit(",")
	second()
	r.issuing = issuing
}

// single draws an expression that usually has exactly one value.
func (r *rule) single(want kinds, th theme, depth int) {
	if r.chance(11) {
		if r.chance(9) && r.bound(want, func(b binder) bool { return b.single && b.theme == th }) {
			return
		}
		if r.chance(10) {
			r.literal(want, th)
			return
		}
	}
	r.expr(want, th, depth)
}

// document draws the first argument of JmesPath.
func (r *rule) document(depth int) {
	isDocument := func(b binder) bool { return b.theme == documents && b.single }
	switch r.weighted(9, 4, 2, 1) {
	case 0:
		if r.bound(texts, isDocument) {
			return
		}
	case 1:
		if depth < deepest {
			r.emit(ast.JmesPath.String(), "(")
			r.arguments(ast.JmesPath, texts, depth+1)
			r.emit(")")
			return
		}
	case 2:
		if r.bound(texts, func(b binder) bool { return b.theme == documents || b.theme == lists }) {
			return
		}
	case 3:
		if r.bound(texts, func(binder) bool { return true }) {
			return
		}
	}
	if r.chance(2) {
		r.text(pick(r.draw, deepDocuments))
		return
	}
	r.text(r.object())
}

// query draws the second argument of JmesPath: a literal that compiles, a
// claim's, or one put together from two halves, which may be no query.
func (r *rule) query(depth int) {
	switch r.weighted(10, 2, 2, 1) {
	case 1:
		if r.bound(texts, func(b binder) bool { return b.theme == queries }) {
			return
		}
	case 2:
		if depth < deepest {
			q := r.queryText()
			cut := r.below(len(q) + 1)
			r.emit(ast.AppendString.String(), "(", quoted(q[:cut]), ",", quoted(q[cut:]), ")")
			return
		}
	case 3:
		if r.bound(texts, func(binder) bool { return true }) {
			return
		}
	}
	if r.chance(2) {
		r.text(pick(r.draw, failingQueries))
		return
	}
	r.text(pick(r.draw, goodQueries))
}

// list draws the argument of JsonToClaimValue.
func (r *rule) list(want kinds, depth int) {
	switch r.weighted(5, 4, 5, 2) {
	case 1:
		if depth < deepest {
			r.emit(ast.JmesPath.String(), "(")
			r.arguments(ast.JmesPath, texts, depth+1)
			r.emit(")")
			return
		}
	case 2:
		if r.bound(texts, func(b binder) bool { return b.theme == lists }) {
			return
		}
	case 3:
		if r.bound(texts, func(binder) bool { return true }) {
			return
		}
	}
	var fitting []string
	for _, l := range listDocuments {
		if l.kinds.fits(want) {
			fitting = append(fitting, l.text)
		}
	}
	r.text(pick(r.draw, fitting))
}
