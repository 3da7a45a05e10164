package main

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
)

// subject is one policy, said in every engine's language, and the claims that
// come in.
type subject struct {
	claims []claim.Claim
	want   outcome

	policy string // the attestation policy

	// index is what the flat forms of OPA and Cedar read.
	index func([]claim.Claim) map[string]any
	// Rego rule by rule, as the policy has it, and the fastest that we found:
	// all rules folded into one comprehension, a table or an operation on sets.
	regoFlat, regoFlatBest   string
	regoArray, regoArrayBest string

	cedar     []cedarRule
	meets     bool // the policy asks where two sets meet, which takes Cedar many requests
	cedarFlat bool // Cedar reads one value of each type, and all rules decide
	cel       []celRule

	closures func() *closurePolicy
	hand     func() func([]claim.Claim, *decision)
}

// cedarRule is a Cedar policy. Cedar issues nothing; if it has issue, that it
// is among the reasons stands for issuing the attribute under this name.
type cedarRule struct {
	id, text         string
	issue, attribute string
}

// celRule is a CEL text over the list `claims`: a boolean that permits, or the
// list of values to be issued.
type celRule struct {
	issue, text string
}

// engines prepares every engine of a policy row.
func (s *subject) engines() ([]engine, error) {
	var all []engine
	for _, prepare := range []func(*subject) ([]engine, error){
		assayEngines, celEngines, handEngines, opaEngines, cedarEngines,
	} {
		made, err := prepare(s)
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	return all, nil
}

const (
	mrSigner  = "83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e"
	mrEnclave = "83f4e819861adef6ffb2a4865efea9337b91ed30fa33491b17f0d5d9e8204412"
)

// sgxClaims returns n claims. The six of the policy are spread over the second
// half, so that a linear scan pays for its length.
func sgxClaims(n int) []claim.Claim {
	six := []claim.Claim{
		{Type: "x-ms-sgx-is-debuggable", Value: claim.Bool(false)},
		{Type: "x-ms-sgx-product-id", Value: claim.Int(1)},
		{Type: "x-ms-sgx-svn", Value: claim.Int(3)},
		{Type: "x-ms-sgx-mrsigner", Value: claim.String(mrSigner)},
		{Type: "x-ms-sgx-mrenclave", Value: claim.String(mrEnclave)},
		{Type: "x-ms-attestation-type", Value: claim.String("sgx")},
	}
	out := make([]claim.Claim, n)
	for i := range out {
		out[i].Type = fmt.Sprintf("x-ms-sgx-filler-%04d", i)
		switch i % 3 {
		case 0:
			out[i].Value = claim.Bool(i%2 == 0)
		case 1:
			out[i].Value = claim.Int(int64(i))
		default:
			out[i].Value = claim.String(fmt.Sprintf("value-%d", i))
		}
	}
	for i, c := range six {
		out[n/2+i*(n-n/2)/len(six)] = c
	}
	for i := range out {
		out[i].Issuer = claim.AttestationService
	}
	return out
}

// wideClaims returns n claims of as many types.
func wideClaims(n int) []claim.Claim {
	out := make([]claim.Claim, n)
	for i := range out {
		out[i] = claim.Claim{Type: fmt.Sprintf("t%04d", i), Value: claim.String(fmt.Sprintf("v%04d", i)), Issuer: claim.AttestationService}
	}
	return out
}

// joinClaims returns n claims of type A and n of type B. One pair has the same
// value: the last ones.
func joinClaims(n int) []claim.Claim {
	out := make([]claim.Claim, 2*n)
	for i := range n {
		out[i] = claim.Claim{Type: "A", Value: claim.String(fmt.Sprintf("a-value-%04d", i)), Issuer: claim.AttestationService}
		out[n+i] = claim.Claim{Type: "B", Value: claim.String(fmt.Sprintf("b-value-%04d", i)), Issuer: claim.AttestationService}
	}
	out[2*n-1].Value = out[n-1].Value
	return out
}
