package lsp

import (
	"encoding/json"
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
)

// A query inside a string is read from its tokens, so that one can be completed that
// can't be compiled yet (V1.13). What is known of a document is a Field of the
// catalogue; the zero Field is any value.

// queryReading is how far a query goes up to a place.
type queryReading struct {
	frames []queryFrame // the whole query first, then the brackets around the place
	// names are the names that were looked up.
	names []queryField
	// calls are the functions that were called.
	calls []queryCall
}

// queryField is a name in a query.
type queryField struct {
	jmespath.Token
	of    catalog.Field // the value that it is a member of
	field catalog.Field
	known bool
}

// queryCall is a function's name in a query.
type queryCall struct {
	jmespath.Token
	name string
}

// queryFrame is a query, or brackets in it.
type queryFrame struct {
	kind     string          // "" of the whole, "(", "[", "[?", "{"
	function string          // whose arguments these are
	calling  string          // the function whose "(" comes next
	args     []catalog.Field // those before the place
	base     catalog.Field   // what names begin at
	start    catalog.Field   // the same, but after "&"
	value    catalog.Field   // of the expression so far
	each     bool            // value is what a projection gives for each element
	fresh    bool            // an expression begins here
	dot      bool            // a name of the value comes next
	index    bool            // of "[": a number or ":" stands in it
	slice    bool            // of "[": a ":" or "*" stands in it
}

func newQueryFrame(kind string, base catalog.Field) queryFrame {
	return queryFrame{kind: kind, base: base, start: base, fresh: true}
}

// readQuery reads a query over a document.
func readQuery(query string, document catalog.Field) *queryReading {
	r := &queryReading{frames: []queryFrame{newQueryFrame("", document)}}
	tokens := jmespath.Tokens(query)
	for i, t := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = query[tokens[i+1].Start:tokens[i+1].End]
		}
		r.take(t, query[t.Start:t.End], next)
	}
	return r
}

// frame is the innermost one.
func (r *queryReading) frame() *queryFrame { return &r.frames[len(r.frames)-1] }

func (r *queryReading) take(t jmespath.Token, text, next string) {
	f := r.frame()
	switch {
	case isQueryName(text):
		r.name(t, text, next)
	case strings.HasPrefix(text, "'"), strings.HasPrefix(text, "`"):
		f.operand(catalog.Field{})
	case text == "@":
		f.operand(f.start)
	case text == "(", text == "[?", text == "{", text == "[":
		r.open(text)
	case text == ")", text == "]", text == "}":
		r.close()
	case text == "[]":
		f.flatten()
	case text == ".":
		f.dot = true
	case text == "|":
		base := f.result()
		f.begin()
		f.start = base
	case text == "&" && f.function != "" && len(f.args) > 0:
		f.start = element(f.args[0])
	case text == ",":
		f.args = append(f.args, f.result())
		f.begin()
		f.start = f.base
	case text == "*" || text == ":":
		f.star(text)
	case text == "!", text == "&":
	case text[0] == '-' || text[0] >= '0' && text[0] <= '9':
		f.index = f.kind == "["
	default: // an operator: another operand follows
		f.begin()
	}
}

// begin starts another expression.
func (f *queryFrame) begin() { f.value, f.each, f.fresh, f.dot = catalog.Field{}, false, true, false }

// operand is a value that names don't lead to.
func (f *queryFrame) operand(value catalog.Field) {
	f.value, f.each, f.fresh, f.dot = value, false, false, false
}

// now is the value that a suffix applies to.
func (f *queryFrame) now() catalog.Field {
	if f.fresh {
		return f.start
	}
	return f.value
}

// object is the value whose members can stand at the end; ok is false where no name can.
func (f *queryFrame) object() (_ catalog.Field, ok bool) {
	switch {
	case f.dot:
		return f.value, true
	case f.fresh:
		return f.start, true
	}
	return catalog.Field{}, false
}

// result is the value of the expression.
func (f *queryFrame) result() catalog.Field {
	if f.each {
		return catalog.Field{Kind: "array", Of: f.value.Of, Always: true}
	}
	return f.value
}

// project goes on with each element.
func (f *queryFrame) project(element catalog.Field) {
	f.value, f.each, f.fresh, f.dot = element, true, false, false
}

func (f *queryFrame) flatten() {
	now := f.now()
	if f.each && now.Kind != "array" && !now.Repeats {
		f.project(now)
		return
	}
	f.project(element(now))
}

// star is "*" or ":", in brackets or after a dot.
func (f *queryFrame) star(text string) {
	switch {
	case f.kind == "[" && f.fresh:
		f.index, f.slice = true, true
	case text == "*":
		f.project(catalog.Field{})
	case f.kind == "{":
		f.begin()
	}
}

// name is a name that is looked up, a function's, or that of a member that "{" makes.
func (r *queryReading) name(t jmespath.Token, text, next string) {
	f := r.frame()
	if next == "(" && text[0] != '"' {
		r.calls = append(r.calls, queryCall{t, text})
		f.operand(catalog.Field{})
		f.calling = text
		return
	}
	if f.kind == "{" && next == ":" && f.fresh {
		return
	}
	of, ok := f.object()
	if !ok {
		of = catalog.Field{}
	}
	use := queryField{Token: t, of: of}
	use.field, use.known = memberOf(of, queryName(text))
	r.names = append(r.names, use)
	f.value, f.fresh, f.dot = use.field, false, false
}

// open begins brackets.
func (r *queryReading) open(kind string) {
	f := r.frame()
	inner := newQueryFrame(kind, f.start)
	switch {
	case f.calling != "":
		inner.function, f.calling = f.calling, ""
	case kind == "[?":
		inner = newQueryFrame(kind, element(f.now()))
	case kind != "(" && f.dot:
		inner = newQueryFrame(kind, f.value)
	}
	r.frames = append(r.frames, inner)
}

// close ends the innermost brackets, and gives their value to what is around them.
func (r *queryReading) close() {
	if len(r.frames) == 1 {
		return
	}
	inner := *r.frame()
	r.frames = r.frames[:len(r.frames)-1]
	f := r.frame()
	switch {
	case inner.kind == "[?" || inner.slice:
		f.project(element(f.now()))
	case inner.index:
		f.value, f.fresh, f.dot = element(f.now()), false, false
	case inner.function != "":
		f.operand(inner.called())
	case inner.kind == "(":
		f.operand(inner.result())
	default:
		f.value, f.fresh, f.dot = catalog.Field{}, false, false
	}
}

// called is the value that a function gives.
func (f *queryFrame) called() catalog.Field {
	first := f.result()
	if len(f.args) > 0 {
		first = f.args[0]
	}
	switch f.function {
	case "sort", "sort_by", "reverse", "not_null":
		return first
	case "max_by", "min_by":
		return element(first)
	}
	return catalog.Field{}
}

// element is what is known of an element of a value.
func element(f catalog.Field) catalog.Field {
	if f.Of != "" && (f.Kind == "array" || f.Repeats) {
		return catalog.Field{Kind: "object", Of: f.Of, Always: true}
	}
	return catalog.Field{}
}

// memberOf looks a name up in what is known of an object.
func memberOf(f catalog.Field, name string) (catalog.Field, bool) {
	if f.Kind != "object" || f.Of == "" {
		return catalog.Field{}, false
	}
	for _, m := range catalog.Fields(f.Of) {
		if m.Name == name {
			return m, true
		}
	}
	return catalog.Field{}, false
}

func isQueryName(text string) bool {
	c := text[0]
	return c == '"' || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// queryName is what a name in a query stands for.
func queryName(text string) string {
	var name string
	if text[0] == '"' && json.Unmarshal([]byte(text), &name) == nil {
		return name
	}
	return text
}
