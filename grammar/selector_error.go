package grammar

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/spell"
)

// SelectorError says that a selector fits no rule, or more than one (T0.1).
type SelectorError struct {
	// Selector is the selector as given.
	Selector string
	// Fits is how many rules it fits: not 1.
	Fits int
	// Candidates are the rules that it fits; if there are none, those that it may
	// have been meant for. There are none in a policy without rules.
	Candidates []Candidate
}

// Candidate is a rule that a selector may have been meant for.
type Candidate struct {
	// Selector names this rule and no other.
	Selector string
	Rule     *ast.Rule
	Place    ast.Place
}

// failed returns the error for a selector.
func (s *Selectors) failed(selector string, fits int, rules []*ast.Rule) error {
	e := &SelectorError{Selector: selector, Fits: fits}
	for _, r := range rules {
		e.Candidates = append(e.Candidates, Candidate{s.Of(r), r, s.src.Place(r.From)})
	}
	return e
}

// mostCandidates is how many candidates a message lists.
const mostCandidates = 8

// Error says how many rules fit, and lists the first candidates.
func (e *SelectorError) Error() string {
	quoted := `"` + spell.Clip(e.Selector, 2*spell.Value) + `"`
	var list []string
	for _, c := range e.Candidates[:min(len(e.Candidates), mostCandidates)] {
		list = append(list, fmt.Sprintf("%s (%d:%d)", c.Selector, c.Place.Line, c.Place.Column))
	}
	if more := len(e.Candidates) - len(list); more > 0 {
		list = append(list, fmt.Sprintf("%d more", more))
	}
	switch {
	case len(list) == 0:
		return fmt.Sprintf("no rule fits %s: the policy has no rules", quoted)
	case e.Fits == 0:
		oneOf := "one of "
		if len(list) == 1 {
			oneOf = ""
		}
		return fmt.Sprintf("no rule fits %s, expected %s%s", quoted, oneOf, strings.Join(list, ", "))
	}
	return fmt.Sprintf("%d rules fit %s: %s", e.Fits, quoted, strings.Join(list, ", "))
}
