package catalog

import "slices"

// Field is a member of the objects in the JSON text of a claim, which queries look up
// (L7.1).
type Field struct {
	Name string
	// Kind is that of its value: "boolean", "number", "string", "array" or "object";
	// "" if it isn't certain.
	Kind string
	// Of names the table of the members that an object has, or each element of an
	// array; "" if they aren't known.
	Of string
	// Always says that it is never missing, in no recorded document either; Repeats that an array of such values may
	// stand in its place (E8.7).
	Always, Repeats bool
	Clause          string
}

// Document returns what the text of a claim is: its kind, and the table of its members
// or elements.
func Document(claim string) (Field, bool) {
	i := slices.IndexFunc(documents, func(f Field) bool { return f.Name == claim })
	if i < 0 {
		return Field{}, false
	}
	return documents[i], true
}

// Fields returns a table of members by the name that a Field gives for it. The slice
// is the caller's.
func Fields(of string) []Field { return slices.Clone(fields[of]) }

// IsField reports whether objects of some claim's text have a member of a name.
func IsField(name string) bool {
	for _, table := range fields {
		if slices.ContainsFunc(table, func(f Field) bool { return f.Name == name }) {
			return true
		}
	}
	return false
}

// documents are the claims whose text is a JSON document of known members.
var documents = []Field{
	{Name: "events", Kind: "object", Of: "log", Clause: "E8.7"},
	{Name: "bootEvents", Kind: "object", Of: "log", Clause: "E8.7"},
	{Name: "pcrs", Kind: "object", Of: "pcrs", Clause: "E8.8"},
	{Name: "x-ms-tpm-request-key", Kind: "object", Of: "key", Clause: "E9.7"},
	{Name: "x-ms-tpm-other-keys", Kind: "array", Of: "key", Clause: "E9.7"},
}

// fields are the tables of members. What stands in ProcessedData stands in the
// containers of tagged events, too (E8.7).
var fields = map[string][]Field{
	"log": {
		{Name: "Events", Kind: "array", Of: "event", Always: true, Clause: "E8.7"},
	},
	"event": {
		{Name: "EventSeq", Kind: "number", Always: true, Clause: "E8.7"},
		{Name: "PcrIndex", Kind: "number", Always: true, Clause: "E8.7"},
		{Name: "EventType", Kind: "number", Clause: "E8.7"},
		{Name: "EventTypeString", Kind: "string", Always: true, Clause: "E8.7"},
		{Name: "ProcessedData", Kind: "object", Of: "data", Clause: "E8.7"},
	},
	"data": slices.Concat(eventData, taggedEvents),
	"value": {
		{Name: "Value", Kind: "number", Always: true, Clause: "E8.7"},
		{Name: "String", Kind: "string", Clause: "E8.7"},
	},
	"raw": {
		{Name: "RawData", Kind: "string", Always: true, Clause: "E8.7"},
	},
	"drtm": {
		{Name: "SignatureValid", Kind: "boolean", Always: true, Clause: "E8.7"},
		{Name: "RawData", Kind: "string", Clause: "E8.7"},
	},
	"pcrs": {
		{Name: "PCRs", Kind: "array", Of: "pcr", Always: true, Clause: "E8.8"},
	},
	"pcr": {
		{Name: "Index", Kind: "number", Always: true, Clause: "E8.8"},
		{Name: "Digests", Kind: "object", Of: "digests", Always: true, Clause: "E8.8"},
	},
	"digests": {
		{Name: "SHA1", Kind: "string", Clause: "E8.8"},
		{Name: "SHA256", Kind: "string", Clause: "E8.8"},
		{Name: "SHA384", Kind: "string", Clause: "E8.8"},
		{Name: "SHA512", Kind: "string", Clause: "E8.8"},
	},
	"key": {
		{Name: "jwk", Kind: "object", Always: true, Clause: "E9.7"},
		{Name: "info", Kind: "object", Of: "binding", Clause: "E9.7"},
	},
	"binding": {
		{Name: "tpm_certify", Kind: "object", Of: "certify", Clause: "E9.7"},
		{Name: "tpm_quote", Kind: "object", Of: "quote", Clause: "E9.7"},
	},
	"certify": {
		{Name: "name_alg", Kind: "number", Always: true, Clause: "E9.7"},
		{Name: "obj_attr", Kind: "number", Always: true, Clause: "E9.7"},
		{Name: "auth_policy", Kind: "string", Always: true, Clause: "E9.7"},
	},
	"quote": {
		{Name: "hash_alg", Kind: "string", Always: true, Clause: "E9.7"},
	},
}

// eventData are the members of ProcessedData that are no tagged events.
var eventData = []Field{
	{Name: "VariableGuid", Kind: "string", Clause: "E8.7"},
	{Name: "UnicodeName", Kind: "string", Clause: "E8.7"},
	{Name: "VariableData", Kind: "string", Clause: "E8.7"},
	{Name: "RawData", Kind: "string", Clause: "E8.7"},
	{Name: "Keyring", Kind: "string", Clause: "E8.7"},
	{Name: "CertificateSubject", Kind: "string", Clause: "E8.7"},
	{Name: "KernelVersion", Kind: "string", Clause: "E8.7"},
	{Name: "Path", Kind: "string", Clause: "E8.7"},
	{Name: "Algorithm", Kind: "string", Clause: "E8.7"},
	{Name: "Digest", Kind: "string", Clause: "E8.7"},
}
