package main

import (
	"errors"
	"fmt"
)

// The exit statuses are an API: scripts rely on them.
const (
	exitOK      = 0 // good; permit
	exitRefused = 1 // findings, deny, or evidence or token refused
	exitUsage   = 2 // the command line is wrong
	exitFailed  = 3 // an input could not be read, or the work not be done
)

// statusError ends a verb with an exit status other than exitFailed.
type statusError struct {
	status int
	err    error // printed to stderr, nil if all has been said
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// refused says that the answer is no, which was printed already.
func refused() error { return &statusError{status: exitRefused} }

// refuse says that the answer is no, and why.
func refuse(err error) error { return &statusError{exitRefused, err} }

// usage says that the command line asks for something that can't be.
func usage(format string, args ...any) error {
	return &statusError{exitUsage, fmt.Errorf(format, args...)}
}

// statusOf is the exit status of an error that a verb returned.
func statusOf(err error) int {
	var s *statusError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &s):
		return s.status
	}
	return exitFailed
}
