package evidence

import (
	"errors"
	"fmt"
	"time"
)

// ErrNoTime is returned for a zero time of verification: nothing below the
// command reads the clock (E1.3).
var ErrNoTime = errors.New("the time of verification is missing")

// CheckPeriod returns an error unless from ≤ t ≤ to: limits are inclusive, and
// there is no allowance for clocks that differ (E1.3).
func CheckPeriod(what string, t, from, to time.Time) error {
	switch {
	case t.Before(from):
		return fmt.Errorf("%s is valid from %s, the time of verification is %s", what, stamp(from), stamp(t))
	case t.After(to):
		return fmt.Errorf("%s is valid until %s, the time of verification is %s", what, stamp(to), stamp(t))
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
