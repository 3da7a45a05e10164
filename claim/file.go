package claim

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/spell"
)

// FileOptions are the limits of a claims file. A zero field means its default.
type FileOptions struct {
	MaxBytes  int // size of the file; DefaultMaxBytes
	MaxValues int // JSON values in it, and as many in the texts of marked claims, each some 100 bytes of memory while it is read; DefaultMaxValues
	MaxClaims int // claims, before equal ones collapse; DefaultMaxClaims (L9)
	MaxString int // bytes of one string value or type; DefaultMaxString (L9)
	MaxDepth  int // nesting of arrays and objects; 512 (L9)
}

// The default limits of a claims file. Section 9 of the language has all but the
// first two, which leave room for the longest string in the form JSON gives it and
// for four times the members that so many claims have.
const (
	DefaultMaxBytes  = 64 << 20
	DefaultMaxValues = 2_000_000
	DefaultMaxClaims = 100_000
	DefaultMaxString = 16 << 20
)

// withDefaults returns the options with every limit set.
func (o FileOptions) withDefaults() FileOptions {
	or := func(limit, def int) int {
		if limit <= 0 {
			return def
		}
		return limit
	}
	return FileOptions{
		MaxBytes:  or(o.MaxBytes, DefaultMaxBytes),
		MaxValues: or(o.MaxValues, DefaultMaxValues),
		MaxClaims: or(o.MaxClaims, DefaultMaxClaims),
		MaxString: or(o.MaxString, DefaultMaxString),
		MaxDepth:  or(o.MaxDepth, jsondoc.DefaultMaxDepth),
	}
}

// byteOrderMark may begin a claims file, as it may a policy (L1.1).
const byteOrderMark = "\uFEFF"

// ParseFile reads a claims file (L10.1), the input of an evaluation, in one of its
// two forms. Claims are returned in the order of the file, equal ones included.
//
// The array form lists claims, each with `type` and `value` and, if need be,
// `valueType`, `issuer` (CustomClaim by default), `readOnly` and `json`, the mark
// of E2.1. A marked value is the text of a JSON array or object, or that array or
// object itself, which becomes its compact JSON (L7.5).
//
// The object form is a token's payload or something like it: each member is one
// claim of AttestationService, an array several, null none. An object, also one in
// an array, becomes a string claim of its compact JSON that is marked as such, so
// that a token can be made from it again. An object that looks like a single claim
// or like a wrapped list of claims is an error.
//
// A byte order mark is skipped. Errors are always a *FileError.
func ParseFile(data []byte, opts FileOptions) ([]Claim, error) {
	opts = opts.withDefaults()
	if len(data) > opts.MaxBytes {
		return nil, tooLong(len(data), opts.MaxBytes)
	}
	text := string(data)
	f := file{opts: opts, issuer: AttestationService, skipped: len(text)}
	body := strings.TrimPrefix(text, byteOrderMark)
	f.skipped -= len(body)
	if err := f.parse(body); err != nil {
		return nil, err.place(text)
	}
	return f.claims, nil
}

// tooLong is the error of a file with more bytes than the limit.
func tooLong(n, limit int) *FileError {
	return &FileError{Path: "$", Line: 1, Column: 1, Limit: true,
		Message: fmt.Sprintf("found a file of %d bytes, expected at most %d", n, limit)}
}

// file is a claims file while it is read.
type file struct {
	opts    FileOptions
	arena   *jsondoc.Arena // nil: the document has memory of its own
	issuer  Issuer         // of claims in object form
	skipped int            // bytes before the document
	inTexts int64          // JSON values in the texts of marked claims
	claims  []Claim
}

// parse reads the document and its claims.
func (f *file) parse(body string) *FileError {
	doc, err := f.read(body)
	if err != nil {
		return err
	}
	return f.form(doc).in("$")
}

// read reads the document.
func (f *file) read(body string) (doc jsondoc.Value, _ *FileError) {
	if what := notText(body); what != "" {
		return doc, &FileError{Path: "$", Offset: f.skipped, Message: what}
	}
	if at := beyond(body, f.opts.MaxValues); at >= 0 {
		return doc, &FileError{Path: "$", Offset: f.skipped + at, Limit: true,
			Message: fmt.Sprintf("found more JSON values than the limit of %d", f.opts.MaxValues)}
	}
	parse := jsondoc.Parse
	if f.arena != nil {
		parse = f.arena.Parse
	}
	doc, err := parse(body, jsondoc.Options{MaxDepth: f.opts.MaxDepth})
	if err != nil {
		return doc, f.syntax(err)
	}
	return doc, nil
}

// form reads the claims of a document in one of the two forms.
func (f *file) form(doc jsondoc.Value) *FileError {
	switch doc.Kind() {
	case jsondoc.Array:
		return f.array(doc)
	case jsondoc.Object:
		if mistake := mistaken(doc); mistake != "" {
			return f.fail(doc, "found %s, expected the claims themselves, such as %s", mistake, arrayForm)
		}
		return f.object(doc)
	}
	return f.fail(doc, "found %s, expected an array of claims or an object", describe(doc))
}

// syntax turns an error of the JSON reader into one of the file.
func (f *file) syntax(err error) *FileError {
	e, ok := err.(*jsondoc.Error)
	if !ok {
		return &FileError{Path: "$", Offset: f.skipped, Message: err.Error()}
	}
	return &FileError{Path: e.Path, Offset: f.skipped + e.Offset, Message: e.Message, Limit: e.Limit}
}

// notText recognises what is no JSON text at all, which deserves a better message
// than the JSON reader's.
func notText(body string) string {
	head := body[:min(len(body), 512)]
	switch {
	case strings.Trim(head, " \t\r\n") == "" && strings.Trim(body, " \t\r\n") == "":
		return "found an empty file, expected an array or an object of claims"
	case strings.HasPrefix(head, "\xFF\xFE"), strings.HasPrefix(head, "\xFE\xFF"),
		len(head) > 1 && (head[0] == 0) != (head[1] == 0):
		return "found UTF-16 text, expected UTF-8"
	case strings.IndexByte(head, 0) >= 0:
		return "found a binary file, expected JSON text"
	}
	return ""
}

// beyond returns where a JSON text goes beyond a number of values, or -1. It counts
// before the text is parsed, since a tree is much larger than its text: a value
// follows each opening bracket and each comma outside strings.
func beyond(body string, limit int) int {
	if len(body)/2 < limit { // a value and what separates it are two bytes
		return -1
	}
	values, quoted := 1, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case !quoted && (c == ',' || c == '[' || c == '{'):
			if values++; values > limit {
				return i
			}
		}
	}
	return -1
}

// fail returns an error at a value. Its path is put together on the way out.
func (f *file) fail(at jsondoc.Value, format string, args ...any) *FileError {
	return &FileError{Offset: f.skipped + max(at.Offset(), 0), Message: fmt.Sprintf(format, args...)}
}

// over returns an error for a limit that was passed at a value.
func (f *file) over(at jsondoc.Value, format string, args ...any) *FileError {
	err := f.fail(at, format, args...)
	err.Limit = true
	return err
}

// add takes a claim that was read at a value. What is read-only by its nature is
// marked, whatever the file says (L3.4).
func (f *file) add(at jsondoc.Value, c Claim) *FileError {
	if len(f.claims) == f.opts.MaxClaims {
		return f.over(at, "found more claims than the limit of %d", f.opts.MaxClaims)
	}
	if n := len(c.Type); n > f.opts.MaxString {
		return f.over(at, "found a type of %d bytes, expected at most %d", n, f.opts.MaxString)
	}
	if n := len(c.Value.str); n > f.opts.MaxString {
		return f.over(at, "found a value of %d bytes, expected at most %d", n, f.opts.MaxString)
	}
	c.ReadOnly = c.IsReadOnly()
	f.claims = append(f.claims, c)
	return nil
}

// arrayForm shows what the array form looks like.
const arrayForm = `[{"type":"t","value":true}]`

// mistaken names what an object is nearly always meant to be if it isn't the object
// form: one claim of the array form, or a list of claims in a member of its own (L10.1).
func mistaken(doc jsondoc.Value) string {
	_, hasType := doc.Member("type")
	_, hasValue := doc.Member("value")
	_, hasClaims := doc.Member("claims")
	switch {
	case hasType && hasValue:
		return `an object with "type" and "value"`
	case hasClaims && doc.Len() == 1:
		return `an object with the one member "claims"`
	}
	return ""
}

// object reads the object form (L10.1).
func (f *file) object(doc jsondoc.Value) *FileError {
	for i := range doc.Len() {
		var err *FileError
		name, v := doc.Name(i), doc.At(i)
		switch v.Kind() {
		case jsondoc.Null: // no claim
		case jsondoc.Array:
			err = f.several(name, v)
		default:
			err = f.member(name, v)
		}
		if err != nil {
			return err.in(jsondoc.MemberStep(name))
		}
	}
	return nil
}

// several reads a member of the object form that is an array: a claim for each
// element (L10.1).
func (f *file) several(name string, list jsondoc.Value) *FileError {
	for i := range list.Len() {
		var err *FileError
		switch v := list.At(i); v.Kind() {
		case jsondoc.Null, jsondoc.Array:
			err = f.fail(v, "found %s in an array, expected a boolean, an integer, a string or an object", describe(v))
		default:
			err = f.member(name, v)
		}
		if err != nil {
			return err.in(elementStep(i))
		}
	}
	return nil
}

// member reads one claim of the object form: a scalar, or an object that becomes
// its compact JSON (L10.1, L7.5).
func (f *file) member(name string, v jsondoc.Value) *FileError {
	c := Claim{Type: name, Issuer: f.issuer}
	if v.Kind() == jsondoc.Object {
		var err *FileError
		if c.Value, err = f.compact(v); err != nil {
			return err
		}
		c.JSON = true
		return f.add(v, c)
	}
	var wrong string
	if c.Value, wrong = scalar(v); wrong != "" {
		return f.fail(v, "%s", wrong)
	}
	return f.add(v, c)
}

// compact returns the string that an object or array becomes (L7.5).
func (f *file) compact(v jsondoc.Value) (Value, *FileError) {
	text, fits := jsondoc.AppendCompactMax(nil, v, f.opts.MaxString)
	if !fits {
		return Value{}, f.over(v, "found %s of more than %d bytes", describe(v), f.opts.MaxString)
	}
	return String(string(text)), nil
}

// scalar returns the claim value of a JSON scalar, or what is wrong with it.
func scalar(v jsondoc.Value) (Value, string) {
	switch v.Kind() {
	case jsondoc.Bool:
		return Bool(v.Bool()), ""
	case jsondoc.String:
		return String(v.Text()), ""
	case jsondoc.Number:
		if n, ok := v.Int(); ok {
			return Int(n), ""
		}
		if strings.ContainsAny(v.Text(), ".eE") {
			return Value{}, "found the number " + spell.Clip(v.Text(), spell.Value) + ", expected an integer without fraction and exponent"
		}
		return Value{}, "found the number " + spell.Clip(v.Text(), spell.Value) + ", expected an integer of 64 bits"
	}
	return Value{}, "found " + describe(v) + ", expected a boolean, an integer or a string"
}

// describe names a value's kind for an error.
func describe(v jsondoc.Value) string {
	switch v.Kind() {
	case jsondoc.Null:
		return "null"
	case jsondoc.Array, jsondoc.Object:
		return "an " + v.Kind().String()
	}
	return "a " + v.Kind().String()
}
