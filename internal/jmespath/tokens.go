package jmespath

// Token is where a token of a query stands, in bytes.
type Token struct{ Start, End int }

// Tokens cuts a query into its tokens. Of a text that is no query they end where
// none begins.
func Tokens(query string) []Token {
	var out []Token
	for _, t := range lex(query) {
		if t.kind == kindEnd || t.kind == kindBad {
			break
		}
		out = append(out, Token{int(t.start), int(t.end)})
	}
	return out
}
