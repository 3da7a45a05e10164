package eval

import (
	"math"

	"github.com/assay-policy/assay/internal/engine"
)

// Limits bound an evaluation (L9.1). What is not positive means the default.
type Limits struct {
	// Claims is the largest number of claims in a set: 100,000.
	Claims int
	// Text is the largest number of bytes of one string value: 16 MiB.
	Text int
	// Steps is the budget of steps (L9.2): 10,000,000.
	Steps int64
	// Elements is the largest number of elements of one intermediate list:
	// 1,000,000.
	Elements int
	// Depth is the deepest nesting of JSON: 512.
	Depth int
	// Memory is the size of the account of memory in bytes (L9.3): 256 MiB. It is a
	// measure of the language: a process takes some times as much.
	Memory int64
}

// any reports whether a limit is given. Comparing the whole struct costs more.
func (l *Limits) any() bool { return l.Claims|l.Text|l.Elements|l.Depth != 0 || l.Steps|l.Memory != 0 }

// defaultLimits are shared by all evaluations that set none: a copy for each would
// cost a small one some percent.
var defaultLimits = limited(Limits{})

// limited fills in the defaults.
func limited(l Limits) *engine.Limits {
	filled := engine.Limits(l).WithDefaults()
	filled.Claims = min(filled.Claims, math.MaxInt32) // places are of 32 bits
	return &filled
}
