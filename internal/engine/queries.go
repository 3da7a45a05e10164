package engine

import (
	"slices"
	"strings"
	"sync"

	"github.com/assay-policy/assay/internal/jmespath"
)

// Queries that a policy builds are compiled when they run. The last few of a
// program are kept, the latest first: the query, never what it found, since a
// search must cost its steps each time. What is kept is a copy, so it keeps no
// claim alive.
const (
	keptQueries = 32
	// longestKept is the length, in bytes, up to which a query is kept: that of
	// any a policy builds in earnest.
	longestKept = 1 << 10
)

// QueryCache keeps the last queries that a program built while it ran. It may be
// used by many goroutines.
type QueryCache struct {
	mu     sync.Mutex
	recent []*jmespath.Query
}

// compile returns a query, a kept one if it is there.
func (q *QueryCache) compile(text string) (*jmespath.Query, error) {
	if len(text) > longestKept {
		return jmespath.Compile(text)
	}
	if known := q.find(text); known != nil {
		return known, nil
	}
	made, err := jmespath.Compile(strings.Clone(text))
	if err == nil {
		q.keep(made)
	}
	return made, err
}

// find moves the query to the front.
func (q *QueryCache) find(text string) *jmespath.Query {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, known := range q.recent {
		if known.Text() == text {
			copy(q.recent[1:i+1], q.recent[:i])
			q.recent[0] = known
			return known
		}
	}
	return nil
}

// keep puts a query in front; another goroutine may have been faster.
func (q *QueryCache) keep(made *jmespath.Query) {
	q.mu.Lock()
	defer q.mu.Unlock()
	same := func(k *jmespath.Query) bool { return k.Text() == made.Text() }
	if slices.ContainsFunc(q.recent, same) {
		return
	}
	q.recent = slices.Insert(q.recent[:min(len(q.recent), keptQueries-1)], 0, made)
}
