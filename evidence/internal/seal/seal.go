// Package seal hands a result from the frame, which runs the steps of a kind,
// to package evidence, whose Verified shows it. Only packages below evidence can
// import this one, so no other can put anything into a Verified (E1.1).
//
// Verified embeds a Slot. The method that fills it has a name that no other
// package can write, and Fill, which calls it, can't be reached from outside.
package seal

import (
	"time"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// Content is what a verification came to. S is the type of its steps, which
// package evidence defines.
type Content[S any] struct {
	Kind   string
	Type   catalog.Type
	Time   time.Time
	Steps  []S
	Claims []claim.Claim
}

// Slot holds a content; an empty one holds none.
type Slot[S any] struct{ content *Content[S] }

// Open returns what a slot holds, the zero Content if it is empty. It isn't
// a method, since anyone with a Verified could call that.
func Open[S any](s Slot[S]) Content[S] {
	if s.content == nil {
		return Content[S]{}
	}
	return *s.content
}

func (s *Slot[S]) fill(c Content[S]) { s.content = &c }

// Holder is a pointer to a Slot, or to what embeds one.
type Holder[S any] interface{ fill(Content[S]) }

// Fill puts a content into a slot.
func Fill[S any](h Holder[S], c Content[S]) { h.fill(c) }
