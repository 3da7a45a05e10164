package evidence

import (
	"errors"
	"fmt"
)

// Error is the refusal of evidence: the first step that failed, in the order
// that the kind's clause gives (E1.5).
type Error struct {
	Kind   Kind
	Step   string // like "report signature"
	Clause string // of the specification, like "E6.3"
	Offset int64  // byte position in the structure read, for parse-like steps; else -1
	Err    error  // what was found and what was expected
}

// Error returns the step, the reason and, where there is one, the position.
func (e *Error) Error() string {
	if e.Offset >= 0 {
		return fmt.Sprintf("%s: %v (at byte 0x%x)", e.Step, e.Err, e.Offset)
	}
	return fmt.Sprintf("%s: %v", e.Step, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// ErrNoTime is returned for a zero time of verification: no package reads the
// clock by itself (E1.3).
var ErrNoTime = errors.New("the time of verification is missing")
