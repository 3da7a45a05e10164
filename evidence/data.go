package evidence

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
