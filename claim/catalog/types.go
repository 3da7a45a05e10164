package catalog

import (
	_ "embed" // the default policies
	"iter"
	"slices"
	"strings"
)

// Type is an attestation type: what kind of attester a policy is for (S5.2). The
// zero Type stands for any.
type Type string

// The attestation types. VBS is not a type of its own to the service: such evidence
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

// AttestationType is what is known of an attestation type: the one row that checker,
// tokens, evidence and command read. The zero AttestationType is none.
type AttestationType struct {
	Type Type
	// Spellings are further words for the type, as tokens and tools have them. They
	// and the name itself are accepted in any case (S5.5).
	Spellings []string
	// ClaimValue is what `x-ms-attestation-type` says in its tokens (E2.5).
	ClaimValue string
	// Prefix begins the names of its evidence, known or not, so that policies can't
	// issue any such name (L6.6).
	Prefix string
	// DebugClaim is the boolean claim that says whether the TEE can be debugged
	// (S3.10); "" if there is none.
	DebugClaim string
	// DefaultPolicy is the text of the policy in force if none is set (S4.7); ""
	// if there is none.
	DefaultPolicy string
}

// The default policies (S4.7). Their bytes are their identity (L1.1).
var (
	// The service's text of today, from its documentation.
	//
	//go:embed defaults/sgx.maa
	defaultSGX string

	// The service's text for SevSnpVm, recovered from its hash in a recorded token.
	// It stands in for the one of TdxVm, which isn't public.
	//
	//go:embed defaults/permit.maa
	defaultPermit string

	// The rules that the service documents; its text isn't public.
	//
	//go:embed defaults/azureguest.maa
	defaultAzureGuest string
)

// types is the table, in the order of the documentation. A type's place is its bit
// in Types. Where several types share a word, it means the first.
var types = [...]AttestationType{
	{
		Type: SgxEnclave, Spellings: []string{"sgx"}, ClaimValue: "sgx",
		Prefix: "x-ms-sgx-", DebugClaim: "x-ms-sgx-is-debuggable", DefaultPolicy: defaultSGX,
	},
	{
		Type: OpenEnclave, Spellings: []string{"oe"}, ClaimValue: "sgx",
		Prefix: "x-ms-sgx-", DebugClaim: "x-ms-sgx-is-debuggable", DefaultPolicy: defaultSGX,
	},
	{
		Type: SevSnpVm, Spellings: []string{"snp", "sevsnp", "sev-snp"}, ClaimValue: "sevsnpvm",
		Prefix: "x-ms-sevsnpvm-", DebugClaim: "x-ms-sevsnpvm-is-debuggable", DefaultPolicy: defaultPermit,
	},
	{
		Type: TdxVm, Spellings: []string{"tdx"}, ClaimValue: "tdxvm",
		Prefix: "tdx_", DebugClaim: "tdx_td_attributes_debug", DefaultPolicy: defaultPermit,
	},
	{
		Type: AzureGuest, Spellings: []string{"azurevm"}, ClaimValue: "azurevm",
		Prefix: "x-ms-azurevm-", DefaultPolicy: defaultAzureGuest,
	},
	{Type: Tpm, ClaimValue: "tpm", Prefix: "x-ms-tpm-"},
	{Type: VBS, Spellings: []string{"VbsEnclave"}, ClaimValue: "vbs", Prefix: "x-ms-tpm-"},
}

// AttestationTypes returns the rows of all types, in the order of the documentation.
// The slice is the caller's, the spellings in it are not.
func AttestationTypes() []AttestationType { return slices.Clone(types[:]) }

// LookupType returns the row of a type.
func LookupType(t Type) (AttestationType, bool) {
	for _, row := range types {
		if row.Type == t {
			return row, true
		}
	}
	return AttestationType{}, false
}

// LookupClaimValue returns the row of what `x-ms-attestation-type` says in a token,
// compared byte for byte (L3.5). For "sgx" it is that of SgxEnclave, from which the
// one of OpenEnclave differs in its name and spellings only.
func LookupClaimValue(value string) (AttestationType, bool) {
	for _, row := range types {
		if row.ClaimValue == value {
			return row, true
		}
	}
	return AttestationType{}, false
}

// ParseType returns the type that a word stands for: its name or another spelling, in
// any case, as clients write it (S5.5).
func ParseType(word string) (Type, bool) {
	for _, row := range types {
		for _, spelling := range row.Words() {
			if strings.EqualFold(spelling, word) {
				return row.Type, true
			}
		}
	}
	return "", false
}

// Words returns what ParseType takes for the type, its name first.
func (a AttestationType) Words() []string {
	return append([]string{string(a.Type)}, a.Spellings...)
}

// ClaimValue returns what `x-ms-attestation-type` says in tokens of the type, such
// as "sgx" (E2.5); "" for a type that isn't known.
func (t Type) ClaimValue() string {
	row, _ := LookupType(t)
	return row.ClaimValue
}

// Types is a set of attestation types.
type Types uint8

// The sets that the tables use.
const (
	sgx   Types = 1<<0 | 1<<1 // both carry the same quote
	snp   Types = 1 << 2
	tdx   Types = 1 << 3
	azure Types = 1 << 4
	tpm   Types = 1<<5 | 1<<6 // VBS evidence builds on a TPM's
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
		if types[i].Type == t {
			return s&(1<<i) != 0
		}
	}
	return false
}

// One returns the type that a set stands for, if it is one: types whose claims are
// the same (SgxEnclave and OpenEnclave, Tpm and VBS) count as the first of them.
func (s Types) One() (Type, bool) {
	for _, same := range [...]Types{sgx, snp, tdx, azure, tpm} {
		if s != 0 && s&^same == 0 {
			for t := range same.All() {
				return t, true
			}
		}
	}
	return "", false
}

// All yields the types of the set, in the order of the documentation.
func (s Types) All() iter.Seq[Type] {
	return func(yield func(Type) bool) {
		for i := range types {
			if s&(1<<i) != 0 && !yield(types[i].Type) {
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
