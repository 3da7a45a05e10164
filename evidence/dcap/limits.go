package dcap

import (
	"cmp"

	"github.com/assay-policy/assay/evidence"
)

// The default limits of E1.8 for what only quotes have, in bytes.
const (
	DefaultQuote    = 64 << 10 // of a quote, padding included
	DefaultDocument = 1 << 20  // of a TCB info, and of a QE identity
)

// maxValues bounds the JSON values of a document: what a TCB info of maxLevels says
// of its levels. A value takes much more memory than the two bytes that it may be
// written with (E1.6).
const maxValues = 140 * maxLevels

// Limits bound what is read (E1.8). A zero field means its default.
type Limits struct {
	evidence.Limits
	Quote    int // bytes of a quote, padding included
	Document int // bytes of a TCB info, and of a QE identity
}

func (l Limits) quote() int    { return cmp.Or(l.Quote, DefaultQuote) }
func (l Limits) document() int { return cmp.Or(l.Document, DefaultDocument) }
