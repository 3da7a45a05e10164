package lint

import (
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// T2.4: which conditions can't hold, as what was found says; a test with "!=" that
// always holds doesn't make one of them.
func TestT2_4IsUnmet(t *testing.T) {
	t.Parallel()
	for cond, want := range map[string]bool{
		`[type=="x-ms-sgx-is-debuggable", value=="false"]`:            true,
		`[type=="x-ms-sgx-is-debuggable", value!="false"]`:            false,
		`[type=="x-ms-sgx-svn", value>4, value!=5, value<6]`:          true,
		`[type=="x-ms-sgx-svn", value!=4, issuer!="Service"]`:         false,
		`[type=="x-ms-sgx-svn", value==4, issuer=="Service"]`:         true,
		`[type=="x-ms-sgx-svn", valueType=="Integer", value==c.type]`: true,
		`[type=="x-ms-sgx-svn", valueType=="Integer", value!=c.type]`: false,
		`[type=="x-ms-sgx-svn", value==4]`:                            false,
		`[type=="x-ms-sgx-mrsigner", value=="$HASH"]`:                 true,
		`[type=="x-ms-sgx-mrsigner", value!="$HASH"]`:                 false,
	} {
		src := ast.NewSource("p.maa", `version=1.0;authorizationrules{c:[type=="x-ms-runtime", value==""] && `+cond+` => permit();};`)
		tree, _ := grammar.Parse(src, grammar.Options{})
		checked, found := check.Policy(src, tree, check.Options{})
		p := newPolicy(Input{Source: src, Tree: tree, Checked: checked, Found: found}, Options{})
		run(p)
		r := p.rules[0]
		if got := r.isUnmet(r.conditions()[1]); got != want {
			t.Errorf("%s: got %t, want %t: %v", cond, got, want, diag.List(r.found))
		}
	}
}
