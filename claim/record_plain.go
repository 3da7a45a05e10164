package claim

import (
	"encoding/json"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// plainReader reads plain records straight from their text: no escapes in names and
// values, and integers of few digits. It declines all others, right or wrong, which are
// then read as a claims file is: that alone says what is wrong.
//
// Most records of a stream have the claims of the one before, in the same order and
// with the same text between the values. So it compares that text, and takes a name
// apart only where it is another one.
type plainReader struct {
	jsondoc.Scanner
	opts          FileOptions
	arena         *jsondoc.Arena
	compact       []byte
	claims        []Claim
	record        uint64 // number of the record
	object, array knownForm
}

// knownForm is what is known of the claims of one of the two forms.
type knownForm struct {
	start    familiar // before the first
	familiar map[string]*familiar
}

// familiar is a claim that was read before.
type familiar struct {
	lead, tail string // text before and after its value
	claim      Claim  // but for the value
	kind       Kind   // that the text says; 0 for any
	next       *familiar
	record     uint64 // the last one that had it
}

// Bounds of what is kept: claims of a form, and bytes of text around a value.
const (
	mostFamiliar = 1 << 12
	longestText  = 256
)

// aroundValues is how deep the values of a record can be: in a claim, in the array of
// claims, in a member of the record.
const aroundValues = 3

// read reads a record, or declines it.
func (r *plainReader) read(text string) (rec Record, ok bool) {
	if len(text) >= min(longRecord, r.opts.MaxValues) || r.opts.MaxDepth <= aroundValues {
		return rec, false
	}
	r.Begin(text)
	r.record++
	r.claims = r.claims[:0]
	r.Space()
	named := r.name(&rec.ID)
	switch r.Next() {
	case '{':
		ok = r.members()
	case '[':
		ok = r.elements()
	case '"':
		rec.Token, ok = r.String()
	}
	if named {
		r.Space()
		ok = ok && r.Take("}")
	}
	r.Space()
	rec.Claims = r.claims
	return rec, ok && r.AtEnd()
}

// name takes what stands before the claims of a record with a name.
func (r *plainReader) name(id *json.RawMessage) bool {
	from := r.Pos()
	if r.punctuation('{') && r.Take(`"id"`) && r.punctuation(':') {
		begin := r.Pos()
		_, ok := r.String()
		if !ok {
			_, ok = r.Int()
		}
		*id = json.RawMessage(r.Since(begin))
		if ok && r.punctuation(',') && r.Take(`"claims"`) && r.punctuation(':') {
			return true
		}
	}
	*id = nil
	r.Back(from)
	return false
}

// punctuation takes a character with white space around it.
func (r *plainReader) punctuation(c byte) bool {
	r.Space()
	if r.Next() != c {
		return false
	}
	r.Skip()
	r.Space()
	return true
}

// more takes what follows a member or element: a comma, or the end.
func (r *plainReader) more(end byte) (more, ok bool) {
	if r.Next() <= ' ' {
		r.Space()
	}
	c := r.Next()
	if c != ',' && c != end {
		return false, false
	}
	r.Skip()
	return c == ',', true
}

// members reads the object form.
func (r *plainReader) members() bool {
	r.Skip()
	if r.punctuation('}') {
		return true
	}
	f := &r.object.start
	for more, ok := true, true; more; {
		next := f.next
		if next == nil || !r.Take(next.lead) {
			if next = r.member(); next == nil {
				return false
			}
			f.next = next
		}
		if f = next; f.record == r.record { // twice
			return false
		}
		f.record = r.record
		if !r.value(f) {
			return false
		}
		if more, ok = r.more('}'); !ok {
			return false
		}
	}
	return true
}

// member takes the name of a member that was not expected.
func (r *plainReader) member() *familiar {
	from := r.Pos()
	r.Space()
	name, ok := r.String()
	if !ok || !r.punctuation(':') || name == "claims" || name == "value" { // which may be no claims
		return nil
	}
	f := r.object.get(name)
	if f != nil {
		f.claim.Issuer = AttestationService
		f.claim.ReadOnly = f.claim.IsReadOnly()
		f.around(r.Since(from), "")
	}
	return f
}

// get returns what is known of a claim, nil if it is too long. What is known of all
// is dropped once there are too many: then the record is declined, of which a part
// was read.
func (f *knownForm) get(name string) *familiar {
	known := f.familiar[name]
	switch {
	case known != nil:
		return known
	case len(name) > longestText:
		return nil
	case len(f.familiar) == mostFamiliar:
		*f = knownForm{}
		return nil
	case f.familiar == nil:
		f.familiar = map[string]*familiar{}
	}
	name = strings.Clone(name) // the record goes
	known = &familiar{claim: Claim{Type: name}}
	f.familiar[name] = known
	return known
}

// around notes the text around the value. One that is too long is never met again.
func (f *familiar) around(lead, tail string) {
	if len(lead)+len(tail) > 2*longestText {
		lead, tail = "\x00", ""
	}
	if f.lead != lead {
		f.lead = strings.Clone(lead)
	}
	if f.tail != tail {
		f.tail = strings.Clone(tail)
	}
}

// value reads the value of a member: a claim, several or none.
func (r *plainReader) value(f *familiar) bool {
	switch r.Next() {
	case 'n':
		return r.Take("null")
	case '[':
		return r.list(f)
	case '{':
		return r.document(f)
	}
	return r.scalar(f)
}

// scalar reads a claim whose value is no container.
func (r *plainReader) scalar(f *familiar) bool {
	c := r.add(f)
	return c != nil && r.plainValue(&c.Value)
}

// add adds a claim that has no value yet; nil if there are too many.
func (r *plainReader) add(f *familiar) *Claim {
	if len(r.claims) == r.opts.MaxClaims || len(f.claim.Type) > r.opts.MaxString {
		return nil
	}
	r.claims = append(r.claims, f.claim)
	return &r.claims[len(r.claims)-1]
}

// plainValue reads a value that is no container.
func (r *plainReader) plainValue(v *Value) bool {
	switch r.Next() {
	case '"':
		text, ok := r.String()
		*v = String(text)
		return ok && len(text) <= r.opts.MaxString
	case 't':
		*v = Bool(true)
		return r.Take("true")
	case 'f':
		*v = Bool(false)
		return r.Take("false")
	}
	n, ok := r.Int()
	*v = Int(n)
	return ok
}

// list reads a member that is several claims.
func (r *plainReader) list(f *familiar) bool {
	r.Skip()
	if r.punctuation(']') {
		return true
	}
	for more, ok := true, true; more; {
		r.Space()
		if r.Next() == '{' {
			ok = r.document(f)
		} else {
			ok = r.scalar(f)
		}
		if !ok {
			return false
		}
		if more, ok = r.more(']'); !ok {
			return false
		}
	}
	return true
}

// document reads a claim that is an object, which becomes its compact JSON (L7.5).
func (r *plainReader) document(f *familiar) bool {
	from := r.Pos()
	r.arena.Reset()
	doc, ok := r.Value(r.arena, jsondoc.Options{MaxDepth: r.opts.MaxDepth - aroundValues})
	if !ok {
		return false
	}
	r.compact = jsondoc.AppendCompact(r.compact[:0], doc)
	text := r.Since(from)
	if text != string(r.compact) {
		text = string(r.compact)
	}
	c := r.add(f)
	if c == nil || len(text) > r.opts.MaxString {
		return false
	}
	c.Value, c.JSON = String(text), true
	return true
}
