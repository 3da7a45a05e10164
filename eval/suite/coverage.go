package suite

import (
	"cmp"
	"math"
	"slices"

	"github.com/assay-policy/assay/ast"
)

// Coverage is which rules and conditions the cases ran (T3.7). Its JSON is that of
// the clause.
type Coverage struct {
	Percent float64        `json:"percent"`
	Files   []FileCoverage `json:"files"`
}

// FileCoverage is the coverage of a policy, by all test files together.
type FileCoverage struct {
	File       string  `json:"file"`
	PolicyHash string  `json:"policyHash"`
	Percent    float64 `json:"percent"`
	// Units are in the order of the text.
	Units []Unit `json:"units"`

	source *ast.Source
}

// UnitKind says what a unit is.
type UnitKind string

// The kinds of units.
const (
	RuleUnit      UnitKind = "rule"
	ConditionUnit UnitKind = "condition"
)

// Unit is a rule, which should run, or a condition, which should hold once and not
// hold once. What was proved impossible doesn't count.
type Unit struct {
	Kind      UnitKind `json:"kind"`
	Line      int      `json:"line"`
	Column    int      `json:"column"`
	EndLine   int      `json:"endLine"`
	EndColumn int      `json:"endColumn"`
	// Ran is how often a rule ran; Held and Failed are how often a condition held,
	// and did not.
	Ran    *int `json:"ran,omitempty"`
	Held   *int `json:"held,omitempty"`
	Failed *int `json:"failed,omitempty"`
	// Impossible are those of "ran", "held" and "failed" that can't be.
	Impossible []string `json:"impossible"`
	// Tests are the FILE/NAME of the cases that reached the unit.
	Tests []string `json:"tests"`

	// Entered is how often the unit was reached: a condition is not if one before it
	// did not hold (L4.10).
	Entered int `json:"-"`
	// Rule is the selector of the rule, or of the condition's rule.
	Rule string `json:"-"`

	shown ast.Span // what stands for it in the text: a rule's action
}

// Goal is something that cases should bring about.
type Goal struct {
	Name  string // "ran", "held" or "failed"
	Count int    // how often it came about
}

// all are the goals of the unit.
func (u *Unit) all() []Goal {
	if u.Kind == RuleUnit {
		return []Goal{{"ran", *u.Ran}}
	}
	return []Goal{{"held", *u.Held}, {"failed", *u.Failed}}
}

// Goals are those of the unit that are possible.
func (u *Unit) Goals() []Goal {
	return slices.DeleteFunc(u.all(), func(g Goal) bool { return slices.Contains(u.Impossible, g.Name) })
}

// Missing are the goals that no case brought about.
func (u *Unit) Missing() []string {
	var out []string
	for _, g := range u.Goals() {
		if g.Count == 0 {
			out = append(out, g.Name)
		}
	}
	return out
}

// percent is the share of goals that were reached, rounded down to a tenth: 100
// means all (T3.7).
func percent(units []Unit) float64 {
	reached, all := 0, 0
	for i := range units {
		for _, g := range units[i].Goals() {
			all++
			reached += min(g.Count, 1)
		}
	}
	if all == 0 {
		return 100
	}
	return math.Floor(float64(reached)*1000/float64(all)) / 10
}

// lines gives each line on which units begin the times that it was entered: the
// least of several (T3.8).
func (f *FileCoverage) lines() []lineCount {
	least := map[int]int{}
	for _, u := range f.Units {
		if n, ok := least[u.Line]; !ok || u.Entered < n {
			least[u.Line] = u.Entered
		}
	}
	var out []lineCount
	for line, n := range least {
		out = append(out, lineCount{line, n})
	}
	slices.SortFunc(out, func(a, b lineCount) int { return cmp.Compare(a.line, b.line) })
	return out
}

// lineCount is a line and how often it was entered.
type lineCount struct{ line, entered int }
