package grammar

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// parser turns the tokens of one rule into a node, and reports its slips.
type parser struct {
	opts     Options
	source   string // the whole text
	tokens   []token
	next     token // the token after the rule
	shapes   *shapes
	findings diag.List
	bad      bool       // a slip was reported that leaves no meaning to keep
	read     []token    // the tokens as repaired, whose shape is being lowered
	within   *condition // that is being lowered
}

// mostDetailed is how many findings about one rule have fixes and related places.
// All are counted (L10.3), but a text that is no policy must not take a thousand
// times its memory.
const mostDetailed = 100

func (p *parser) report(d diag.Diagnostic) {
	if len(p.findings) >= mostDetailed {
		d.Fixes, d.Related = nil, nil
	}
	p.findings = append(p.findings, d)
}

// rule parses the tokens and lowers the result. A rule that can't be read
// becomes ast.Bad over all its tokens.
func (p *parser) rule() ast.Statement {
	span := ast.Span{From: p.tokens[0].span().From, To: p.tokens[len(p.tokens)-1].end()}
	if p.tooDeep() {
		return &ast.Bad{Span: span}
	}
	if p.alternatives() {
		return &ast.Bad{Span: span}
	}
	p.read = p.repair()
	s := p.shapes.of(p.read)
	if s.rule == nil {
		p.explain(p.read, s.end)
		return &ast.Bad{Span: span}
	}
	r := p.lowerRule(s.rule)
	r.Span = span
	if len(r.Conditions) > p.opts.MaxConditions {
		p.report(textLimit.At(r.Conditions[p.opts.MaxConditions].Span,
			"the rule has %d conditions, the limit is %d", len(r.Conditions), p.opts.MaxConditions))
		p.bad = true
	}
	if p.bad {
		return &ast.Bad{Span: span}
	}
	return r
}

// tooDeep refuses nested calls before participle sees them: it recurses (L9).
// Outside of a condition the first "(" is that of the action.
func (p *parser) tooDeep() bool {
	depth, action := 0, 1
	for _, t := range p.tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is("["):
			action = 0
		case t.is("]"):
			action = 1
		}
		if depth-action > p.opts.MaxNesting {
			p.report(textLimit.At(t.span(), "calls are nested more than %d deep, the limit", p.opts.MaxNesting))
			return true
		}
	}
	return false
}

// positions is a list with room for exactly n, nil for none.
func positions(n int) []ast.Pos {
	if n <= 0 {
		return nil
	}
	return make([]ast.Pos, 0, n)
}

func (p *parser) lowerRule(r *rule) *ast.Rule {
	n := &ast.Rule{Arrow: p.before(r.Action.Tokens).start(), Ands: positions(len(r.Conditions) - 1)}
	if last := p.last(r.Tokens); last.is(";") {
		n.Semi = last.start()
	}
	if len(r.Conditions) > 0 {
		n.Conditions = make([]*ast.Condition, 0, len(r.Conditions))
	}
	for i, c := range r.Conditions {
		if i > 0 {
			n.Ands = append(n.Ands, p.before(c.Tokens).start())
		}
		n.Conditions = append(n.Conditions, p.condition(c))
	}
	n.Action = p.action(r.Action)
	return n
}

func (p *parser) condition(c *condition) *ast.Condition {
	p.within = c
	tokens := p.of(c.Tokens)
	n := &ast.Condition{
		Open: p.before(c.Tests[0].Tokens).start(), Close: p.last(c.Tokens).start(),
		Commas: positions(len(c.Tests) - 1), Tests: make([]*ast.Test, 0, len(c.Tests)),
	}
	n.From, n.To = tokens[0].start(), p.last(c.Tokens).end()
	if tokens[0].is("!") {
		n.Not, tokens = tokens[0].start(), tokens[1:]
	}
	if tokens[0].kind == kindIdent {
		n.Binder, n.Colon = ident(tokens[0]), tokens[1].start()
	}
	for i, t := range c.Tests {
		if i > 0 {
			n.Commas = append(n.Commas, p.before(t.Tokens).start())
		}
		n.Tests = append(n.Tests, p.test(t))
	}
	return n
}

func (p *parser) test(t *test) *ast.Test {
	tokens := p.of(t.Tokens)
	name, op := tokens[0], tokens[1]
	n := &ast.Test{Name: ident(name), Property: ast.PropertyNamed(name.text), OpSpan: op.span(), Op: ast.OpNamed(op.text)}
	if op.is("=") { // L2.5
		n.Op = ast.Equal
		p.slip(singleEquals, n.OpSpan, `found "=" in a condition, expected "=="`, "==")
	}
	if value := tokens[2:]; isName(value) && nothing(value[0].text) {
		n.Value = p.null(t)
	} else {
		n.Value = p.value(t.Value)
	}
	if n.Property == ast.TypeProperty {
		p.lookalike(n.Value)
	}
	n.Span = ast.Span{From: n.Name.From, To: n.Value.End()}
	return n
}

// slip reports one token that was written for another.
func (p *parser) slip(page *diag.Page, span ast.Span, message, want string) {
	d := page.At(span, "%s", message)
	d.Fixes = []diag.Fix{diag.Replace(`replace with "`+want+`"`, span, want)}
	d.Fixes[0].Safe = true
	p.report(d)
}

func (p *parser) action(a *action) *ast.Action {
	tokens := p.of(a.Tokens)
	name, last := tokens[0], p.last(a.Tokens)
	n := &ast.Action{
		Span: ast.Span{From: name.start(), To: last.end()},
		Kind: ast.ActionNamed(name.text), Name: ident(name),
		Open: tokens[1].start(), Close: last.start(),
	}
	if len(a.Args) == 0 {
		return n
	}
	n.Commas, n.Args = positions(len(a.Args)-1), make([]*ast.Arg, 0, len(a.Args))
	for i, g := range a.Args {
		if i > 0 {
			n.Commas = append(n.Commas, p.before(g.Tokens).start())
		}
		n.Args = append(n.Args, p.arg(g))
	}
	p.positional(n)
	return n
}

func (p *parser) arg(g *arg) *ast.Arg {
	if g.Right == nil {
		v := p.expr(g.Left)
		return &ast.Arg{Span: ast.Span{From: v.Pos(), To: v.End()}, Value: v}
	}
	eq := p.before(g.Right.Tokens)
	n := &ast.Arg{Name: p.argName(g.Left), EqSpan: eq.span()}
	if eq.is("==") { // L2.5
		p.slip(doubleEquals, n.EqSpan, `found "==" in an argument, expected "="`, "=")
	}
	n.Value = p.expr(g.Right)
	if n.Name.Name == "type" {
		p.lookalike(n.Value)
	}
	n.Span = ast.Span{From: n.Name.From, To: n.Value.End()}
	return n
}

// argName reads the left side of an argument, which is an expr to the grammar.
func (p *parser) argName(e *expr) *ast.Ident {
	if tokens := p.of(e.Tokens); isName(tokens) {
		return ident(tokens[0])
	}
	v := p.expr(e)
	span := ast.Span{From: v.Pos(), To: v.End()}
	d := unexpectedToken.At(span, `found %s before "=", expected the name of an argument`, describe(p.tokenAt(v.Pos())))
	if s, ok := v.(*ast.StringLit); ok && (s.Value == "type" || s.Value == "value" || s.Value == "claim") {
		d.Fixes = []diag.Fix{diag.Replace("remove the quotes", span, s.Value)}
	}
	p.report(d)
	p.bad = true
	return &ast.Ident{Span: span}
}

// positional reports arguments without a name (L5.3). The first is meant as the
// type, the next as the value, a binder that stands alone as the claim. That
// permit and deny take none at all, the check says.
func (p *parser) positional(a *ast.Action) {
	if k := ast.ActionNamed(strings.ToLower(a.Name.Name)); k == ast.Permit || k == ast.Deny {
		return
	}
	taken := map[string]bool{}
	for _, g := range a.Args {
		if g.Name != nil {
			taken[g.Name.Name] = true
		}
	}
	for _, g := range a.Args {
		if g.Name != nil {
			continue
		}
		d := positionalArgument.At(g.Span, "found an argument without a name, expected name=value")
		ref, bare := g.Value.(*ast.BinderRef)
		name := freeName(taken)
		switch {
		case bare && len(a.Args) == 1:
			d.Fixes = []diag.Fix{diag.Insert(`insert "claim="`, g.From, "claim=")}
		case bare && name != "": // its type as the type, its value as the value
			text := name + "=" + ref.Name + "." + name
			d.Fixes = []diag.Fix{diag.Replace(`replace with "`+text+`"`, g.Span, text)}
		case name != "":
			d.Fixes = []diag.Fix{diag.Insert(`insert "`+name+`="`, g.From, name+"=")}
		}
		taken[name] = true
		p.report(d)
	}
}

// freeName is the argument that the next one without a name is meant as.
func freeName(taken map[string]bool) string {
	for _, n := range []string{"type", "value"} {
		if !taken[n] {
			return n
		}
	}
	return ""
}

// isName reports whether an expr is an identifier alone.
func isName(tokens []token) bool { return len(tokens) == 1 && tokens[0].kind == kindIdent }

// value lowers an expr where a binder can't stand alone.
func (p *parser) value(e *expr) ast.Expr {
	v := p.expr(e)
	ref, ok := v.(*ast.BinderRef)
	if !ok {
		return v
	}
	p.bareName(ref)
	return v
}

// bareName reports a name in the place of a value: a binder without its property,
// or text without its quotes.
func (p *parser) bareName(ref *ast.BinderRef) {
	d := unexpectedToken.At(ref.Span, `found the name "%s", expected a value`, spell.Word(ref.Name))
	if p.binds(ref.Name, ref.From) {
		d.Fixes = append(d.Fixes, diag.Replace(`replace with "`+ref.Name+`.value"`, ref.Span, ref.Name+".value"))
	}
	if truth := truths[strings.ToLower(ref.Name)]; truth != "" {
		d.Fixes = append(d.Fixes, diag.Replace(`replace with "`+truth+`"`, ref.Span, truth))
	}
	if !nothing(ref.Name) {
		d.Fixes = append(d.Fixes, diag.Replace(`put it in quotes`, ref.Span, `"`+ref.Name+`"`))
	}
	p.report(d)
	p.bad = true
}

// truths are what other languages call true and false (L1.6).
var truths = map[string]string{"yes": "true", "on": "true", "no": "false", "off": "false"}

// binds reports whether a condition before the place has that binder.
func (p *parser) binds(name string, before ast.Pos) bool {
	for i, t := range p.tokens {
		if t.from >= before.Offset() {
			break
		}
		if t.kind == kindIdent && t.text == name && p.after(i).is(":") {
			return true
		}
	}
	return false
}

func (p *parser) expr(e *expr) ast.Expr {
	tokens := p.of(e.Tokens)
	switch t := tokens[0]; {
	case t.kind == kindString:
		return &ast.StringLit{Span: t.span(), Value: p.text(t), Raw: t.text}
	case t.kind == kindNumber:
		return p.integer(t)
	case t.kind == kindPlaceholder:
		return p.unfilled(t)
	case len(tokens) == 1:
		return p.word(t)
	case tokens[1].is("."):
		n := &ast.PropertyRef{Binder: ident(t), Dot: tokens[1].start(), Name: ident(tokens[2])}
		n.Property = ast.PropertyNamed(tokens[2].text)
		n.Span = ast.Span{From: n.Binder.From, To: n.Name.To}
		return n
	}
	return p.call(e)
}

func (p *parser) call(e *expr) ast.Expr {
	tokens, last := p.of(e.Tokens), p.last(e.Tokens)
	n := &ast.Call{
		Span: ast.Span{From: tokens[0].start(), To: last.end()},
		Name: ident(tokens[0]), Open: tokens[1].start(), Close: last.start(),
	}
	if len(e.Args) > 0 {
		n.Commas, n.Args = positions(len(e.Args)-1), make([]ast.Expr, 0, len(e.Args))
	}
	for i, arg := range e.Args {
		if i > 0 {
			n.Commas = append(n.Commas, p.before(arg.Tokens).start())
		}
		n.Args = append(n.Args, p.value(arg))
	}
	return n
}

// word is true, false (L1.6), or a binder.
func (p *parser) word(t token) ast.Expr {
	if t.text == "true" || t.text == "false" {
		return &ast.BoolLit{Span: t.span(), Value: t.text == "true"}
	}
	if low := strings.ToLower(t.text); low == "true" || low == "false" { // L1.7
		p.slip(wrongCase, t.span(), `found "`+t.text+`", expected "`+low+`"`, low)
		return &ast.BoolLit{Span: t.span(), Value: low == "true"}
	}
	return &ast.BinderRef{Span: t.span(), Name: t.text}
}

// integer reads a decimal integer of 64 bits (L1.5).
func (p *parser) integer(t token) ast.Expr {
	v, err := strconv.ParseInt(t.text, 10, 64)
	if err == nil {
		return &ast.IntLit{Span: t.span(), Value: v}
	}
	p.bad = true
	d := badInteger.At(t.span(), `found "%s", expected a decimal integer`, spell.Word(t.text))
	switch {
	case errors.Is(err, strconv.ErrRange):
		d.Message = "the integer " + spell.Word(t.text) + " has more than 64 bits"
	default:
		if n, err := strconv.ParseInt(t.text, 0, 64); err == nil && !strings.Contains(t.text, "_") {
			dec := strconv.FormatInt(n, 10)
			d.Fixes = []diag.Fix{diag.Replace(`replace with `+dec, t.span(), dec)}
		}
	}
	p.report(d)
	return &ast.IntLit{Span: t.span()}
}

// unfilled reports <text> that a template left to be filled in.
func (p *parser) unfilled(t token) ast.Expr {
	p.report(placeholder.At(t.span(), `found the placeholder "%s", expected a value`, spell.Word(t.text)))
	p.bad = true
	return &ast.StringLit{Span: t.span(), Value: t.text, Raw: t.text}
}

// tokenAt is the rule's token at a position.
func (p *parser) tokenAt(pos ast.Pos) token {
	i, found := slices.BinarySearchFunc(p.tokens, pos, func(t token, pos ast.Pos) int { return int(t.span().From - pos) })
	if found {
		return p.tokens[i]
	}
	return p.next
}
