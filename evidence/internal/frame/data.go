package frame

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// maxValues bounds the JSON values of data, of which real ones have some dozens.
const maxValues = 140_000

// ParseJSON reads a text that is one JSON value, with at most so many values in it:
// one may take forty times as much memory as it takes of the text (E1.6).
func ParseJSON(text string, most int64, limits evidence.Limits) (jsondoc.Value, error) {
	return parseJSON(&jsondoc.Arena{}, text, most, limits)
}

func parseJSON(arena *jsondoc.Arena, text string, most int64, limits evidence.Limits) (jsondoc.Value, error) {
	v, err := arena.Parse(text, jsondoc.Options{MaxDepth: Limits(limits).JSONDepth, MaxValues: most})
	if known := (*jsondoc.Error)(nil); errors.As(err, &known) && known.Values {
		known.Message = fmt.Sprintf("found more than %d JSON values, the limit", most)
	}
	return v, err
}

// Document returns the object of JSON data. White space around it and one NUL
// after it belong to the bytes, not to the object (E2.3). Limits bound the size
// and the nesting, maxValues what is in it.
func Document(data []byte, limits evidence.Limits) (jsondoc.Value, error) {
	return document(&jsondoc.Arena{}, data, limits)
}

// arenas are memory for objects that are written anew and dropped.
var arenas = sync.Pool{New: func() any { return new(jsondoc.Arena) }}

// SortedDocument returns the same object as compact JSON, its members sorted by name.
func SortedDocument(data []byte, limits evidence.Limits) (json.RawMessage, error) {
	arena := arenas.Get().(*jsondoc.Arena)
	defer func() {
		arena.Reset()
		arenas.Put(arena)
	}()
	v, err := document(arena, data, limits)
	if err != nil {
		return nil, err
	}
	return jsondoc.AppendSorted(make([]byte, 0, len(data)), v), nil
}

func document(arena *jsondoc.Arena, data []byte, limits evidence.Limits) (jsondoc.Value, error) {
	limits = Limits(limits)
	if err := CheckSize("the data", len(data), limits.RuntimeData); err != nil {
		return jsondoc.Value{}, err
	}
	text := string(bytes.TrimSuffix(data, []byte{0}))
	v, err := parseJSON(arena, text, maxValues, limits)
	if err != nil {
		return jsondoc.Value{}, err
	}
	if v.Kind() != jsondoc.Object {
		return jsondoc.Value{}, fmt.Errorf("found JSON of type %s, expected an object", v.Kind())
	}
	return v, nil
}

// DataClaims returns the claim of data that the evidence was found to carry the
// hash of: one for JSON, its members sorted, none for Binary (E2.3).
func DataClaims(name string, d *evidence.Data, limits evidence.Limits) ([]claim.Claim, error) {
	if d.Type == evidence.Binary {
		return nil, nil
	}
	text, err := SortedDocument(d.Bytes, limits)
	if err != nil {
		return nil, err
	}
	return []claim.Claim{JSONClaim(name, text)}, nil
}

// CheckBound returns an error unless field is the hash, filled up with zeros.
// The texts name both in the message.
func CheckBound(what string, sum []byte, in string, field []byte) error {
	if len(sum) > len(field) || !bytes.Equal(sum, field[:len(sum)]) {
		return fmt.Errorf("%s is %x, the %s begins with %x", what, sum, in, field[:min(len(sum), len(field))])
	}
	if len(bytes.TrimLeft(field[len(sum):], "\x00")) > 0 {
		return errors.New(in + " has other bytes after the hash, expected zeros")
	}
	return nil
}

// CheckData returns an error unless SHA-256 of the data, filled up with zeros, is
// the field: for data of a size within the limits (E2.2, E2.4).
func CheckData(what string, d *evidence.Data, in string, field []byte, limits evidence.Limits) error {
	if err := CheckSize("the data", len(d.Bytes), Limits(limits).RuntimeData); err != nil {
		return err
	}
	sum := sha256.Sum256(d.Bytes)
	return CheckBound("SHA-256 of the "+what, sum[:], in, field)
}
