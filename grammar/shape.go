package grammar

import (
	"errors"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// shape is what participle makes of all rules whose tokens are alike but for names
// and literals. Tokens in it have numbers instead of places: those of a rule are
// found by them.
type shape struct {
	rule *rule // nil if it is none
	end  int   // the token at which participle gave up then
}

// shapes keeps what participle made of rules: it takes most of the time of a parse,
// and a policy has few shapes for many rules. It belongs to one goroutine.
type shapes struct {
	known map[string]shape
	room  int    // tokens that may still be kept
	key   []byte // of the shape looked for
}

// mostKept is how many tokens all shapes that are kept have together: a text of
// shapes that never come again must not take more memory than it saves time.
const mostKept = 1 << 14

func newShapes() *shapes { return &shapes{known: map[string]shape{}, room: mostKept} }

// of returns the shape of a rule with these tokens.
func (s *shapes) of(tokens []token) shape {
	s.key = s.key[:0]
	for _, t := range tokens {
		symbol, text := symbolOf(t)
		s.key = append(append(s.key, byte(symbol)), text...)
	}
	if known, ok := s.known[string(s.key)]; ok {
		return known
	}
	made := parseShape(tokens)
	if s.room -= len(tokens); s.room < 0 {
		clear(s.known)
		s.room = mostKept - len(tokens)
	}
	s.known[string(s.key)] = made
	return made
}

// parseShape parses a rule.
func parseShape(tokens []token) shape {
	lx, err := lexer.Upgrade(&feed{tokens: tokens})
	if err != nil { // feed never fails
		panic(err)
	}
	tree, err := ruleParser().ParseFromLexer(lx)
	if err != nil {
		return shape{end: placeOf(err)}
	}
	return shape{rule: tree}
}

// placeOf is the number of the token at which participle gave up.
func placeOf(err error) int {
	var perr participle.Error
	if errors.As(err, &perr) {
		return perr.Position().Offset
	}
	return 0
}

// of are the tokens of the rule that a production took.
func (p *parser) of(taken []lexer.Token) []token {
	from := taken[0].Pos.Offset
	return p.read[from : from+len(taken)]
}

// last is the last token that a production took.
func (p *parser) last(taken []lexer.Token) token { return p.read[taken[len(taken)-1].Pos.Offset] }

// before is the token before those that a production took.
func (p *parser) before(taken []lexer.Token) token { return p.read[taken[0].Pos.Offset-1] }
