package grammar

import "github.com/assay-policy/assay/ast"

// kind is the kind of a lexical token.
type kind uint8

const (
	kindEOF         kind = iota
	kindIdent            // letter or _, then letters, digits, _ (L1.7)
	kindNumber           // starts with a digit or "-": an integer, or what was meant as one (L1.5)
	kindString           // quoted text, also with the wrong quotes (L1.4)
	kindPunct            // operators and separators of L2
	kindPlaceholder      // <name>: left to be filled in by a template
	kindIllegal          // text that starts no token
)

// token is a lexical token. Its text is the source text, so its end is known.
type token struct {
	kind kind
	text string
	from int // byte offset
}

func (t token) to() int          { return t.from + len(t.text) }
func (t token) span() ast.Span   { return ast.Span{From: ast.PosAt(t.from), To: ast.PosAt(t.to())} }
func (t token) start() ast.Pos   { return ast.PosAt(t.from) }
func (t token) end() ast.Pos     { return ast.PosAt(t.to()) }
func (t token) is(p string) bool { return t.kind == kindPunct && t.text == p }

// after is the empty place after the token, where a missing one belongs.
func (t token) after() ast.Span { return ast.Span{From: t.end(), To: t.end()} }
