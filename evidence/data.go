package evidence

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// DataType says what runtime or init-time data is (E2.3).
type DataType uint8

// The types. The zero value is the strict one: what is not JSON is refused.
const (
	JSON   DataType = iota // one object, which becomes a claim
	Binary                 // any bytes
)

// String returns the name as requests give it in dataType.
func (d DataType) String() string {
	if d == Binary {
		return "Binary"
	}
	return "JSON"
}

// Data is runtime or init-time data, decoded: bytes whose hash the evidence
// carries.
type Data struct {
	Bytes []byte
	Type  DataType
}

// Document returns the object of JSON data. White space round it and one NUL
// behind it belong to the bytes, not to the object (E2.3). Limits bound the size
// and the nesting.
func (d Data) Document(limits Limits) (jsondoc.Value, error) {
	limits = limits.OrDefaults()
	if err := CheckSize("the data", len(d.Bytes), limits.RuntimeData); err != nil {
		return jsondoc.Value{}, err
	}
	text := string(bytes.TrimSuffix(d.Bytes, []byte{0}))
	v, err := jsondoc.Parse(text, jsondoc.Options{MaxDepth: limits.JSONDepth})
	if err != nil {
		return jsondoc.Value{}, err
	}
	if v.Kind() != jsondoc.Object {
		return jsondoc.Value{}, fmt.Errorf("found JSON of type %s, expected an object", v.Kind())
	}
	return v, nil
}

// JSONClaim makes the string claim that stands for a JSON value, its members
// sorted, marked so that a token gets the value itself (E2.1, E7.3).
func JSONClaim(name string, v jsondoc.Value) claim.Claim {
	text := claim.String(string(jsondoc.AppendSorted(nil, v)))
	return claim.Claim{Type: name, Value: text, Issuer: claim.AttestationService, JSON: true}
}

// CheckRuntimeData returns an error unless SHA-256 of the runtime data is the
// first half of the report data, and the second half is zero (E2.2).
func CheckRuntimeData(runtime, reportData []byte) error {
	sum := sha256.Sum256(runtime)
	return CheckBound("SHA-256 of the runtime data", sum[:], "report data", reportData)
}

// CheckBound returns an error unless field is the hash, filled up with zeros.
// The texts name both in the message.
func CheckBound(what string, sum []byte, in string, field []byte) error {
	if len(sum) > len(field) || !bytes.Equal(sum, field[:len(sum)]) {
		return fmt.Errorf("%s is %x, the %s begins with %x", what, sum, in, field[:min(len(sum), len(field))])
	}
	if len(bytes.TrimLeft(field[len(sum):], "\x00")) > 0 {
		return errors.New(in + " has other bytes behind the hash, expected zeros")
	}
	return nil
}
