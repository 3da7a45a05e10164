package lang

import "strings"

// Kinds is a set of the kinds that values may have (L3.1). Bit n stands for
// claim.Kind n. The empty set belongs to an expression that yields no value.
type Kinds uint8

// The kinds, and all of them.
const (
	None     Kinds = 0
	Booleans Kinds = 1 << 1
	Integers Kinds = 1 << 2
	Strings  Kinds = 1 << 3
	Any            = Booleans | Integers | Strings
)

// Fits reports whether some value may be of a wanted kind; what yields nothing
// is of no wrong kind.
func (k Kinds) Fits(want Kinds) bool { return k == None || k&want != 0 }

// String describes the kinds in a message: "a string", "a boolean or an integer".
func (k Kinds) String() string {
	var names []string
	for _, n := range [...]struct {
		kind Kinds
		name string
	}{{Booleans, "a boolean"}, {Integers, "an integer"}, {Strings, "a string"}} {
		if k&n.kind != 0 {
			names = append(names, n.name)
		}
	}
	if len(names) == 0 || k == Any {
		return "a value"
	}
	return strings.Join(names, " or ")
}
