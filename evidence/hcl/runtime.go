package hcl

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"fmt"

	"github.com/assay-policy/assay/evidence/internal/frame"
)

// Hash is the algorithm that binds the runtime data.
type Hash uint32

// The algorithms, with the numbers of the format.
const (
	SHA256 Hash = 1
	SHA384 Hash = 2
	SHA512 Hash = 3
)

// String returns the name of the algorithm.
func (h Hash) String() string {
	switch h {
	case SHA384:
		return "SHA-384"
	case SHA512:
		return "SHA-512"
	}
	return "SHA-256"
}

// sum returns the hash of the runtime data.
func (h Hash) sum(data []byte) []byte {
	switch h {
	case SHA384:
		sum := sha512.Sum384(data)
		return sum[:]
	case SHA512:
		sum := sha512.Sum512(data)
		return sum[:]
	}
	sum := sha256.Sum256(data)
	return sum[:]
}

// VerifyRuntime checks that the hash of the JSON is the report data of the
// hardware report, filled up with zeros, and returns the JSON as one object, its
// members sorted (E7.1, E7.3). That binds the one to the other; it proves
// something only once the hardware report was verified.
func (r *Report) VerifyRuntime(limits Limits) (json.RawMessage, error) {
	err := frame.CheckBound(r.Hash.String()+" of the JSON", r.Hash.sum(r.RuntimeData), "report data", r.ReportData())
	if err != nil {
		return nil, frame.Wrap(Kind, StepRuntimeData, "E7.1", err)
	}
	text, err := frame.SortedDocument(r.RuntimeData, limits.Limits)
	if err != nil {
		return nil, frame.Wrap(Kind, StepRuntimeData, "E7.3", fmt.Errorf("the JSON: %w", err))
	}
	return text, nil
}
