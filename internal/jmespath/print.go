package jmespath

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// tight is the power of everything that is not an operator.
const tight = 100

// outerPower is the power of the loosest operator that a node shows unless
// it is in parentheses.
func outerPower(n node) int {
	switch n := n.(type) {
	case *or:
		return powerOr
	case *and:
		return powerAnd
	case *comparison:
		return powerComparison
	case *chain:
		for i, step := range n.steps[1:] {
			if !suffixed(n.steps[i], step) {
				return powerPipe
			}
		}
	}
	return tight
}

// appendNode writes a node where the parser would stop before tokens of that power.
func appendNode(dst []byte, n node, power int) []byte {
	if outerPower(n) > power {
		return appendBare(dst, n)
	}
	return append(appendBare(append(dst, '('), n), ')')
}

// appendBare writes a node as it is at the beginning of an expression.
func appendBare(dst []byte, n node) []byte {
	switch n := n.(type) {
	case *current:
		return append(dst, '@')
	case *field:
		return appendName(dst, n.name)
	case *index:
		return append(strconv.AppendInt(append(dst, '['), n.n, 10), ']')
	case *literal:
		return appendLiteral(dst, n.value)
	case *chain:
		return appendSteps(dst, nil, n.steps)
	case *or:
		return appendTerms(dst, n.terms, " || ", powerOr)
	case *and:
		return appendTerms(dst, n.terms, " && ", powerAnd)
	case *not:
		return appendOperand(append(dst, '!'), n.operand)
	case *comparison:
		dst = appendNode(dst, n.left, powerComparison-1)
		return appendNode(append(dst, comparators[n.op]...), n.right, powerComparison)
	case *list:
		return appendList(dst, n)
	case *hash:
		return appendHash(dst, n)
	case *call:
		return appendCall(dst, n)
	case *reference:
		return appendNode(append(dst, '&'), n.body, 0)
	}
	return appendProjection(dst, n)
}

// comparators are the operators that a comparison has.
var comparators = [...]string{kindEqual: " == ", kindNotEqual: " != ", kindLess: " < ", kindLessEqual: " <= ",
	kindGreater: " > ", kindGreaterEqual: " >= "}

// appendProjection writes a projection with its rest.
func appendProjection(dst []byte, n node) []byte {
	switch n := n.(type) {
	case *each:
		dst = append(dst, "[*]"...)
	case *members:
		dst = append(dst, '*')
	case *flatten:
		dst = append(dst, "[]"...)
	case *slice:
		dst = appendSlice(dst, n)
	case *filter:
		dst = append(appendNode(append(dst, "[?"...), n.cond, 0), ']')
	}
	rest, _ := restOf(n)
	switch r := rest.(type) {
	case nil:
		return dst
	case *chain:
		return appendSteps(dst, n, r.steps)
	}
	return appendSteps(dst, n, []node{rest})
}

// restOf returns what a projection projects, and how tightly tokens must bind to
// belong to it; 0 for nodes that are not projections.
func restOf(n node) (rest node, power int) {
	switch n := n.(type) {
	case *each:
		return n.rest, powerStar
	case *members:
		return n.rest, powerStar
	case *slice:
		return n.rest, powerStar
	case *flatten:
		return n.rest, powerFlatten
	case *filter:
		return n.rest, powerFilter
	}
	return nil, 0
}

// suffixPower is the power of the token that a step begins with directly after
// another one; 0 if it needs a pipe.
func suffixPower(n node) int {
	switch n.(type) {
	case *field, *call, *members, *list, *hash:
		return powerDot
	case *index, *each, *slice:
		return powerBracket
	case *filter:
		return powerFilter
	case *flatten:
		return powerFlatten
	}
	return 0
}

// suffixed reports whether a step can directly follow another: it must have
// such a form, and must not become part of a projection before it.
func suffixed(before, n node) bool {
	power := suffixPower(n)
	return power > 0 && !absorbs(before, power)
}

// absorbs reports whether a projection takes along what follows it, if that begins
// with a token of a power.
func absorbs(n node, power int) bool {
	if c, ok := n.(*chain); ok {
		n = c.steps[len(c.steps)-1]
	}
	rest, own := restOf(n)
	switch rest.(type) {
	case nil:
		return own > 0 && power >= powerRest
	case *list, *hash:
		return false
	}
	return power > own || absorbs(rest, power)
}

// appendSteps writes the steps of a chain, or what a projection projects: then
// before is the projection itself, which its rest directly follows.
func appendSteps(dst []byte, before node, steps []node) []byte {
	for i, n := range steps {
		switch {
		case before == nil:
		case i > 0 && !suffixed(before, n):
			dst = append(dst, " | "...)
		case suffixPower(n) == powerDot:
			dst = append(dst, '.')
		}
		before = n
		if i+1 < len(steps) && loose(n) && suffixed(n, steps[i+1]) {
			dst = append(appendBare(append(dst, '('), n), ')')
			continue
		}
		dst = appendNode(dst, n, powerPipe)
	}
	return dst
}

// loose reports whether a suffix after a node would belong to its last operand.
func loose(n node) bool {
	switch n.(type) {
	case *or, *and, *comparison, *not:
		return true
	}
	return false
}

// appendTerms writes the operands of an operator.
func appendTerms(dst []byte, terms []node, operator string, power int) []byte {
	dst = appendNode(dst, terms[0], power-1)
	for _, term := range terms[1:] {
		dst = appendNode(append(dst, operator...), term, power)
	}
	return dst
}

// appendOperand writes what ! negates, which ends before a dot.
func appendOperand(dst []byte, n node) []byte {
	switch n.(type) {
	case *field, *current, *literal, *call, *list, *hash, *not:
		return appendBare(dst, n)
	}
	return append(appendBare(append(dst, '('), n), ')')
}

func appendSlice(dst []byte, n *slice) []byte {
	dst = append(dst, '[')
	if n.start != nil {
		dst = strconv.AppendInt(dst, *n.start, 10)
	}
	dst = append(dst, ':')
	if n.stop != nil {
		dst = strconv.AppendInt(dst, *n.stop, 10)
	}
	if n.step != 1 {
		dst = strconv.AppendInt(append(dst, ':'), n.step, 10)
	}
	return append(dst, ']')
}

func appendList(dst []byte, n *list) []byte {
	if m, ok := n.items[0].(*members); ok && len(n.items) == 1 && m.rest == nil {
		return append(dst, "[(*)]"...) // [*] is a projection
	}
	dst = append(dst, '[')
	for i, item := range n.items {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendNode(dst, item, 0)
	}
	return append(dst, ']')
}

func appendHash(dst []byte, n *hash) []byte {
	dst = append(dst, '{')
	for i, item := range n.items {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = append(appendName(dst, n.names[i]), ": "...)
		dst = appendNode(dst, item, 0)
	}
	return append(dst, '}')
}

func appendCall(dst []byte, n *call) []byte {
	dst = append(append(dst, n.function.name...), '(')
	for i, arg := range n.args {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendNode(dst, arg, 0)
	}
	return append(dst, ')')
}

func appendName(dst []byte, name string) []byte {
	if isName(name) {
		return append(dst, name...)
	}
	return jsondoc.AppendQuoted(dst, name)
}

// appendLiteral writes a plain string as a raw one, anything else as JSON.
func appendLiteral(dst []byte, v jsondoc.Value) []byte {
	if v.Kind() == jsondoc.String && !strings.ContainsAny(v.Text(), `'\`) {
		return append(append(append(dst, '\''), v.Text()...), '\'')
	}
	text := string(jsondoc.AppendCompact(nil, v))
	dst = append(dst, '`')
	dst = append(dst, strings.ReplaceAll(text, "`", "\\`")...)
	return append(dst, '`')
}
