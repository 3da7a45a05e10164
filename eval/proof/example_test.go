package proof_test

import (
	"context"
	"fmt"

	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval/proof"
)

func ExampleCompare() {
	was, _ := compile.Source("policy.maa", `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-svn", value>=3] => permit();
};
`)
	is, _ := compile.Source("strict.maa", `version=1.0;
authorizationrules {
    [type=="x-ms-sgx-svn", value>=4] => permit();
};
`)
	d, err := proof.Compare(context.Background(), was, is, proof.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Print(d)
	// Output:
	// 1 rule changed
	//   changed  policy.maa:3  [type=="x-ms-sgx-svn", value>=3] => permit();
	//            strict.maa:3  [type=="x-ms-sgx-svn", value>=4] => permit();
	//
	// different: strict.maa denies what policy.maa permits
	//
	// newly-denied: the smallest claims file is
	//   [
	//     {"type":"x-ms-sgx-svn","value":3,"issuer":"AttestationService"}
	//   ]
	//   policy.maa: permitted: rule 3:5, [type=="x-ms-sgx-svn", value>=3] found 3
	//   strict.maa: no-permit: nearest rule 3:5, [type=="x-ms-sgx-svn", value>=4] found 3
}

func ExampleImplies() {
	strict, _ := compile.Source("strict.maa", `version=1.0; authorizationrules { [type=="svn", value>=4] => permit(); };`)
	loose, _ := compile.Source("loose.maa", `version=1.0; authorizationrules { [type=="svn", value>=3] => permit(); };`)
	a, err := proof.Implies(context.Background(), strict, loose, proof.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Print(a)
	// Output:
	// yes: loose.maa permits all that strict.maa permits
}

func ExampleNeverPermits() {
	p, _ := compile.Source("policy.maa", `version=1.0; authorizationrules { [type=="svn", value>=4] => permit(); };`)
	a, err := proof.NeverPermits(context.Background(), p, proof.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Print(a)
	// Output:
	// policy.maa permits: the smallest claims file is
	//   [
	//     {"type":"svn","value":4,"issuer":"AttestationService"}
	//   ]
	//   policy.maa: permitted: rule 1:35, [type=="svn", value>=4] found 4
}
