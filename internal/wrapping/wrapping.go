package wrapping

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/assay-policy/assay/evidence"
)

// wrapping is a form of text that evidence of any kind may be in.
type wrapping struct {
	name  string // in the JSON member "form"
	words string // for people
	// unwrap takes what is inside; ok is false if the text has another form.
	unwrap func(w *Evidence, text string) (inner []byte, ok bool, err error)
}

// wrappings is the table of them. Hex could be base64, too, and never is: no evidence
// has so few letters in that.
var wrappings = []wrapping{
	{"body", "the body of a request to the service", unwrapBody},
	{"hex", "hex", func(_ *Evidence, text string) ([]byte, bool, error) { return decoded(hex.DecodeString, text) }},
	{"base64", "base64", func(_ *Evidence, text string) ([]byte, bool, error) { return decoded(fromBase64, text) }},
}

// maxDepth is how many wrappings may be in one another, such as the hex of a body.
const maxDepth = 4

// Evidence is evidence out of its wrappings, and what came with it.
type Evidence struct {
	Data     []byte
	Runtime  *evidence.Data // nil if there is none
	InitTime *evidence.Data // likewise

	in []wrapping // outermost first
}

// Unwrap takes evidence out of its wrappings, none of which makes it longer. What is no
// text has none.
func Unwrap(data []byte) (*Evidence, error) {
	w := &Evidence{Data: data}
	for len(w.in) < maxDepth && isText(w.Data) {
		inner, form, err := w.next(string(w.Data))
		if err != nil || form == nil {
			return w, err
		}
		w.Data, w.in = inner, append(w.in, *form)
	}
	return w, nil
}

// next takes what is inside of the outermost wrapping; nil if there is none.
func (w *Evidence) next(text string) ([]byte, *wrapping, error) {
	for _, form := range wrappings {
		inner, ok, err := form.unwrap(w, text)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", form.words, err)
		}
		if ok {
			return inner, &form, nil
		}
	}
	return nil, nil, nil
}

// Words say what the evidence is in, for people: ", in hex", "" if in nothing.
func (w *Evidence) Words() string {
	var text strings.Builder
	for i := len(w.in) - 1; i >= 0; i-- {
		text.WriteString(", in " + w.in[i].words)
	}
	return text.String()
}

// Form is the form of what is inside, after the wrappings, such as "hex/report".
func (w *Evidence) Form(inside string) string {
	var text strings.Builder
	for _, in := range w.in {
		text.WriteString(in.name + "/")
	}
	return text.String() + inside
}

// isText reports whether data can be text: raw evidence has zero bytes.
func isText(data []byte) bool {
	odd := func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }
	return len(data) > 0 && utf8.Valid(data) && bytes.IndexFunc(data, odd) < 0
}

// decoded decodes text, white space aside. What can't be decoded has another form.
func decoded(decode func(string) ([]byte, error), text string) ([]byte, bool, error) {
	data, err := decode(strings.Join(strings.Fields(text), ""))
	return data, err == nil && len(data) > 0, nil
}

// fromBase64 decodes base64 in either of its alphabets, with padding or without (S5.5).
func fromBase64(text string) ([]byte, error) {
	text = strings.TrimRight(text, "=")
	if strings.ContainsAny(text, "+/") {
		return base64.RawStdEncoding.Strict().DecodeString(text)
	}
	return base64.RawURLEncoding.Strict().DecodeString(text)
}
