package claim

import (
	"encoding/json"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// Record is one of many inputs in a stream, such as a line of NDJSON (T6.1).
type Record struct {
	// ID is the name that the record gives itself, a JSON string or number; nil
	// without.
	ID json.RawMessage
	// Token is the text of a record that is a token, taken as it is; "" for others.
	Token string
	// Claims are those of a claims file. They are good until the next record is read.
	Claims []Claim
}

// RecordParser reads records one after the other, with memory that it uses again. It
// belongs to one goroutine.
type RecordParser struct {
	opts  FileOptions
	arena jsondoc.Arena
	plain plainReader // whose claims are those of all records
}

// NewRecordParser returns a parser of records within these limits.
func NewRecordParser(opts FileOptions) *RecordParser {
	p := &RecordParser{opts: opts.withDefaults()}
	p.plain.opts, p.plain.arena = p.opts, &p.arena
	return p
}

// longRecord is the length in bytes from which on a record gets memory of its own:
// the parser keeps none of that.
const longRecord = 1 << 20

// Parse reads a record: a claims file in either form (see ParseFile), a JSON string,
// which is a token, or an object with exactly the members `id` and `claims`, of which
// the latter is one of the former. Strings of the record share memory with the text.
// Errors are always a *FileError.
func (p *RecordParser) Parse(text string) (Record, error) {
	if len(text) > p.opts.MaxBytes {
		return Record{}, tooLong(len(text), p.opts.MaxBytes)
	}
	if r, ok := p.plain.read(text); ok {
		return r, nil
	}
	f := file{opts: p.opts, issuer: AttestationService, claims: p.plain.claims[:0]}
	if len(text) < longRecord {
		p.arena.Reset()
		f.arena = &p.arena
	}
	body := strings.TrimPrefix(text, byteOrderMark)
	f.skipped = len(text) - len(body)
	r, err := f.record(body)
	if err != nil {
		return Record{}, err.place(text)
	}
	if f.arena != nil {
		p.plain.claims = f.claims
	}
	return r, nil
}

// record reads a record of one of the three forms.
func (f *file) record(body string) (r Record, err *FileError) {
	doc, err := f.read(body)
	if err != nil {
		return r, err
	}
	path := "$"
	if id, claims, named := envelope(doc); named {
		if k := id.Kind(); k != jsondoc.String && k != jsondoc.Number {
			return r, f.fail(id, "found %s, expected a string or a number", describe(id)).in("$.id")
		}
		r.ID, doc, path = jsondoc.AppendCompact(nil, id), claims, "$.claims"
	}
	if doc.Kind() == jsondoc.String {
		r.Token = doc.Text()
		return r, nil
	}
	err = f.form(doc).in(path)
	r.Claims = f.claims
	return r, err
}

// envelope returns the members of an object that is nothing but a name and claims.
func envelope(doc jsondoc.Value) (id, claims jsondoc.Value, ok bool) {
	id, hasID := doc.Member("id")
	claims, hasClaims := doc.Member("claims")
	return id, claims, hasID && hasClaims && doc.Len() == 2
}
