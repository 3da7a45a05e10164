package lsp

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

// queryFunction is the function whose second argument is a query (L7.1).
const queryFunction = "JmesPath"

// mostCut is through how many rules a document is followed that rules cut from others.
const mostCut = 8

// documents finds out what is known of the JSON texts in claims: of those that evidence
// gives by the catalogue, of those that rules cut from them by their literal queries.
type documents struct {
	*place
	left int // of mostCut
}

// text returns what is known of the document that an expression gives, with the type
// of claims that a binder stands for.
func (d documents) text(tokens []lexeme, typeOf func(binder string) string) catalog.Field {
	switch {
	case len(tokens) >= 3 && tokens[1].is(".") && tokens[2].text == ast.ValueProperty.String():
		return d.claims(typeOf(tokens[0].text))
	case len(tokens) >= 4 && tokens[0].text == queryFunction && tokens[1].is("("):
		args := splitArguments(tokens[2:])
		if len(args) == 2 && len(args[1]) == 1 && args[1][0].kind == grammar.String {
			return readQuery(args[1][0].value(), d.text(args[0], typeOf)).frames[0].result()
		}
	}
	return catalog.Field{}
}

// splitArguments are the arguments of a call, from after its "(" to its ")".
func splitArguments(tokens []lexeme) [][]lexeme {
	args, depth := [][]lexeme{nil}, 0
	for _, t := range tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth < 0 {
				return args
			}
		case t.is(",") && depth == 0:
			args = append(args, nil)
			continue
		}
		args[len(args)-1] = append(args[len(args)-1], t)
	}
	return args
}

// claims returns what is known of the documents in claims of a type.
func (d documents) claims(name string) catalog.Field {
	if f, ok := catalog.Document(name); ok || d.left == 0 {
		return f
	}
	d.left--
	for _, maker := range d.lineage.Makers(name) {
		if maker.Rule.From < d.pos {
			if f := d.made(maker); f.Of != "" {
				return f
			}
		}
	}
	return catalog.Field{}
}

// made returns what is known of the document that a rule makes.
func (d documents) made(s *check.Step) catalog.Field {
	for _, arg := range s.Rule.Action.Args {
		if arg.Name != nil && arg.Name.Name == "value" {
			tokens := d.lexemes(arg.Value.Pos().Offset(), arg.Value.End().Offset())
			return d.text(tokens, func(binder string) string { return boundType(s.Rule, binder) })
		}
	}
	return catalog.Field{}
}

// boundType is the literal type of the claims that a binder of a rule stands for.
func boundType(rule *ast.Rule, binder string) string {
	for _, cond := range rule.Conditions {
		if cond.Binder != nil && cond.Binder.Name == binder {
			if lit := check.TypeLiteral(cond); lit != nil {
				return lit.Value
			}
		}
	}
	return ""
}

// queried returns what is known of the document that the first argument of a query
// function gives, in a rule as far as it was read.
func (p *place) queried(r *reading, argument []lexeme) catalog.Field {
	return documents{p, mostCut}.text(argument, func(binder string) string {
		if c := r.bound(binder); c != nil {
			name, _ := c.literal(ast.TypeProperty)
			return name
		}
		return ""
	})
}
