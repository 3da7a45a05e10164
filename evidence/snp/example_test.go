package snp_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence/snp"
)

// Verify the report of a real Azure confidential VM, as of its time.
func Example() {
	const folder = "../../testdata/evidence/azure-hcl/trustee/"
	report, err := os.ReadFile(folder + "snp.hcl-report.bin")
	if err != nil {
		log.Fatal(err)
	}
	chain, err := os.ReadFile(folder + "snp.vcek.pem")
	if err != nil {
		log.Fatal(err)
	}
	// No AMD list of the report's time is public; with one, give it as CRL.
	verifier := snp.NewVerifier(snp.Options{InsecureSkipRevocation: true})
	at := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	verified, err := verifier.Verify(context.Background(), snp.Input{Report: report, Chain: chain}, at)
	if err != nil {
		log.Fatal(err) // the report is refused: the error names the step
	}
	fmt.Println(verified.Type(), verified.ProductName(), verified.Signer())
	for _, c := range verified.Claims()[:3] {
		fmt.Println(c.Type, c.Value)
	}
	// Output:
	// SevSnpVm Milan-B0 VCEK
	// x-ms-attestation-type "sevsnpvm"
	// x-ms-sevsnpvm-bootloader-svn 3
	// x-ms-sevsnpvm-tee-svn 0
}
