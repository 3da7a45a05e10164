package main

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/evaluator"
)

// maxClaimsFile bounds what is read of a claims file, in bytes.
const maxClaimsFile = 64<<20 + 1

// claims reads a claims file (L10.1), or an answer of ours that holds claims.
func (e *env) claims(path string) ([]claim.Claim, error) {
	data, err := e.read(path, maxClaimsFile)
	if err != nil {
		return nil, err
	}
	claims, verb, err := evaluator.Claims(data)
	if verb != "" {
		fmt.Fprintf(e.notes(), "assay: %s: warning: nothing was verified: these claims, printed by %q, test the policy and prove nothing\n", path, verb)
	}
	return claims, evaluator.Placed(path, err)
}
