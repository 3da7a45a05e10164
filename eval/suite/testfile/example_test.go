package testfile_test

import (
	"fmt"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/suite/testfile"
)

func ExampleParse() {
	f, err := testfile.Parse(ast.NewSource("sgx_test.yaml", `version: 1
cases:
  - name: svn ${svn}
    each: [{svn: 3, decision: deny}, {svn: 4, decision: permit}]
    given: {claims: {x-ms-sgx-svn: "${svn}"}}
    expect: {decision: "${decision}"}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Policy.Text)
	for _, c := range f.Cases {
		fmt.Println(c.Name.Text, c.Expect.Decision.Text)
	}
	// Output:
	// sgx.maa
	// svn 3 deny
	// svn 4 permit
}

func ExampleParse_problem() {
	_, err := testfile.Parse(ast.NewSource("sgx_test.yaml", `version: 1
cases:
  - name: debug build
    given: {claims: {x-ms-sgx-is-debuggable: yes}}
    expct: {decision: deny}
`))
	for _, p := range testfile.Problems(err) {
		fmt.Println(p)
	}
	// Output:
	// sgx_test.yaml:3:5: found a case that expects nothing, so that it can't fail
	// sgx_test.yaml:4:46: found yes, which some YAML readers take for a boolean, expected true, false or text in quotes
	// sgx_test.yaml:5:5: unknown key "expct" in a case; did you mean "expect"?
}
