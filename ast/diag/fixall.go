package diag

import (
	"fmt"
	"slices"

	"github.com/assay-policy/assay/ast"
)

// mostRounds is how often a text is fixed and looked at again: a fix may bring up what
// the next one is for.
const mostRounds = 10

// FixAll makes the fixes of a file, looks at what comes out, and goes on until there is
// nothing left to fix: the safe fix of each finding, and with unsafe also its only one
// (T2.7). It returns the text with what is found in it then. A round that adds an error
// is undone, and is an error.
func FixAll(file File, unsafe bool, look func(*ast.Source) File) (File, error) {
	for round := 1; round <= mostRounds; round++ {
		text, made := Apply(file.Source.Text, chosen(file.Findings, unsafe)...)
		if made == 0 || text == file.Source.Text {
			break
		}
		next := look(ast.NewSource(file.Source.Name, text))
		if errorCount(next.Findings) > errorCount(file.Findings) {
			return file, fmt.Errorf("%s: round %d of fixes would add an error, so it was undone; please report this with the policy", file.Source.Name, round)
		}
		file = next
	}
	return file, nil
}

// chosen returns the fix of each finding that has one to be made.
func chosen(found List, unsafe bool) (fixes []Fix) {
	for _, d := range found {
		i := slices.IndexFunc(d.Fixes, func(fix Fix) bool { return fix.Safe })
		switch {
		case i >= 0:
			fixes = append(fixes, d.Fixes[i])
		case unsafe && len(d.Fixes) == 1:
			fixes = append(fixes, d.Fixes[0])
		}
	}
	return fixes
}

func errorCount(found List) int {
	n := 0
	for _, d := range found {
		if d.Severity == Error {
			n++
		}
	}
	return n
}
