package lsp

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/lang"
)

// tokenType is what a token is shown as (V1.51): its place in the legend.
type tokenType uint32

const (
	keywordToken tokenType = iota
	functionToken
	variableToken
	propertyToken
	operatorToken
	numberToken
	stringToken
	commentToken
	enumMemberToken
	typeToken
)

var tokenTypes = []string{"keyword", "function", "variable", "property", "operator", "number", "string", "comment", "enumMember", "type"}

// tokenModifiers are bits, in the order of the legend.
type tokenModifiers uint32

const (
	declared tokenModifiers = 1 << iota
	deprecated
	readonly
	defaultLibrary
	modification
)

var tokenModifierNames = []string{"declaration", "deprecated", "readonly", "defaultLibrary", "modification"}

// shown is a token of the text with what it is shown as.
type shown struct {
	ast.Span
	typ  tokenType
	mods tokenModifiers
}

// painter finds the tokens of a part of a policy.
type painter struct {
	within ast.Span
	text   string
	out    []shown
}

// tokensIn returns the tokens of a policy that begin in a span, in order.
func (a *analysis) tokensIn(within ast.Span) []shown {
	if a.tooLong() {
		return nil
	}
	p := &painter{within: within, text: a.doc.Text, out: make([]shown, 0, (within.To-within.From)/5)}
	p.policy(a.tree())
	return merged(p.out, p.comments(a.tree().Comments))
}

// add adds what is not empty.
func (p *painter) add(s ast.Span, typ tokenType, mods tokenModifiers) {
	if s.From < s.To {
		p.out = append(p.out, shown{s, typ, mods})
	}
}

func (p *painter) ident(id *ast.Ident, typ tokenType, mods tokenModifiers) {
	if id != nil {
		p.add(id.Span, typ, mods)
	}
}

// misses reports whether a node has nothing in the part.
func (p *painter) misses(n ast.Node) bool { return n.End() <= p.within.From || n.Pos() >= p.within.To }

func (p *painter) policy(tree *ast.Policy) {
	if v := tree.Version; v != nil && !p.misses(v) {
		p.ident(v.Keyword, keywordToken, 0)
		p.operator(v.Eq, 1)
		p.add(v.Number, numberToken, 0)
	}
	for _, item := range tree.Items {
		if p.misses(item) {
			continue
		}
		switch item := item.(type) {
		case *ast.Section:
			p.ident(item.Name, keywordToken, 0)
			for _, s := range item.Statements {
				if !p.misses(s) {
					p.statement(s)
				}
			}
		case *ast.Bad:
			p.bad(item)
		}
	}
}

func (p *painter) operator(at ast.Pos, size int) {
	if at.IsValid() {
		p.add(ast.Span{From: at, To: at + ast.Pos(size)}, operatorToken, 0)
	}
}

func (p *painter) statement(s ast.Statement) {
	switch s := s.(type) {
	case *ast.Bad:
		p.bad(s)
	case *ast.Rule:
		for i, c := range s.Conditions {
			p.condition(c)
			if i < len(s.Ands) {
				p.operator(s.Ands[i], 2)
			}
		}
		p.operator(s.Arrow, 2)
		if s.Action != nil {
			p.action(s.Action)
		}
	}
}

func (p *painter) condition(c *ast.Condition) {
	p.operator(c.Not, 1)
	p.ident(c.Binder, variableToken, declared)
	for _, t := range c.Tests {
		p.ident(t.Name, propertyToken, 0)
		p.add(t.OpSpan, operatorToken, 0)
		p.value(t.Value, literalOf(t))
	}
}

func (p *painter) action(a *ast.Action) {
	p.ident(a.Name, functionToken, defaultLibrary)
	for _, arg := range a.Args {
		as := role{typ: stringToken}
		if namesType(arg) {
			as = role{typ: typeToken, mods: modification, claim: true}
		}
		p.ident(arg.Name, propertyToken, 0)
		p.add(arg.EqSpan, operatorToken, 0)
		p.value(arg.Value, as)
	}
}

// role is what a string literal is at its place.
type role struct {
	typ   tokenType
	mods  tokenModifiers
	claim bool // it names claims
	query bool
}

// literalOf is the role of a literal in a test.
func literalOf(t *ast.Test) role {
	switch t.Property {
	case ast.TypeProperty:
		return role{typ: typeToken, claim: true}
	case ast.IssuerProperty, ast.ValueTypeProperty:
		return role{typ: enumMemberToken}
	}
	return role{typ: stringToken}
}

func (p *painter) value(e ast.Expr, as role) {
	switch e := e.(type) {
	case *ast.StringLit:
		p.literal(e, as)
	case *ast.IntLit:
		p.add(e.Span, numberToken, 0)
	case *ast.BoolLit:
		p.add(e.Span, enumMemberToken, 0)
	case *ast.BinderRef:
		p.add(e.Span, variableToken, 0)
	case *ast.PropertyRef:
		p.ident(e.Binder, variableToken, 0)
		p.ident(e.Name, propertyToken, 0)
	case *ast.Call:
		p.ident(e.Name, functionToken, defaultLibrary)
		for i, arg := range e.Args {
			p.value(arg, role{typ: stringToken, query: takesQuery(e, i)})
		}
	}
}

func (p *painter) literal(l *ast.StringLit, as role) {
	if as.query {
		p.query(l)
		return
	}
	if as.claim {
		as.mods |= claimModifiers(l.Value)
	}
	p.add(l.Span, as.typ, as.mods)
}

// claimModifiers are those of the name of a claim.
func claimModifiers(name string) (mods tokenModifiers) {
	e, ok := catalog.Lookup(name)
	if !ok || !e.Use.Has(catalog.Incoming) {
		return 0
	}
	mods = defaultLibrary
	if e.Deprecated() {
		mods |= deprecated
	}
	if e.ReadOnly() {
		mods |= readonly
	}
	return mods
}

// query cuts a literal query around its tokens, for clients to which tokens must not
// overlap.
func (p *painter) query(l *ast.StringLit) {
	at := l.From
	for _, t := range jmespath.Tokens(l.Value) {
		span := l.SpanOf(t.Start, t.End)
		p.add(ast.Span{From: at, To: span.From}, stringToken, 0)
		p.add(span, queryToken(l.Value, t), 0)
		at = span.To
	}
	p.add(ast.Span{From: at, To: l.To}, stringToken, 0)
}

// queryToken is what a token of a query is shown as.
func queryToken(query string, t jmespath.Token) tokenType {
	switch c := query[t.Start]; {
	case c == '\'':
		return stringToken
	case c == '`':
		return numberToken
	case c == '-' || c >= '0' && c <= '9':
		return numberToken
	case c == '"':
		return propertyToken
	case c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z':
		if t.End < len(query) && query[t.End] == '(' {
			return functionToken
		}
		return propertyToken
	}
	return operatorToken
}

// bad shows the tokens of text that no rule could be read from for what they look like.
func (p *painter) bad(b *ast.Bad) {
	text := p.text[b.From.Offset():b.To.Offset()]
	for _, t := range grammar.Tokens(text) {
		span := ast.Span{From: t.From + b.From - 1, To: t.To + b.From - 1}
		word := text[t.From.Offset():t.To.Offset()]
		switch t.Kind {
		case grammar.String:
			p.add(span, stringToken, 0)
		case grammar.Number:
			p.add(span, numberToken, 0)
		case grammar.Identifier:
			if typ, ok := wordToken(word); ok {
				p.add(span, typ, 0)
			}
		case grammar.Punctuation:
			if isOperator(word) {
				p.add(span, operatorToken, 0)
			}
		}
	}
}

// wordToken is what a word is shown as, wherever it stands.
func wordToken(word string) (tokenType, bool) {
	switch {
	case word == "version" || ast.SectionNamed(word) != ast.UnknownSection:
		return keywordToken, true
	case ast.ActionNamed(word) != ast.UnknownAction || lang.FunctionNamed(word) != nil:
		return functionToken, true
	case ast.PropertyNamed(word) != ast.UnknownProperty || word == "claim":
		return propertyToken, true
	case word == "true" || word == "false":
		return enumMemberToken, true
	}
	return 0, false
}

func isOperator(text string) bool {
	return ast.OpNamed(text) != ast.UnknownOp || text == "=>" || text == "&&" || text == "!" || text == "="
}

// comments are those of the part; one of several lines has a token for each.
func (p *painter) comments(all []*ast.Comment) (out []shown) {
	for _, c := range all {
		if p.misses(c) {
			continue
		}
		from := c.From
		for i := range len(c.Text) {
			if c.Text[i] == '\n' || c.Text[i] == '\r' {
				if at := c.From + ast.Pos(i); from < at {
					out = append(out, shown{ast.Span{From: from, To: at}, commentToken, 0})
				}
				from = c.From + ast.Pos(i+1)
			}
		}
		if from < c.To {
			out = append(out, shown{ast.Span{From: from, To: c.To}, commentToken, 0})
		}
	}
	return out
}

// merged puts two lists of tokens in order. Those of text that can't be read may be
// said twice: the first counts.
func merged(a, b []shown) []shown {
	if len(b) == 0 {
		return a
	}
	out := make([]shown, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		next := &a
		if len(a) == 0 || len(b) > 0 && b[0].From < a[0].From {
			next = &b
		}
		if t := (*next)[0]; len(out) == 0 || t.From >= out[len(out)-1].To {
			out = append(out, t)
		}
		*next = (*next)[1:]
	}
	return out
}
