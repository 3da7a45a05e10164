package suite

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// mutation prints what the tests missed as a table, cases that would not, and the
// score (T3.11).
func (p *printer) mutation(m *Mutation) {
	p.missed(m)
	for _, t := range m.targets {
		p.pasted(m, t)
	}
	bound := ""
	if m.Count(MutantPending) > 0 {
		bound = "at least "
	}
	fmt.Fprintf(p, "mutation score %s%s: %s\n\n", bound, percentText(m.Score), m.sums())
}

// missed prints a line for each mutant that the tests did not tell from its policy.
func (p *printer) missed(m *Mutation) {
	words := map[MutantStatus]string{MutantSurvived: "survived", MutantNotCovered: "not covered"}
	places, mutators := 0, 0
	for i := range m.Mutants {
		if x := &m.Mutants[i]; x.Status.missed() {
			places = max(places, utf8.RuneCountInString(x.at()))
			mutators = max(mutators, len(x.Mutator))
		}
	}
	for i := range m.Mutants {
		x := &m.Mutants[i]
		if !x.Status.missed() {
			continue
		}
		note := ""
		if x.TestCase == "" {
			note = " (no claims were found that tell it from the policy)"
		}
		columns := fmt.Sprintf(" %-*s  %-*s  ", places, x.at(), mutators, x.Mutator)
		p.row(red, fmt.Sprintf("%-11s", words[x.Status]), columns, visible(x.change())+note)
	}
}

// at is the place of the change.
func (m *Mutant) at() string { return fmt.Sprintf("%s:%d:%d", visible(m.File), m.Line, m.Column) }

// pasted prints the cases that a test file of a policy lacks.
func (p *printer) pasted(m *Mutation, t *target) {
	var cases strings.Builder
	for i := range m.Mutants {
		if x := &m.Mutants[i]; x.trial.target == t {
			cases.WriteString(x.TestCase)
		}
	}
	if cases.Len() > 0 {
		fmt.Fprintf(p, "\ncases for %s that tell them from the policy:\n", visible(t.test))
		p.lines("", cases.String())
		fmt.Fprintln(p)
	}
}

// sums says how many mutants came to what.
func (m *Mutation) sums() string {
	var parts []string
	for _, s := range []struct {
		status MutantStatus
		word   string
	}{
		{MutantKilled, "killed"}, {MutantTimeout, "out of steps"}, {MutantSurvived, "survived"}, {MutantNotCovered, "not covered"},
		{MutantIgnored, "equivalent"}, {MutantPending, "pending"},
	} {
		if n := m.Count(s.status); n > 0 || s.status == MutantKilled {
			parts = append(parts, fmt.Sprintf("%d %s", n, s.word))
		}
	}
	return strings.Join(parts, ", ")
}
