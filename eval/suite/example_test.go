package suite_test

import (
	"context"
	"fmt"
	"os"

	"github.com/assay-policy/assay/eval/suite"
)

func ExampleRunner_Run() {
	files := map[string]string{
		"svn.maa": "version=1.0;\nauthorizationrules {\n    [type==\"x-ms-sgx-svn\", value>=4] => permit();\n};\n",
		"svn_test.yaml": `version: 1
cases:
  - name: svn ${svn}
    each: [{svn: 3, decision: deny}, {svn: 5, decision: permit}]
    given: {claims: {x-ms-sgx-svn: "${svn}"}}
    expect: {decision: "${decision}"}
  - name: a client's claim
    given: {claims: [{type: x-ms-sgx-svn, value: 5, issuer: CustomClaim}]}
    expect: {decision: deny}
`,
	}
	runner := suite.Runner{
		Inputs: suite.Inputs{Read: func(path string, _ int64) ([]byte, error) { return []byte(files[path]), nil }},
	}
	report, err := runner.Run(context.Background(), []string{"svn_test.yaml"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.Text(os.Stdout, suite.TextOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// fail  svn_test.yaml:7  a client's claim
	//       decision
	//       - "deny"
	//       + "permit"
	//       permitted: a permit rule ran, no deny rule did
	//       permit  svn.maa:3:5  ran, 1 of 1 condition holds
	//         holds  3:5  [type=="x-ms-sgx-svn", value>=4]
	//                     found 5 (CustomClaim)
	// FAIL  svn_test.yaml  2 passed, 1 failed
	// 2 passed, 1 failed
}
