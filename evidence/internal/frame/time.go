package frame

import (
	"fmt"
	"time"
)

// CheckPeriod returns an error unless from ≤ t ≤ to: limits are inclusive, and
// there is no allowance for clocks that differ (E1.3).
func CheckPeriod(what string, t, from, to time.Time) error {
	switch {
	case t.Before(from):
		return fmt.Errorf("%s is valid from %s, the time of verification is %s", what, Stamp(from), Stamp(t))
	case t.After(to):
		return fmt.Errorf("%s is valid until %s, the time of verification is %s", what, Stamp(to), Stamp(t))
	}
	return nil
}

// Stamp is how messages write a time.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
