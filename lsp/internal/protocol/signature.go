package protocol

// SignatureHelp is what the call around a place takes.
type SignatureHelp struct {
	Signatures      []SignatureInformation `json:"signatures"`
	ActiveSignature uint32                 `json:"activeSignature"`
	ActiveParameter uint32                 `json:"activeParameter"`
}

// SignatureInformation is one way to call.
type SignatureInformation struct {
	Label           string                 `json:"label"`
	Documentation   *MarkupContent         `json:"documentation,omitempty"`
	Parameters      []ParameterInformation `json:"parameters"`
	ActiveParameter *uint32                `json:"activeParameter,omitempty"`
}

// ParameterInformation is an argument. Its label is its text in that of the signature,
// or, if the client can, where that stands: two numbers of UTF-16 units.
type ParameterInformation struct {
	Label         any            `json:"label"`
	Documentation *MarkupContent `json:"documentation,omitempty"`
}
