package engine

import (
	"strconv"
	"sync"

	"cel.dev/cel-go/cel"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/lang"
)

// The variables of our CEL programs are flat. A conjunct reads the properties of
// the claim under test, named as in a policy, and its right side, r0. A
// computation reads the references of its rule, r0, r1, …, and run, the evaluation.
// Binders have no name here: they may be called what CEL reserves.
const RunVariable = "run"

// SetVariable names the i-th set.
func SetVariable(i int) string {
	if i < len(setVariables) {
		return setVariables[i]
	}
	return "r" + strconv.Itoa(i)
}

// KnownSets is how many sets the environment declares: CEL's checker knows these.
const KnownSets = len(setVariables)

// setVariables are the usual names, made once.
var setVariables = [...]string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"}

// runType is CEL's type of the evaluation state: opaque, nothing but an argument.
var runType = cel.OpaqueType("assay.run")

// Environment is the one Env of all programs, made on first use.
var Environment = sync.OnceValues(func() (*cel.Env, error) {
	values := cel.ListType(cel.DynType)
	opts := []cel.EnvOption{
		cel.Variable(ast.TypeProperty.String(), cel.StringType),
		cel.Variable(ast.ValueProperty.String(), cel.DynType),
		cel.Variable(ast.ValueTypeProperty.String(), cel.StringType),
		cel.Variable(ast.IssuerProperty.String(), cel.StringType),
		cel.Variable(RunVariable, runType),
	}
	for _, name := range setVariables {
		opts = append(opts, cel.Variable(name, values))
	}
	for _, f := range lang.Functions() {
		args := []*cel.Type{runType, cel.IntType}
		for range f.Params {
			args = append(args, cel.DynType)
		}
		opts = append(opts, cel.Function(f.Name,
			cel.Overload(f.Name+"_run", args, values),
			cel.SingletonFunctionBinding(binding(implementations[f.Name]))))
	}
	return cel.NewEnv(opts...)
})

// variables is how an Evaluation looks to CEL: its activation.
type variables Evaluation

// Parent returns nil: there are no outer variables.
func (v *variables) Parent() cel.Activation { return nil }

// ResolveName returns a variable. What isn't set can't be in the program.
func (v *variables) ResolveName(name string) (any, bool) {
	switch name {
	case "value":
		return v.subject.variable(ast.ValueProperty), true
	case "issuer":
		return v.subject.variable(ast.IssuerProperty), true
	case "type":
		return v.subject.variable(ast.TypeProperty), true
	case "valueType":
		return v.subject.variable(ast.ValueTypeProperty), true
	case RunVariable:
		return (*run)(v), true
	case "r0":
		if v.right != nil {
			return (*set)(v.right), true
		}
	}
	if len(name) > 1 && name[0] == 'r' {
		if i, err := strconv.Atoi(name[1:]); err == nil && i < len(v.inputs) {
			return (*set)(&v.inputs[i]), true
		}
	}
	return nil, false
}
