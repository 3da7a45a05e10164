package suite

import (
	"errors"

	"github.com/assay-policy/assay/claim"
)

// token is an error in a browser: what reads tokens is a quarter of the module that
// evaluates (V6.12), as are the reports that no browser asks for.
func (f *file) token(string) ([]claim.Claim, error) {
	return nil, errors.New("a recorded token can't be read in a browser; save its claims as a claims file")
}
