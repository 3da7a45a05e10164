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

// Errorf makes an Error without a position.
func Errorf(kind Kind, step, clause, format string, args ...any) error {
	return &Error{Kind: kind, Step: step, Clause: clause, Offset: -1, Err: fmt.Errorf(format, args...)}
}

// ErrorfAt makes an Error that names the byte position of its reason.
func ErrorfAt(kind Kind, step, clause string, offset int, format string, args ...any) error {
	return &Error{Kind: kind, Step: step, Clause: clause, Offset: int64(offset), Err: fmt.Errorf(format, args...)}
}

// Wrap returns err as an Error of a step. An error that already is one keeps its
// own step and clause: it was found on the way, but belongs to another step.
func Wrap(kind Kind, step, clause string, err error) error {
	if err == nil {
		return nil
	}
	if known := (*Error)(nil); errors.As(err, &known) {
		return err
	}
	return &Error{Kind: kind, Step: step, Clause: clause, Offset: -1, Err: err}
}
