package explain_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/explain"
)

// program compiles a policy without errors.
func program(t testing.TB, name, text string) *compile.Program {
	t.Helper()
	p, found := compile.Source(name, text)
	if p == nil {
		t.Fatalf("%v in\n%s", found.Err(), text)
	}
	return p
}

// explained explains a policy over claims.
func explained(t testing.TB, policy string, claims []claim.Claim) *explain.Explanation {
	t.Helper()
	x, err := explain.Explain(t.Context(), program(t, "policy.maa", policy), claims, explain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// parsed reads a claims file.
func parsed(t testing.TB, data []byte) []claim.Claim {
	t.Helper()
	claims, err := claim.ParseFile(data, claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shared is the corpus.
func shared(parts ...string) string {
	return filepath.Join(append([]string{"..", "..", "testdata"}, parts...)...)
}
