package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/assay-policy/assay/evidence/collateral"
)

// deadline is a context that ends after a time that a flag gives; 0 is none.
func deadline(timeout time.Duration) (context.Context, context.CancelFunc, error) {
	if err := validTimeout(timeout); err != nil {
		return nil, nil, err
	}
	if timeout == 0 {
		return context.Background(), func() {}, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	return ctx, cancel, nil
}

// validTimeout refuses what is no time to wait.
func validTimeout(timeout time.Duration) error {
	if timeout < 0 {
		return usage("--timeout: found %s, expected a time such as 10s", timeout)
	}
	return nil
}

// timedOut says that the time of a flag was over, if that is what the error means, and
// what was being fetched then.
func timedOut(err error, timeout time.Duration) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	over := fmt.Errorf("not done within the --timeout of %s", timeout)
	if failed := (*collateral.Error)(nil); errors.As(err, &failed) {
		return &collateral.Error{Document: failed.Document, URL: failed.URL, Err: over}
	}
	return over
}
