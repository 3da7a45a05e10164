package policygen

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/lang"
)

// deepest is how far calls nest.
const deepest = 4

// expr draws an expression that may have a value of a wanted kind, of a theme
// if that goes together, at a depth of calls. It returns the text of a string
// literal, "" if it drew something else.
func (r *rule) expr(want lang.Kinds, th theme, depth int) string {
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
func (r *rule) literal(want lang.Kinds, th theme) string {
	fitting := map[theme]lang.Kinds{flags: lang.Booleans, numbers: lang.Integers, names: lang.Strings, documents: lang.Strings, lists: lang.Strings, queries: lang.Strings}
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
func themesOf(want lang.Kinds) []theme {
	var all []theme
	if want&lang.Strings != 0 {
		all = append(all, names, names)
	}
	if want&lang.Integers != 0 {
		all = append(all, numbers)
	}
	if want&lang.Booleans != 0 {
		all = append(all, flags)
	}
	return all
}

// property draws a property of a binder, and reports whether one fits.
func (r *rule) property(want lang.Kinds, th theme) bool {
	if want&lang.Strings != 0 && r.chance(3) {
		if b, ok := r.binder(func(binder) bool { return true }); ok {
			p := pick(r.draw, []ast.Property{ast.TypeProperty, ast.IssuerProperty, ast.ValueTypeProperty})
			r.emit(b.name, ".", p.String())
			return true
		}
	}
	return r.bound(want, func(b binder) bool { return b.theme == th || r.chance(2) }) ||
		r.bound(want, func(binder) bool { return true })
}

// bound draws the value of a binder that fits, and now and then one of other kinds,
// of which the check only warns (L0.1).
func (r *rule) bound(want lang.Kinds, fits func(binder) bool) bool {
	b, ok := r.binder(func(b binder) bool {
		return (b.kinds.Fits(want) || r.chance(1)) && !(r.issuing && b.readOnly) && fits(b)
	})
	if ok {
		r.emit(b.name, ".", "value")
	}
	return ok
}

// call draws a call whose result may be of a wanted kind (L7).
func (r *rule) call(want lang.Kinds, depth int) {
	var fs []*lang.Function
	for i := range lang.Functions() {
		f := &lang.Functions()[i]
		if f.Result&want != 0 || r.chance(1) {
			fs = append(fs, f)
		}
		if f.Result&want != 0 && f.Params[0].Content == lang.JSON { // queries are where most is to be found
			fs = append(fs, f)
		}
	}
	r.invoke(pick(r.draw, fs), want, depth)
}

// invoke draws a call of a function.
func (r *rule) invoke(f *lang.Function, want lang.Kinds, depth int) {
	issuing := r.issuing
	r.issuing = issuing && f.Spreads // what is read-only may be compared anywhere (L7)
	r.emit(f.Name, "(")
	for i, p := range f.Params {
		if i > 0 {
			r.emit(",")
		}
		r.argument(p, want, depth)
	}
	r.emit(")")
	r.issuing = issuing
}

// argument draws what a function takes at one place.
func (r *rule) argument(p lang.Param, want lang.Kinds, depth int) {
	switch p.Content {
	case lang.JSON:
		r.document(depth)
		return
	case lang.ClaimJSON:
		r.list(want, depth)
		return
	case lang.Query:
		r.query(depth)
		return
	case lang.Plain:
	}
	th := r.themeOf(p.Kinds)
	if p.Many || p.Kinds == lang.Any && r.chance(8) { // several values are an error now and then
		r.expr(p.Kinds, th, depth)
	} else {
		r.single(p.Kinds, th, depth)
	}
}

// themeOf draws a theme of the kinds that an argument takes.
func (r *rule) themeOf(k lang.Kinds) theme {
	switch k {
	case lang.Strings:
		return names
	case lang.Integers:
		return numbers
	case lang.Booleans:
		return flags
	}
	return r.anyTheme()
}

func (r *rule) anyTheme() theme { return pick(r.draw, []theme{names, numbers, flags}) }

// single draws an expression that usually has exactly one value.
func (r *rule) single(want lang.Kinds, th theme, depth int) {
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
		if r.bound(lang.Strings, isDocument) {
			return
		}
	case 1:
		if depth < deepest {
			r.invoke(lang.FunctionNamed("JmesPath"), lang.Strings, depth+1)
			return
		}
	case 2:
		if r.bound(lang.Strings, func(b binder) bool { return b.theme == documents || b.theme == lists }) {
			return
		}
	case 3:
		if r.bound(lang.Strings, func(binder) bool { return true }) {
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
		if r.bound(lang.Strings, func(b binder) bool { return b.theme == queries }) {
			return
		}
	case 2:
		if depth < deepest {
			q := r.queryText()
			cut := r.below(len(q) + 1)
			r.emit("AppendString", "(", quoted(q[:cut]), ",", quoted(q[cut:]), ")")
			return
		}
	case 3:
		if r.bound(lang.Strings, func(binder) bool { return true }) {
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
func (r *rule) list(want lang.Kinds, depth int) {
	switch r.weighted(5, 4, 5, 2) {
	case 1:
		if depth < deepest {
			r.invoke(lang.FunctionNamed("JmesPath"), lang.Strings, depth+1)
			return
		}
	case 2:
		if r.bound(lang.Strings, func(b binder) bool { return b.theme == lists }) {
			return
		}
	case 3:
		if r.bound(lang.Strings, func(binder) bool { return true }) {
			return
		}
	}
	var fitting []string
	for _, l := range listDocuments {
		if l.kinds.Fits(want) {
			fitting = append(fitting, l.text)
		}
	}
	r.text(pick(r.draw, fitting))
}
