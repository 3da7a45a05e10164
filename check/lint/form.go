package lint

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

const (
	hexAlphabet    = "0123456789abcdefABCDEF"
	letters        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	base64Alphabet = letters + "+/"
	urlAlphabet    = letters + "-_"
)

// misfit says what of a text is not of the form that the catalogue has for a claim;
// "" if all is. The case of hex digits is another matter.
func misfit(e catalog.Entry, text string) string {
	n, hex := e.HexDigits()
	switch {
	case hex && strings.HasPrefix(text, "0x"):
		return `"0x" before the digits`
	case hex:
		return wrongText(text, hexAlphabet, len(text) == n)
	case e.Form == "BASE64URL" && strings.HasSuffix(text, "="):
		return "padding"
	case e.Form == "BASE64URL":
		return wrongText(text, urlAlphabet, len(text)%4 != 1)
	case e.Form == "BASE64":
		return wrongText(strings.TrimRight(text, "="), base64Alphabet, len(text)%4 == 0)
	case e.Form == "JSON text":
		if _, err := jsondoc.Parse(text, jsondoc.Options{}); err != nil {
			return "no JSON"
		}
	}
	return ""
}

// wrongText describes the first character that is not of an alphabet, or the length
// if that is wrong.
func wrongText(text, alphabet string, length bool) string {
	for _, c := range text {
		if !strings.ContainsRune(alphabet, c) {
			return "the character " + strconv.QuoteRune(c)
		}
	}
	switch {
	case length:
		return ""
	case text == "":
		return "an empty text"
	case len(text) == 1:
		return "1 character"
	}
	return strconv.Itoa(len(text)) + " characters"
}

// evidenceTexts calls f with each string that a condition wants the value of a claim
// from evidence to equal.
func (r *rule) evidenceTexts(f func(*condition, *ast.StringLit)) {
	for _, c := range r.conditions() {
		if !c.incoming("") || !c.service || c.reached {
			continue
		}
		for _, t := range c.Tests {
			if lit, ok := t.Value.(*ast.StringLit); ok && t.Property == ast.ValueProperty && t.Op == ast.Equal {
				f(c, lit)
			}
		}
	}
}
