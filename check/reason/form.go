package reason

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// The forms of the catalogue besides hex digits of which fresh strings are made (T5.8).
const (
	base64Form = "BASE64"
	urlForm    = "BASE64URL"
	jsonForm   = "JSON text"
)

// formed returns strings of a form one after the other, nil if there is none.
func formed(e catalog.Entry) func(rank int) string {
	if n, hex := e.HexDigits(); hex {
		return func(rank int) string { return fmt.Sprintf("%0*x", n, rank) }
	}
	switch e.Form {
	case base64Form, urlForm:
		return func(rank int) string {
			text := binary.BigEndian.AppendUint32(nil, uint32(rank))
			return base64.URLEncoding.EncodeToString(text[1:])
		}
	case jsonForm:
		return func(rank int) string {
			if rank == 0 {
				return "{}"
			}
			return fmt.Sprintf(`{"n":%d}`, rank)
		}
	}
	return nil
}

// fits reports whether a value can be one of the claim, as far as its form tells.
func fits(e catalog.Entry, v claim.Value) bool {
	if v.Kind() != claim.StringKind {
		return true
	}
	text := v.Text()
	if n, hex := e.HexDigits(); hex {
		return len(text) == n && strings.Trim(text, "0123456789abcdef") == ""
	}
	var err error
	switch e.Form {
	case base64Form:
		_, err = base64.StdEncoding.DecodeString(text)
	case urlForm:
		_, err = base64.RawURLEncoding.DecodeString(text)
	case jsonForm:
		_, err = jsondoc.Parse(text, jsondoc.Options{})
	}
	return err == nil && (text != "" || e.Form == "")
}

// forms notes for each class of values of claims that come with evidence the strings
// of their form, if they have one form.
func (p *partition) forms() {
	p.form = map[int]func(rank int) string{}
	entries := map[int]catalog.Entry{}
	for _, t := range p.types {
		e, known := catalog.Lookup(t)
		if !known || !e.Use.Has(catalog.Incoming) || !e.Kinds.Has(claim.StringKind) {
			continue
		}
		class := p.find(p.class[t])
		if before, ok := entries[class]; ok && before.Form != e.Form {
			p.form[class] = nil
			continue
		}
		entries[class] = e
		p.form[class] = formed(e)
	}
	delete(p.form, p.find(names))
}
