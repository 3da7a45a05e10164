package ast_test

import (
	"os"
	"testing"

	"github.com/assay-policy/assay/ast"
)

// TestL8_1Vectors: hashes that the live service answered.
func TestL8_1Vectors(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"402-recorded-default-sgx-v10-2022.maa":  "bROrN897ZfWmWY2V0FLUlu3uwk5xatGnKYHn3zBbSlw",
		"409-recovered-default-sevsnpvm-v10.maa": "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("../testdata/policies/" + file)
			if err != nil {
				t.Fatal(err)
			}
			if got := ast.PolicyHash(string(text)); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestL8_1Text: the second vector, whose text the clause itself shows.
func TestL8_1Text(t *testing.T) {
	t.Parallel()
	const text, want = "version= 1.0;authorizationrules{=> permit();};", "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco"
	if got := ast.PolicyHash(text); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestL1_1IdentityIsBytes: white space, line ends, comments and a byte order
// mark all change the hash.
func TestL1_1IdentityIsBytes(t *testing.T) {
	t.Parallel()
	const text = "version=1.0;\nauthorizationrules{=>permit();};\n"
	seen := map[string]string{}
	for name, variant := range map[string]string{
		"as it is": text, "byte order mark": ast.BOM + text, "blank": text + " ", "no last line end": text[:len(text)-1],
		"CRLF": "version=1.0;\r\nauthorizationrules{=>permit();};\r\n", "comment": text + "//", "empty": "",
	} {
		hash := ast.PolicyHash(variant)
		if other, ok := seen[hash]; ok {
			t.Errorf("%q and %q have one hash", name, other)
		}
		seen[hash] = name
	}
}
