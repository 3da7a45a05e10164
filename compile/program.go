package compile

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/internal/engine"
)

// Program is a compiled policy. It is immutable: one program serves all
// goroutines. Package eval runs it.
type Program engine.Sealed

// Options say how a policy is checked before it is compiled. The zero value
// applies every check.
type Options struct {
	Check check.Options
}

// Source parses, checks and compiles a text with the default options. The
// program is nil if there is an error among the findings.
func Source(name, text string) (*Program, diag.List) { return Options{}.Source(name, text) }

// Source parses, checks and compiles a text. The program is nil if there is an
// error among the findings.
func (o Options) Source(name, text string) (*Program, diag.List) {
	checked, found := check.Source(ast.NewSource(name, text), o.Check)
	if checked == nil {
		return nil, found
	}
	p, err := Policy(checked)
	if err != nil {
		panic(err) // the checker let through what can't be compiled
	}
	return p, found
}

// Policy compiles a checked policy. An error means that it is none: it was not
// made by package check.
func Policy(checked *check.Checked) (*Program, error) { return new(Cache).Policy(checked) }

func (p *Program) open() *engine.Program { return (*engine.Sealed)(p).Open() }

// Source returns the text of the policy.
func (p *Program) Source() *ast.Source { return p.open().Checked.Source }

// Checked returns the checked policy that the program was made of.
func (p *Program) Checked() *check.Checked { return p.open().Checked }

// Hash returns the x-ms-policy-hash of the policy (L8.1).
func (p *Program) Hash() string { return p.open().Hash }
