package suite

import (
	"encoding/json"
	"math"

	"github.com/assay-policy/assay/claim"
)

// Mutation is what became of the mutants of the policies. Its JSON is that of T3.6.
type Mutation struct {
	// Score is the share of mutants that the cases detect, in percent, rounded down to a
	// tenth: 100 means all. Those that are proved equivalent don't count. While some
	// are pending, it is a lower bound.
	Score   float64  `json:"score"`
	Mutants []Mutant `json:"mutants"`

	targets []*target
}

// Mutant is a policy with one change (T3.9), and what became of it.
type Mutant struct {
	File string `json:"file"`
	// The place is the text that the change replaces.
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
	// Mutator names the kind of change.
	Mutator string `json:"mutator"`
	// Replacement is what stands there instead, "" if nothing does.
	Replacement string       `json:"replacement"`
	Status      MutantStatus `json:"status"`
	// Claims is the smallest claims file that was found on which policy and mutant
	// differ (T3.11), null for a mutant that was detected, or without one.
	Claims json.RawMessage `json:"claims"`

	// Original is the text that is replaced.
	Original string `json:"-"`
	// TestCase is a case that passes, and kills the mutant: an item of `cases`, to be
	// pasted into a test file; "" without claims.
	TestCase string `json:"-"`
	// TestFile is the first test file with cases for the policy.
	TestFile string `json:"-"`

	trial *trial
}

// MutantStatus is what became of a mutant, in the words of Stryker's reports.
type MutantStatus string

// The statuses (T3.10).
const (
	MutantKilled     MutantStatus = "Killed"     // a case failed
	MutantTimeout    MutantStatus = "Timeout"    // a case failed, out of steps
	MutantSurvived   MutantStatus = "Survived"   // all cases that came to the change passed
	MutantNotCovered MutantStatus = "NoCoverage" // no case came to the change
	MutantIgnored    MutantStatus = "Ignored"    // proved equivalent
	MutantPending    MutantStatus = "Pending"    // the budget was spent
)

// detected reports whether the status says that the tests tell the mutant from the
// policy.
func (s MutantStatus) detected() bool { return s == MutantKilled || s == MutantTimeout }

// missed reports whether it says that they don't.
func (s MutantStatus) missed() bool { return s == MutantSurvived || s == MutantNotCovered }

// newMutation reports what became of mutants.
func newMutation(trials []*trial) *Mutation {
	m := &Mutation{Mutants: []Mutant{}}
	for _, t := range trials {
		if n := len(m.targets); n == 0 || m.targets[n-1] != t.target {
			m.targets = append(m.targets, t.target)
		}
		if !t.unmade {
			m.Mutants = append(m.Mutants, newMutant(t))
		}
	}
	m.Score = score(m.Mutants)
	return m
}

func newMutant(t *trial) Mutant {
	src := t.target.program.Source()
	from, to := src.Place(t.mutant.Place.From), src.Place(t.mutant.Place.To)
	m := Mutant{
		File: t.target.path, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column,
		Mutator: string(t.mutant.Mutator), Replacement: t.mutant.Replacement, Status: t.status,
		Original: src.Slice(t.mutant.Place), TestFile: t.target.test, trial: t,
	}
	if m.Status == "" {
		m.Status = MutantPending
	}
	if t.example != nil {
		m.Claims = claim.AppendFile(nil, t.example.Claims)
		m.TestCase = testCase(&m, t.example)
	}
	return m
}

// score is the share of mutants that were detected (T3.10).
func score(mutants []Mutant) float64 {
	detected, all := 0, 0
	for i := range mutants {
		if s := mutants[i].Status; s != MutantIgnored {
			all++
			if s.detected() {
				detected++
			}
		}
	}
	if all == 0 {
		return 100
	}
	return math.Floor(float64(detected)*1000/float64(all)) / 10
}

// Count is how many mutants have a status.
func (m *Mutation) Count(s MutantStatus) int {
	n := 0
	for i := range m.Mutants {
		if m.Mutants[i].Status == s {
			n++
		}
	}
	return n
}
