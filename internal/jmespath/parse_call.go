package jmespath

import "fmt"

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
