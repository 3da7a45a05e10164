//go:build !js

package suite

import (
	"fmt"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/token"
)

// token reads a token or its payload, without verifying it: its claims less what the
// recorded policy made (T3.2).
func (f *file) token(path string) ([]claim.Claim, error) {
	data, err := f.run.Inputs.Read(path, token.MaxToken)
	if err != nil {
		return nil, err
	}
	claims, err := token.IncomingClaims(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return claims, nil
}
