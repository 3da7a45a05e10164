package reason

import (
	"cmp"
	"context"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
)

// Verdict is an answer. Its zero value is none.
type Verdict uint8

// The answers. Yes and No are certain: proved, or shown by an example.
const (
	Unknown Verdict = iota
	Yes
	No
)

// Options say how far to look, and what examples should be like.
type Options struct {
	// Steps bounds the search, 0 means 20,000,000. What is found depends on them, not
	// on time (T2.3).
	Steps int64
	// Type is the attestation type whose evidence examples look like, if they can
	// (T5.8). Empty means any.
	Type catalog.Type
}

const defaultSteps = 20_000_000

// roomOfStep is the room for a step: what building a scene takes of the steps.
const roomOfStep = 20

// mostRoom bounds a circuit, and with it the memory of a question.
const mostRoom = 4_000_000

// room is what a circuit may take for so many steps: who wants a quick answer does
// not wait for a large circuit.
func (o Options) room() int64 {
	return max(roomOfStep*min(o.steps(), mostRoom/roomOfStep), 100_000)
}

func (o Options) steps() int64 { return cmp.Or(o.Steps, defaultSteps) }

func (o Options) budget(ctx context.Context) *budget {
	return &budget{ctx, o.steps()}
}

// Abstraction is something that was not read exactly: a call of a function, or the
// end of the search.
type Abstraction struct {
	Policy *Policy
	Call   *ast.Call // nil if it is no call
	What   string
}
