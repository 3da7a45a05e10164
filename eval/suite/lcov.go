package suite

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// LCOV writes the coverage as a tracefile of lcov (T3.8): rules are functions,
// conditions are branches.
func (c *Coverage) LCOV(w io.Writer) error {
	b := bufio.NewWriter(w)
	for i := range c.Files {
		c.Files[i].lcov(b)
	}
	return b.Flush()
}

func (f *FileCoverage) lcov(w io.Writer) {
	fmt.Fprintf(w, "TN:\nSF:%s\n", f.File)
	f.lcovRules(w)
	f.lcovConditions(w)
	lines, hit := f.lines(), 0
	for _, l := range lines {
		fmt.Fprintf(w, "DA:%d,%d\n", l.line, l.entered)
		hit += min(l.entered, 1)
	}
	fmt.Fprintf(w, "LF:%d\nLH:%d\nend_of_record\n", len(lines), hit)
}

// lcovRules writes the rules that can run.
func (f *FileCoverage) lcovRules(w io.Writer) {
	var units []*Unit
	for i := range f.Units {
		if u := &f.Units[i]; u.Kind == RuleUnit && len(u.Goals()) > 0 {
			units = append(units, u)
		}
	}
	for _, u := range units {
		fmt.Fprintf(w, "FN:%d,%s\n", u.Line, lcovName(u.Rule))
	}
	hit := 0
	for _, u := range units {
		fmt.Fprintf(w, "FNDA:%d,%s\n", *u.Ran, lcovName(u.Rule))
		hit += min(*u.Ran, 1)
	}
	fmt.Fprintf(w, "FNF:%d\nFNH:%d\n", len(units), hit)
}

// lcovName is a selector as the name of a function, which ends at a comma.
func lcovName(selector string) string { return strings.ReplaceAll(selector, ",", "%2C") }

// lcovConditions writes for each condition how often it held, and did not, as far
// as it can.
func (f *FileCoverage) lcovConditions(w io.Writer) {
	found, hit, index := 0, 0, 0
	for i := range f.Units {
		u := &f.Units[i]
		if u.Kind != ConditionUnit {
			continue
		}
		for _, g := range u.Goals() {
			branch, taken := 0, "-"
			if g.Name == "failed" {
				branch = 1
			}
			if u.Entered > 0 {
				taken = fmt.Sprint(g.Count)
			}
			fmt.Fprintf(w, "BRDA:%d,%d,%d,%s\n", u.Line, index, branch, taken)
			found++
			hit += min(g.Count, 1)
		}
		index++
	}
	fmt.Fprintf(w, "BRF:%d\nBRH:%d\n", found, hit)
}
