package ast_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
)

// TestClosedSets: each word of the language is found by its name, as written
// and no other way (L1.7).
func TestL1_7ClosedSets(t *testing.T) {
	t.Parallel()
	for _, set := range []struct {
		name  string
		words []string
		named func(string) (found bool, name string)
	}{
		{"sections", ast.SectionNames(), func(s string) (bool, string) {
			k := ast.SectionNamed(s)
			return k != ast.UnknownSection, k.String()
		}},
		{"properties", ast.PropertyNames(), func(s string) (bool, string) {
			p := ast.PropertyNamed(s)
			return p != ast.UnknownProperty, p.String()
		}},
		{"actions", ast.ActionNames(), func(s string) (bool, string) {
			k := ast.ActionNamed(s)
			return k != ast.UnknownAction, k.String()
		}},
		{"operators", []string{"==", "!=", "<", "<=", ">", ">="}, func(s string) (bool, string) {
			op := ast.OpNamed(s)
			return op != ast.UnknownOp, op.String()
		}},
	} {
		t.Run(set.name, func(t *testing.T) {
			t.Parallel()
			for _, word := range set.words {
				if found, name := set.named(word); !found || name != word {
					t.Errorf("%q: got %v, %q", word, found, name)
				}
				if upper := strings.ToUpper(word); upper != word {
					if found, _ := set.named(upper); found {
						t.Errorf("%q is taken for %q", upper, word)
					}
				}
			}
			for _, word := range []string{"", "nothing"} {
				if found, name := set.named(word); found || name != "" {
					t.Errorf("%q: got %v, %q, want none", word, found, name)
				}
			}
		})
	}
}

func TestNamesOfTheLanguage(t *testing.T) {
	t.Parallel()
	got := [][]string{ast.SectionNames(), ast.PropertyNames(), ast.ActionNames()}
	want := [][]string{
		{"configurationrules", "authorizationrules", "issuancerules"},
		{"type", "value", "valueType", "issuer"},
		{"permit", "deny", "add", "issue", "issueproperty"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	ast.SectionNames()[0] = "changed"
	if ast.SectionNames()[0] != "configurationrules" {
		t.Error("a caller changed the table")
	}
}
