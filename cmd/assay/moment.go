package main

import (
	"fmt"
	"time"
)

// moment is a time on the command line.
type moment time.Time

// UnmarshalText reads a time as RFC 3339 writes it.
func (m *moment) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fmt.Errorf("found %q, expected a time such as 2024-01-01T12:00:00Z", text)
	}
	*m = moment(t)
	return nil
}

// at is the time that a flag gives, now without. The zero time is none (E1.3).
func (e *env) at(flag *moment) (time.Time, error) {
	if flag == nil {
		return e.now(), nil
	}
	t := time.Time(*flag)
	if t.IsZero() {
		return t, usage("--at: found the zero time, expected one such as 2024-01-01T12:00:00Z")
	}
	return t, nil
}
