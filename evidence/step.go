package evidence

import "github.com/assay-policy/assay/claim"

// Kind says which family of steps an error or a result belongs to.
type Kind string

// The kinds.
const (
	SNP Kind = "snp" // AMD SEV-SNP attestation report (E6)
	HCL Kind = "hcl" // Azure's HCL report round a hardware report (E7)
)

// Step is a step of verification that was passed, and what it established.
type Step struct {
	Name   string // as in the kind's list of steps, like "vcek chain"
	Clause string // of the specification, like "E6.4"
	Detail string // for people; says so if the step checked nothing
}

// Field is one value that evidence reports about itself. It proves nothing: it
// is for showing what unverified evidence says, and is no claim (E1.1).
type Field struct {
	Name  string
	Value claim.Value
}
