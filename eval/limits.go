package eval

import (
	"math"

	"github.com/assay-policy/assay/compile"
)

// Limits bound an evaluation (L9). What is not positive means the default.
type Limits = compile.Limits

// defaultLimits are shared by all evaluations that set none: a copy for each would
// cost a small one some percent.
var defaultLimits = limited(Limits{})

// limited fills in the defaults.
func limited(l Limits) *Limits {
	l = l.WithDefaults()
	l.Claims = min(l.Claims, math.MaxInt32) // places are of 32 bits
	return &l
}
