package lang_test

import (
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/lang"
)

// L3.1: bit n of a set of kinds stands for claim.Kind n.
func TestL3_1Kinds(t *testing.T) {
	t.Parallel()
	for kind, want := range map[claim.Kind]lang.Kinds{
		claim.BooleanKind: lang.Booleans, claim.IntegerKind: lang.Integers, claim.StringKind: lang.Strings,
	} {
		if got := lang.Kinds(1) << kind; got != want {
			t.Errorf("%v: got bit %d, want %d", kind, got, want)
		}
	}
}

// L7: every row is complete and found by its name alone.
func TestL7Functions(t *testing.T) {
	t.Parallel()
	for _, f := range lang.Functions() {
		if found := lang.FunctionNamed(f.Name); found == nil || found.Name != f.Name {
			t.Errorf("%s: not found by its name", f.Name)
		}
		if f.Since == 0 || f.Result == lang.None || len(f.Params) == 0 || f.Meaning == "" {
			t.Errorf("%s: incomplete row %+v", f.Name, f)
		}
		for _, p := range f.Params {
			if p.Name == "" || p.Kinds == lang.None || p.Content != lang.Plain && p.Kinds != lang.Strings {
				t.Errorf("%s: parameter %+v", f.Name, p)
			}
		}
	}
	for _, name := range []string{"", "jmespath", "JmesPath "} {
		if lang.FunctionNamed(name) != nil {
			t.Errorf("%q: found, want nothing", name)
		}
	}
}
