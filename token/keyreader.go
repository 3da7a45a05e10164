package token

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// rereadInterval is how often a key set may be read again for the sake of keys
// that it lacks (S3.6).
const rereadInterval = time.Minute

// KeyReader is a KeySource that reads a key set when one is first needed, and
// again when a token names a key that the set lacks, but at most once a minute
// (S3.6): a new key is found at once, and a flood of made-up kids reads nothing.
// It is safe for many goroutines; those whose key is known never wait.
type KeyReader struct {
	read func(context.Context) (*KeySet, error)
	now  func() time.Time
	set  atomic.Pointer[KeySet]

	reading sync.Mutex // held while reading; guards last
	last    time.Time  // of the latest attempt
}

// NewKeyReader returns a source that reads sets with read, which takes them from
// the address of the trusted issuer, never from one that a token names (S3.1).
// It must end by itself: the callers' contexts don't cancel it, since its result
// is for all. The clock now is for the interval alone; time.Now will do.
func NewKeyReader(read func(context.Context) (*KeySet, error), now func() time.Time) *KeyReader {
	return &KeyReader{read: read, now: now}
}

// Key implements KeySource.
func (r *KeyReader) Key(ctx context.Context, id string) (*Key, error) {
	if r == nil || r.read == nil || r.now == nil {
		return nil, errors.New("found a key reader that NewKeyReader didn't make")
	}
	if key, err := r.known(ctx, id); err == nil {
		return key, nil
	}
	r.reading.Lock()
	defer r.reading.Unlock()
	key, err := r.known(ctx, id) // another goroutine may have read meanwhile
	if err == nil {
		return key, nil
	}
	now := r.now()
	if !r.last.IsZero() && now.Sub(r.last) < rereadInterval {
		return nil, err
	}
	r.last = now
	// A caller who gives up must not use up the minute of all others.
	set, err := r.read(context.WithoutCancel(ctx))
	if err != nil {
		return nil, fmt.Errorf("reading the key set: %w", err)
	}
	if set == nil {
		return nil, errors.New("reading the key set gave no key set")
	}
	r.set.Store(set)
	return set.Key(ctx, id)
}

// known looks a key up in the set read last.
func (r *KeyReader) known(ctx context.Context, id string) (*Key, error) {
	set := r.set.Load()
	if set == nil {
		return nil, fmt.Errorf("kid %q: %w: no key set could be read", id, ErrUnknownKey)
	}
	return set.Key(ctx, id)
}
