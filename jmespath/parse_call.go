package jmespath

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/jsondoc"
)

// call parses a function call and checks it (L7.4): the name, the number of
// arguments, and the types of those that are certain, which are literals and
// references.
func (p *parser) call(name token) node {
	f := lookup(p.lexeme(name))
	if f == nil {
		return p.fail(name, UnknownFunction, unknownFunction(p.lexeme(name)))
	}
	n := &call{at: at(name.start), function: f}
	var ends []token // of each argument: its first token, with the end of its last
	p.take()
	for p.peek().kind != kindCloseParen {
		if len(n.args) > 0 && !p.expect(kindComma, `"," or ")"`) {
			return nil
		}
		begin := p.peek()
		arg := p.argument()
		if arg == nil {
			return nil
		}
		begin.end = p.tokens[p.next-1].end
		n.args, ends = append(n.args, arg), append(ends, begin)
	}
	name.end = p.take().end
	if message := f.arity(len(n.args)); message != "" {
		return p.fail(name, InvalidArity, message)
	}
	for i, arg := range n.args {
		if t := typeOf(arg); f.param(i)&t == 0 {
			return p.fail(ends[i], InvalidType, f.mismatch(i, t))
		}
	}
	return n
}

// argument parses an expression or a reference to one.
func (p *parser) argument() node {
	t := p.peek()
	if t.kind != kindReference {
		return p.expression(0)
	}
	p.take()
	body := p.expression(0)
	if body == nil {
		return nil
	}
	return &reference{at(t.start), body}
}

// typeOf returns the types that an argument may have, going by the query alone.
func typeOf(arg node) types {
	switch a := arg.(type) {
	case *literal:
		return 1 << a.value.Kind()
	case *reference:
		return expression
	}
	return anything
}

// types is a set of JSON types, one bit for each jsondoc.Kind, and expression.
type types uint8

const (
	null     types = 1 << jsondoc.Null
	boolean  types = 1 << jsondoc.Bool
	number   types = 1 << jsondoc.Number
	text     types = 1 << jsondoc.String
	array    types = 1 << jsondoc.Array
	object   types = 1 << jsondoc.Object
	anything       = null | boolean | number | text | array | object
	// expression is the type of a reference.
	expression types = 1 << 6
)

// String names the types for a message.
func (t types) String() string {
	switch t {
	case anything:
		return "a value"
	case expression:
		return `an expression after "&"`
	}
	var names []string
	for k, name := range [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"} {
		if t&(1<<k) != 0 {
			names = append(names, name)
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// arity says what is wrong with a number of arguments; "" if nothing is.
func (f *function) arity(n int) string {
	want := len(f.params)
	switch {
	case n == want || f.variadic && n > want:
		return ""
	case f.variadic:
		return fmt.Sprintf(`found no arguments for "%s", expected at least %d`, f.name, want)
	}
	plural := "s"
	if n == 1 {
		plural = ""
	}
	return fmt.Sprintf(`found %d argument%s for "%s", expected %d`, n, plural, f.name, want)
}

// param returns the types that an argument may have.
func (f *function) param(i int) types { return f.params[min(i, len(f.params)-1)] }

// mismatch is the message about an argument of a wrong type.
func (f *function) mismatch(i int, found types) string {
	return fmt.Sprintf(`found %v as argument %d of "%s", expected %v`, found, i+1, f.name, f.param(i))
}

// unknownFunction is the message about a name, with a guess at what was meant.
func unknownFunction(name string) string {
	message := "unknown function " + quote(name)
	best, least := "", min(2, (len(name)+1)/3)+1 // a slip for each three letters, at most two
	for i := range functions {
		if d := slips(name, functions[i].name); d < least {
			best, least = functions[i].name, d
		}
	}
	if best != "" {
		message += `, did you mean "` + best + `"?`
	}
	return message
}

// slips counts the letters to change, add, drop or swap with their neighbour that
// make b of a; case and underscores are forgiven. Long names are not compared.
func slips(a, b string) int {
	a, b = plainName(a), plainName(b)
	if len(a) > 32 {
		return len(a)
	}
	var rows [3][33]int
	for j := range b {
		rows[1][j+1] = j + 1
	}
	for i := range a {
		before, last, row := &rows[i%3], &rows[(i+1)%3], &rows[(i+2)%3]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// plainName drops underscores and case.
func plainName(s string) string {
	var plain []byte
	for _, c := range []byte(s) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != '_' {
			plain = append(plain, c)
		}
	}
	return string(plain)
}
