package suite

import (
	"fmt"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/suite/internal/mutant"
	"github.com/assay-policy/assay/grammar"
)

// policy is a policy that cases are for. It is read and compiled once, when the
// first needs it.
type policy struct {
	path string
	once func() error

	hash      string
	program   *compile.Program
	selectors *grammar.Selectors
	mutant    *mutant.Mutant // nil for the policy itself
}

// policyOf is the policy of a file, the same for all files that name it.
func (x *execution) policyOf(f *file) *policy {
	path := f.path(f.tests.Policy.Text)
	if p := x.policies[path]; p != nil {
		return p
	}
	p := &policy{path: path}
	p.once = sync.OnceValue(func() error { return p.compile(&x.Inputs) })
	x.policies[path] = p
	return p
}

// compile reads and compiles the policy. Which errors it has does not depend on the
// attestation type.
func (p *policy) compile(in *Inputs) error {
	data, err := in.Read(p.path, maxPolicy)
	if err != nil {
		return err
	}
	p.hash = ast.PolicyHash(string(data))
	program, found := compile.Source(p.path, string(data))
	if program == nil {
		return &PolicyError{Source: ast.NewSource(p.path, string(data)), Findings: found}
	}
	p.program = program
	p.selectors = grammar.NewSelectors(program.Source(), program.Checked().Policy)
	return nil
}

// PolicyError says that a policy has errors.
type PolicyError struct {
	Source   *ast.Source
	Findings diag.List
}

// Error tells the first errors, a line for each.
func (e *PolicyError) Error() string {
	const most = 5
	var lines []string
	errs := 0
	for _, d := range e.Findings {
		if d.Severity != diag.Error {
			continue
		}
		if errs++; errs <= most {
			at := e.Source.Place(d.Pos())
			lines = append(lines, fmt.Sprintf("%s:%d:%d: %s: %s", e.Source.Name, at.Line, at.Column, d.Code, d.Message))
		}
	}
	if errs > most {
		lines = append(lines, fmt.Sprintf("%s: %d more errors", e.Source.Name, errs-most))
	}
	return strings.Join(lines, "\n")
}
