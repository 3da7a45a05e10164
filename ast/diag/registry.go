package diag

import (
	"cmp"
	"slices"
)

// Entry documents one code: what the reference page, the help of an editor and
// the rules of a SARIF log are made from.
type Entry struct {
	// Code is the permanent name, never used for anything else.
	Code Code
	// Name is the code's constant in this package.
	Name string
	// Title is a short noun phrase, lower case.
	Title string
	// Severity is that of every finding with this code.
	Severity Severity
	// Clauses are the clauses of the language that the finding rests on.
	Clauses []string
	// Why says in one to three sentences what goes wrong if it is ignored.
	Why string
	// Bad is a whole policy that gives this code and no other; Good is the same
	// policy put right.
	Bad, Good string
	// Claims is the claims file, in its object form (L10), with which the
	// examples are evaluated; empty for codes that a check reports.
	Claims string
	// Since is the first release with this code.
	Since string
}

// registry holds all entries by code; it is built once and never written to.
var registry = slices.SortedFunc(slices.Values(slices.Concat(
	syntaxCodes, nameCodes, adviceCodes, versionCodes, evaluationCodes,
)), func(a, b Entry) int { return cmp.Compare(a.Code, b.Code) })

// indexOf returns the place of a code in the registry, -1 if it isn't there.
func indexOf(code Code) int {
	i, ok := slices.BinarySearchFunc(registry, code, func(e Entry, c Code) int {
		return cmp.Compare(e.Code, c)
	})
	if !ok {
		return -1
	}
	return i
}

// Lookup returns the entry of a code.
func Lookup(code Code) (Entry, bool) {
	i := indexOf(code)
	if i < 0 {
		return Entry{}, false
	}
	return registry[i], true
}

// All returns the entries of all codes, sorted by code.
func All() []Entry { return slices.Clone(registry) }
