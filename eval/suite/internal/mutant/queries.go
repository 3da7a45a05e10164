package mutant

import (
	"math"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// word is a token of a query to put in place of another.
type word struct {
	mutator Mutator
	text    string
}

// otherWords are the operators of queries to put in place of each.
var otherWords = map[string][]word{
	"==": {{QueryComparison, "!="}},
	"!=": {{QueryComparison, "=="}},
	"<":  {{QueryComparison, "<="}, {QueryComparison, ">="}},
	"<=": {{QueryComparison, "<"}, {QueryComparison, ">"}},
	">":  {{QueryComparison, ">="}, {QueryComparison, "<="}},
	">=": {{QueryComparison, ">"}, {QueryComparison, "<"}},
	"&&": {{QueryLogic, "||"}},
	"||": {{QueryLogic, "&&"}},
}

// queries lists the alternatives of a literal query, one for each change of a token.
func (l *lister) queries(e *ast.StringLit) []alternative {
	var out []alternative
	for _, t := range jmespath.Tokens(e.Value) {
		for _, w := range l.words(e.Value[t.Start:t.End]) {
			quoted := grammar.Quote(w.text)
			out = append(out, alternative{
				mutator: w.mutator, value: literal(e, e.Value[:t.Start]+w.text+e.Value[t.End:]),
				place: e.SpanOf(t.Start, t.End), replacement: quoted[1 : len(quoted)-1],
			})
		}
	}
	return out
}

// words are the tokens to put in place of one. The literals of a query are texts in
// single quotes and JSON in backquotes.
func (l *lister) words(token string) []word {
	switch token[0] {
	case '\'':
		return []word{{QueryLiteral, "'" + l.fresh + "'"}}
	case '`':
		return l.json(token[1 : len(token)-1])
	}
	return otherWords[token]
}

func (l *lister) json(text string) []word {
	doc, err := jsondoc.Parse(text, jsondoc.Options{})
	if err != nil {
		return nil
	}
	switch doc.Kind() {
	case jsondoc.Bool:
		return []word{{QueryLiteral, "`" + strconv.FormatBool(strings.TrimSpace(text) == "false") + "`"}}
	case jsondoc.Number:
		var out []word
		n, ok := doc.Int()
		if ok && n < math.MaxInt64 {
			out = append(out, word{QueryLiteral, "`" + strconv.FormatInt(n+1, 10) + "`"})
		}
		if ok && n > math.MinInt64 {
			out = append(out, word{QueryLiteral, "`" + strconv.FormatInt(n-1, 10) + "`"})
		}
		return out
	case jsondoc.String:
		return []word{{QueryLiteral, "`" + strconv.Quote(l.fresh) + "`"}}
	case jsondoc.Null, jsondoc.Array, jsondoc.Object:
	}
	return nil
}
