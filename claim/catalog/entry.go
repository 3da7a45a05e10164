package catalog

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// Entry says what is known of a claim or property name. Entries are comparable
// and share nothing, so a copy can be kept.
type Entry struct {
	Name  string
	Kinds Kinds // of the value that policies see
	// Least and Most bound an integer, if Most is not zero.
	Least, Most int64
	Shape       Shape  // of the value in tokens and claims files, where it may be more than a scalar
	Form        string // what the text of a string is, such as "64 hex digits"; "" if there is nothing to say
	Meaning     string // one sentence
	Use         Use
	Types       Types // where the name is in use
	// Reserved are the types whose tokens keep the name for the service, so that a
	// policy can't issue it: those where the service writes it itself, and those whose
	// evidence has its prefix (L6.6).
	Reserved Types
	// Twin is the current name of a deprecated one (S2.4, E2.6); "" for others.
	Twin   string
	Clause string // where the spec speaks of it
}

// Deprecated reports whether the name is an old one for the same thing.
func (e Entry) Deprecated() bool { return e.Twin != "" }

// HexDigits returns how many lower-case hex digits the text of a string has, if that is
// its form (E2.1).
func (e Entry) HexDigits() (int, bool) {
	number, ok := strings.CutSuffix(e.Form, " hex digits")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	return n, err == nil
}

// ReadOnly reports whether the claim, coming from evidence, may not be issued (L3.4).
func (e Entry) ReadOnly() bool {
	return claim.Claim{Type: e.Name, Issuer: claim.AttestationService}.IsReadOnly()
}

// Kinds is a set of the kinds that a claim's value can have.
type Kinds uint8

// The kinds, as in `valueType` (L3.1).
const (
	Boolean = Kinds(1 << claim.BooleanKind)
	Integer = Kinds(1 << claim.IntegerKind)
	String  = Kinds(1 << claim.StringKind)
)

// Has reports whether the value can be of a kind.
func (k Kinds) Has(kind claim.Kind) bool { return k&(1<<kind) != 0 }

// String returns the kinds as `valueType` has them, such as "Integer or String".
func (k Kinds) String() string {
	var names []string
	for kind := claim.BooleanKind; kind <= claim.StringKind; kind++ {
		if k.Has(kind) {
			names = append(names, kind.String())
		}
	}
	return strings.Join(names, " or ")
}

// Shape is the JSON shape of a value in tokens and claims files. Evidence gives a
// value that is more than a scalar as a string of compact JSON, marked for the
// token writer (E2.1).
type Shape uint8

// The shapes.
const (
	Scalar   Shape = iota
	Object         // from a claims file: one string of its compact JSON
	Integers       // an array of integers; from a claims file: an integer claim for each (L10)
)

// String returns the shape's name in JSON terms.
func (s Shape) String() string {
	switch s {
	case Object:
		return "object"
	case Integers:
		return "array of integers"
	}
	return "scalar"
}

// Use says where a name occurs: a set of the constants below. A name without any
// is one that old documentation has and nothing uses.
type Use uint8

// The uses.
const (
	Incoming Use = 1 << iota // evidence gives it: a condition can test it
	Outgoing                 // tokens have it, from the service or by the default policy
	Property                 // issueproperty sets it
	Steering                 // a property that steers the verification of evidence (L5.6)
)

// Has reports whether all of some uses apply.
func (u Use) Has(want Use) bool { return u&want == want }
