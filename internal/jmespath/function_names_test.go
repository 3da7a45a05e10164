package jmespath_test

import (
	"errors"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
)

// L7.1: there are the 26 functions of JMESPath and equals_ignore_case.
func TestL7_1FunctionNames(t *testing.T) {
	t.Parallel()
	names := jmespath.FunctionNames()
	if len(names) != 27 {
		t.Errorf("%d functions, want the 26 of JMESPath and equals_ignore_case", len(names))
	}
	for _, name := range names {
		_, err := jmespath.Compile(name + "()")
		var fault *jmespath.SyntaxError
		if !errors.As(err, &fault) || fault.Class != jmespath.InvalidArity {
			t.Errorf("%s(): got %v, want a wrong number of arguments", name, err)
		}
	}
}

// L7.1: every function is described, and found by its name alone.
func TestL7_1FunctionNamed(t *testing.T) {
	t.Parallel()
	for _, name := range jmespath.FunctionNames() {
		f, ok := jmespath.FunctionNamed(name)
		if !ok || f.Name != name || len(f.Params) == 0 || f.Result == "" || f.Meaning == "" {
			t.Errorf("%s: incomplete description %+v", name, f)
		}
	}
	if f, ok := jmespath.FunctionNamed("Length"); ok {
		t.Errorf("got %+v of a name in another case, want nothing", f)
	}
}
