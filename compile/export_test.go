package compile

import (
	"fmt"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/internal/engine"
)

// CheckCEL has CEL's own checker look at every program of a policy: as text it
// must compile, to the tree that the factory made.
func CheckCEL(p *Program) (programs int, err error) {
	env, err := engine.Environment()
	if err != nil {
		return 0, err
	}
	var extra []cel.EnvOption
	for i := engine.KnownSets; i < p.open().References; i++ {
		extra = append(extra, cel.Variable(engine.SetVariable(i), cel.ListType(cel.DynType)))
	}
	if env, err = env.Extend(extra...); err != nil {
		return 0, err
	}
	_, failed := compilePolicy(p.Checked(), new(Cache), func(tree *celast.AST) {
		programs++
		if e := checkTree(env, tree); e != nil && err == nil {
			err = e
		}
	})
	if failed != nil {
		return programs, failed
	}
	return programs, err
}

func checkTree(env *cel.Env, tree *celast.AST) error {
	text, err := cel.ExprToString(tree.Expr(), tree.SourceInfo())
	if err != nil {
		return err
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		return fmt.Errorf("%s: %w", text, issues.Err())
	}
	if out := checked.OutputType(); !out.IsExactType(cel.BoolType) && !out.IsExactType(cel.ListType(cel.DynType)) {
		return fmt.Errorf("%s gives %v", text, out)
	}
	if !celast.EquivExpr(tree.Expr(), checked.NativeRep().Expr()) {
		return fmt.Errorf("%s is not the tree it was made from", text)
	}
	return nil
}

// Insides returns what the program is made of.
func Insides(p *Program) *engine.Program { return p.open() }
