package frame

import (
	"errors"
	"fmt"

	"github.com/assay-policy/assay/evidence"
)

// ErrorfAt makes an Error that names the byte position of its reason.
func ErrorfAt(kind evidence.Kind, step, clause string, offset int, format string, args ...any) error {
	return &evidence.Error{Kind: kind, Step: step, Clause: clause, Offset: int64(offset), Err: fmt.Errorf(format, args...)}
}

// Wrap returns err as an Error of a step. An error that already is one keeps its
// own step and clause: it was found on the way, but belongs to another step.
func Wrap(kind evidence.Kind, step, clause string, err error) error {
	if err == nil {
		return nil
	}
	if known := (*evidence.Error)(nil); errors.As(err, &known) {
		return err
	}
	return &evidence.Error{Kind: kind, Step: step, Clause: clause, Offset: -1, Err: err}
}
