package attest_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/attest"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/token"
)

// Attest a guest and issue a token. Its middle is in the README.
func Example() {
	const folder = "../testdata/evidence/azure-hcl/trustee/"
	report, err := os.ReadFile(folder + "snp.hcl-report.bin")
	if err != nil {
		log.Fatal(err)
	}
	chain, err := os.ReadFile(folder + "snp.vcek.pem")
	if err != nil {
		log.Fatal(err)
	}
	ctx, at := context.Background(), time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	signer, err := token.Generate(token.SignerOptions{Algorithm: token.ES256}, at)
	if err != nil {
		log.Fatal(err)
	}
	const text = `version=1.0;
authorizationrules{
  [type=="x-ms-sevsnpvm-is-debuggable", value==false] => permit();
};`
	// No AMD list of the report's time is public; with one, give it as CRL.
	guests := snp.NewVerifier(snp.Options{InsecureSkipRevocation: true})

	policy, findings := compile.Source("policy.maa", text)
	if policy == nil {
		log.Fatal(findings.Err())
	}
	verifier, err := attest.NewVerifier(policy, attest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	result, err := verifier.Attest(ctx, guests.Evidence(snp.Input{Report: report, Chain: chain}), at)
	if err != nil {
		log.Fatal(err) // the evidence is refused: the error names the step
	}
	jwt, err := result.Token(signer) // dated as of the verification
	if err != nil {
		log.Fatal(err) // the policy denies
	}

	fmt.Println(result.Permitted(), result.Trace.Summary())
	fmt.Println(jwt[:3])
	// Output:
	// true permitted: rule 3:3, [type=="x-ms-sevsnpvm-is-debuggable", value==false] found false
	// eyJ
}
