package check

import (
	"errors"
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
)

// TestQueryFunctions, L7.1: the functions that are suggested are the 27 there are.
func TestQueryFunctions(t *testing.T) {
	t.Parallel()
	if len(queryFunctions) != 27 {
		t.Errorf("%d functions, want the 26 of JMESPath and equals_ignore_case", len(queryFunctions))
	}
	for _, name := range queryFunctions {
		_, err := jmespath.Compile(name + "()")
		var fault *jmespath.SyntaxError
		if !errors.As(err, &fault) || fault.Class != jmespath.InvalidArity {
			t.Errorf("%s(): got %v, want a wrong number of arguments", name, err)
		}
	}
}
