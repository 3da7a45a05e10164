package grammar

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// DefaultMaxText is the largest number of bytes of a policy (L9).
const DefaultMaxText = 1 << 20

// Options bound what is read (L9). A zero field means the default.
type Options struct {
	// MaxText is the largest number of bytes of a policy: DefaultMaxText.
	MaxText int
	// MaxRules is the largest number of rules: 10,000.
	MaxRules int
	// MaxConditions is the largest number of conditions in a rule: 256.
	MaxConditions int
	// MaxNesting is the deepest nesting of calls: 64.
	MaxNesting int
}

func (o Options) withDefaults() Options {
	return Options{
		MaxText:       or(o.MaxText, DefaultMaxText),
		MaxRules:      or(o.MaxRules, 10_000),
		MaxConditions: or(o.MaxConditions, 256),
		MaxNesting:    or(o.MaxNesting, 64),
	}
}

func or(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}

// Parse reads a policy. It always returns a tree: text that can't be read is
// covered by ast.Bad and explained by a finding; all else is there. Findings
// are sorted. The grammar of L1 and L2 is checked here; what names and types
// mean is the business of package check.
func Parse(src *ast.Source, opts Options) (*ast.Policy, diag.List) {
	room := takeRoom(src.Text)
	c := &Cache{tokens: *room}
	defer func() { giveRoom(room, c.tokens) }()
	return c.parse(src, opts.withDefaults())
}

// parse reads a policy, those of its rules that the cache does not hold.
func (c *Cache) parse(src *ast.Source, opts Options) (*ast.Policy, diag.List) {
	if d, ok := unreadable(src.Text, opts); ok {
		return illegible(src, d)
	}
	policy, l, findings := c.read(src, opts)
	if findings.HasErrors() {
		if d, ok := pasted(l, findings, opts); ok {
			return illegible(src, d)
		}
	}
	return policy, findings.In(src)
}

// illegible is a text that nothing can be read of, and why.
func illegible(src *ast.Source, d diag.Diagnostic) (*ast.Policy, diag.List) {
	whole := ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(src.Text))}
	return &ast.Policy{Span: whole, Items: []ast.Item{&ast.Bad{Span: whole}}}, diag.List{d}.In(src)
}

// read reads a text as it stands.
func (c *Cache) read(src *ast.Source, opts Options) (*ast.Policy, *lexed, diag.List) {
	policy := &ast.Policy{Span: ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(src.Text))}}
	l := lex(src.Text, c.tokens)
	policy.Comments = l.comments
	s := &segmenter{tokens: l.tokens, opts: opts, findings: l.findings, endsInComment: l.endsInComment()}
	s.pending = c.todo[:0]
	s.invalidUTF8(src.Text)
	s.policy(policy)
	ofRules := c.parseRules(src, s.pending, opts)
	findings := slices.Concat(append(ofRules, s.findings)...)
	c.tokens = l.tokens
	if c.used {
		clear(l.tokens[len(l.tokens):cap(l.tokens)]) // those of a longer text before
		c.todo = s.pending
		clear(c.todo)
	}
	dropEmpty(policy)
	ast.AttachComments(policy, src)
	return policy, l, findings
}

// unreadable refuses a text as a whole: one that is too long (L9), or that
// isn't text in UTF-8 at all (L1.1).
func unreadable(text string, opts Options) (diag.Diagnostic, bool) {
	start := ast.Span{From: ast.PosAt(0), To: ast.PosAt(0)}
	if len(text) > opts.MaxText {
		return textLimit.At(start, "the text has more than %d bytes, the limit", opts.MaxText), true
	}
	for _, mark := range []string{"\xFF\xFE", "\xFE\xFF"} {
		if len(text) >= 2 && text[:2] == mark {
			return illegalCharacter.At(start, "found UTF-16, expected UTF-8: save the file as UTF-8"), true
		}
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		at := ast.Span{From: ast.PosAt(i), To: ast.PosAt(i + 1)}
		return illegalCharacter.At(at, "found a zero byte, expected text"), true
	}
	return envelope(text)
}

// invalidUTF8 reports the first byte that is no UTF-8, inside a string or a
// comment too (L1.1).
func (s *segmenter) invalidUTF8(text string) {
	if utf8.ValidString(text) {
		return
	}
	for i, r := range text {
		if r == utf8.RuneError && badByte(text[i:]) {
			at := ast.Span{From: ast.PosAt(i), To: ast.PosAt(i + 1)}
			s.report(illegalCharacter.At(at, "found the byte 0x%02X, which is no UTF-8", text[i]))
			return
		}
	}
}

// pending is a rule to be parsed: its tokens, and the place in its section
// where the result belongs.
type pending struct {
	section *ast.Section
	slot    int
	tokens  []token
	next    token // the token after the rule
	cuts    []cut // its shape, if the cache has it
}

// parseRules parses all rules, each on its own, and returns the findings of each:
// participle is slow, and rules are independent, so they run on all cores. Each
// worker writes only to its rules' slots, hence the result doesn't depend on their
// order.
func (c *Cache) parseRules(src *ast.Source, rules []pending, opts Options) []diag.List {
	findings := make([]diag.List, len(rules))
	one := func(p *parser, m *mover, i int) {
		r := &rules[i]
		if known := c.known(src, r, m); known != nil {
			r.section.Statements[r.slot] = known
			return
		}
		*p = parser{opts: opts, source: src.Text, tokens: r.tokens, next: r.next, shapes: p.shapes}
		r.section.Statements[r.slot] = p.rule()
		findings[i] = p.findings
	}
	const worthIt = 64
	workers := runtime.GOMAXPROCS(0)
	if len(rules) < worthIt || workers == 1 {
		workers = 1
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			p, m := &parser{shapes: newShapes()}, newMover(src)
			for i := w; i < len(rules); i += workers {
				one(p, m, i)
			}
		})
	}
	wg.Wait()
	prove(src, rules, findings, opts)
	c.keep(src, rules, findings)
	return findings
}

// dropEmpty removes slots that no rule filled: stray semicolons.
func dropEmpty(p *ast.Policy) {
	for s := range p.Sections() {
		kept := s.Statements[:0]
		for _, st := range s.Statements {
			if st != nil {
				kept = append(kept, st)
			}
		}
		s.Statements = kept
	}
}
