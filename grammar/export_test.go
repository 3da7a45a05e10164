package grammar

// Piece is a token or a comment of a text, with the white space before it.
type Piece struct {
	Gap, Text string
	Comment   bool
}

// Pieces cuts a text into its tokens and comments. The last is the end of the text.
func Pieces(text string) (all []Piece) {
	l := lex(text, nil)
	at, comments := 0, l.comments
	for _, t := range l.tokens {
		for len(comments) > 0 && comments[0].From.Offset() < t.from {
			c := comments[0]
			all = append(all, Piece{text[at:c.From.Offset()], c.Text, true})
			at, comments = c.To.Offset(), comments[1:]
		}
		all = append(all, Piece{text[at:t.from], t.text, false})
		at = t.to()
	}
	return all
}
