package catalog

import (
	"iter"
	"strings"
)

// Type is an attestation type: what kind of attester a policy is for (S5.2). The
// zero Type stands for any.
type Type string

// The attestation types. VBS is no type of its own to the service: such evidence
// is sent to, and judged by the policy of, Tpm (S7.4).
const (
	SgxEnclave  Type = "SgxEnclave"
	OpenEnclave Type = "OpenEnclave"
	SevSnpVm    Type = "SevSnpVm"
	TdxVm       Type = "TdxVm"
	AzureGuest  Type = "AzureGuest"
	Tpm         Type = "Tpm"
	VBS         Type = "VBS"
)

// types lists the types in the order of the documentation, each with what
// `x-ms-attestation-type` says of it (E2.5). A type's place is its bit in Types.
var types = [...]struct {
	name  Type
	claim string
}{
	{SgxEnclave, "sgx"},
	{OpenEnclave, "sgx"},
	{SevSnpVm, "sevsnpvm"},
	{TdxVm, "tdxvm"},
	{AzureGuest, "azurevm"},
	{Tpm, "tpm"},
	{VBS, "vbs"},
}

// ParseType returns the type of a name, in any case, as clients write it (S5.5).
func ParseType(name string) (Type, bool) {
	for _, t := range types {
		if strings.EqualFold(string(t.name), name) {
			return t.name, true
		}
	}
	return "", false
}

// ClaimValue returns what `x-ms-attestation-type` says in tokens of the type, such
// as "sgx" (E2.5); "" for a type that isn't known.
func (t Type) ClaimValue() string {
	for _, known := range types {
		if known.name == t {
			return known.claim
		}
	}
	return ""
}

// Types is a set of attestation types.
type Types uint8

// The sets that the tables use.
const (
	sgx   Types = 1<<0 | 1<<1 // both carry the same quote
	snp   Types = 1 << 2
	tdx   Types = 1 << 3
	azure Types = 1 << 4
	tpm   Types = 1<<5 | 1<<6 // VBS evidence stands on a TPM's
	every       = sgx | snp | tdx | azure | tpm
)

// AllTypes returns the set of all attestation types.
func AllTypes() Types { return every }

// Has reports whether the set holds a type; for the zero Type, whether it holds any.
func (s Types) Has(t Type) bool {
	if t == "" {
		return s != 0
	}
	for i := range types {
		if types[i].name == t {
			return s&(1<<i) != 0
		}
	}
	return false
}

// All yields the types of the set, in the order of the documentation.
func (s Types) All() iter.Seq[Type] {
	return func(yield func(Type) bool) {
		for i := range types {
			if s&(1<<i) != 0 && !yield(types[i].name) {
				return
			}
		}
	}
}

// String lists the types of the set, such as "SgxEnclave, OpenEnclave"; "all" and
// "none" for the two ends.
func (s Types) String() string {
	switch s {
	case every:
		return "all"
	case 0:
		return "none"
	}
	var names []string
	for t := range s.All() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}
