package grammar

import (
	"cmp"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
)

// Selectors finds the rules of a policy by selectors (T0.1), and names rules by
// them. The forms of a selector:
//
//	permit#2         the second rule with the action, in the order of the text
//	permit           the only rule with the action
//	issue(tee)       the only rule whose action has the literal type="tee"
//	issue("a b")#2   the second one; such a type needs quotes
//	7                the rule on line 7
//	value=="old"     the only rule with these tokens, whatever blanks and comments
//	                 are between; single quotes around the fragment are dropped
//
// Sections don't count: issue#2 is the second such rule of the text, wherever an
// issue may stand. It is immutable, and safe for many goroutines.
type Selectors struct {
	src    *ast.Source
	rules  []*ast.Rule
	groups map[group][]*ast.Rule
	tokens func() []token
}

// group is what rules are counted in: an action, or an action with a literal type.
type group struct {
	action ast.ActionKind
	typed  bool
	typ    string
}

// NewSelectors returns the selectors of a policy that was read from the source.
func NewSelectors(src *ast.Source, tree *ast.Policy) *Selectors {
	s := &Selectors{src: src, groups: map[group][]*ast.Rule{}}
	for section := range tree.Sections() {
		for _, st := range section.Statements {
			if rule, ok := st.(*ast.Rule); ok {
				s.add(rule)
			}
		}
	}
	s.tokens = sync.OnceValue(func() []token { return lex(src.Text, nil).tokens })
	return s
}

// add takes in the next rule of the text.
func (s *Selectors) add(rule *ast.Rule) {
	s.rules = append(s.rules, rule)
	if rule.Action == nil || rule.Action.Kind == ast.UnknownAction {
		return
	}
	of := group{action: rule.Action.Kind}
	s.groups[of] = append(s.groups[of], rule)
	if of.typ, of.typed = literalType(rule.Action); of.typed {
		s.groups[of] = append(s.groups[of], rule)
	}
}

// literalType is the type that an action names by a literal.
func literalType(a *ast.Action) (string, bool) {
	for _, arg := range a.Args {
		if lit, ok := arg.Value.(*ast.StringLit); ok && arg.Name != nil && arg.Name.Name == "type" {
			return lit.Value, true
		}
	}
	return "", false
}

// Of returns the selector of a rule: by its action and the literal type if it has
// one, with a number if several rules have the same. A rule without an action that
// is known has its line.
func (s *Selectors) Of(rule *ast.Rule) string {
	if rule.Action == nil || rule.Action.Kind == ast.UnknownAction {
		return strconv.Itoa(s.src.Place(rule.From).Line)
	}
	of := group{action: rule.Action.Kind}
	of.typ, of.typed = literalType(rule.Action)
	all := s.groups[of]
	if len(all) == 1 {
		return of.String()
	}
	at, _ := slices.BinarySearchFunc(all, rule, func(a, b *ast.Rule) int { return cmp.Compare(a.From, b.From) })
	return of.String() + "#" + strconv.Itoa(at+1)
}

// bareType is a type that stands in a selector without quotes.
var bareType = pattern(`^[^\s"'()=#]+$`)

// String returns the group as a selector writes it.
func (g group) String() string {
	switch {
	case !g.typed:
		return g.action.String()
	case bareType().MatchString(g.typ):
		return g.action.String() + "(" + g.typ + ")"
	}
	return g.action.String() + "(" + Quote(g.typ) + ")"
}

// Find returns the rule that a selector names. The error is a *SelectorError: no
// rule fits, or several do.
func (s *Selectors) Find(selector string) (*ast.Rule, error) {
	text := strings.TrimSpace(selector)
	if line, err := strconv.Atoi(text); err == nil {
		return s.one(selector, s.onLine(line), s.beside(line))
	}
	if g, number, ok := parseGroup(text); ok {
		return s.inGroup(selector, g, number)
	}
	if n := len(text); n >= 2 && text[0] == '\'' && text[n-1] == '\'' {
		text = text[1 : n-1]
	}
	return s.one(selector, s.withTokens(text), s.rules)
}

// one returns the only rule that fits; else the error, with those that would have
// if none does.
func (s *Selectors) one(selector string, fits, others []*ast.Rule) (*ast.Rule, error) {
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, s.failed(selector, 0, others)
	}
	return nil, s.failed(selector, len(fits), fits)
}

// byAction is a selector by action: action(type)#number.
var byAction = pattern(`^([a-z]+)(?:\(([^\s"'()=#]+)\)|\("((?:[^"\\]|\\.)*)"\))?(?:#([0-9]+))?$`)

// parseGroup reads a selector by action; the number is 0 if it has none.
func parseGroup(text string) (g group, number int, ok bool) {
	m := byAction().FindStringSubmatchIndex(text)
	if m == nil {
		return group{}, 0, false
	}
	part := func(i int) string { return text[max(m[2*i], 0):max(m[2*i+1], 0)] }
	g.action = ast.ActionNamed(part(1))
	if m[2*2] >= 0 {
		g.typed, g.typ = true, part(2)
	}
	if m[2*3] >= 0 {
		g.typed = true
		g.typ, _ = unescape(part(3))
	}
	if m[2*4] >= 0 {
		n, err := strconv.Atoi(part(4))
		if number = n; err != nil || n == 0 {
			number = -1 // no rule has such a number
		}
	}
	return g, number, g.action != ast.UnknownAction
}

// inGroup returns the rule with that number in its group; without a number the
// only one.
func (s *Selectors) inGroup(selector string, g group, number int) (*ast.Rule, error) {
	fits := s.groups[g]
	if number > 0 && number <= len(fits) {
		return fits[number-1], nil
	}
	if number == 0 && len(fits) > 0 {
		return s.one(selector, fits, nil)
	}
	for _, others := range [][]*ast.Rule{fits, s.groups[group{action: g.action}]} {
		if len(others) > 0 {
			return nil, s.failed(selector, 0, others)
		}
	}
	return nil, s.failed(selector, 0, s.rules)
}

// onLine returns the rules that have text on a line.
func (s *Selectors) onLine(n int) []*ast.Rule {
	var fits []*ast.Rule
	for _, r := range s.rules {
		if s.src.Place(r.From).Line <= n && n <= s.src.Place(r.To).Line {
			fits = append(fits, r)
		}
	}
	return fits
}

// beside returns the last rule before a line and the first one after it.
func (s *Selectors) beside(line int) []*ast.Rule {
	after := sort.Search(len(s.rules), func(i int) bool { return s.src.Place(s.rules[i].From).Line > line })
	return s.rules[max(after-1, 0):min(after+1, len(s.rules))]
}

// withTokens returns the rules that hold the tokens of a fragment, one after the
// other.
func (s *Selectors) withTokens(fragment string) []*ast.Rule {
	want := lex(fragment, nil).tokens
	want = want[:len(want)-1] // without the end
	if len(want) == 0 {
		return nil
	}
	var fits []*ast.Rule
	for _, r := range s.rules {
		if holds(s.tokensOf(r), want) {
			fits = append(fits, r)
		}
	}
	return fits
}

// tokensOf returns the tokens of a rule.
func (s *Selectors) tokensOf(r *ast.Rule) []token {
	all := s.tokens()
	at := func(p ast.Pos) int {
		return sort.Search(len(all), func(i int) bool { return all[i].from >= p.Offset() })
	}
	return all[at(r.From):at(r.To)]
}

// holds reports whether tokens stand among others in a row.
func holds(all, want []token) bool {
	for ; len(all) >= len(want); all = all[1:] {
		if slices.EqualFunc(all[:len(want)], want, func(a, b token) bool { return a.kind == b.kind && a.text == b.text }) {
			return true
		}
	}
	return false
}

// pattern is a regular expression that is compiled when it is first used: most runs of
// the command need none of them.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
