package dcap_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
)

// Verify a real quote with the collateral of its time.
func Example() {
	const folder = "../../testdata/evidence/sgx/dcap-qvl/"
	quote, err := os.ReadFile(folder + "sgx_quote")
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.ReadFile(folder + "sgx_quote_collateral.json")
	if err != nil {
		log.Fatal(err)
	}
	collateral, err := dcap.ReadCollateral(file, dcap.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	in := dcap.Input{Quote: quote, Collateral: collateral}
	at := time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)

	_, err = dcap.Verify(context.Background(), in, at, dcap.Options{})
	fmt.Println(err)

	verifier := dcap.NewVerifier(dcap.Options{Accept: []dcap.Status{dcap.ConfigurationAndSWHardeningNeeded}})
	verified, err := verifier.Verify(context.Background(), in, at)
	if err != nil {
		log.Fatal(err) // the quote is refused: the error names the step
	}
	fmt.Println(verified.TCB().Status, verified.PCK().FMSPC)
	for _, a := range verified.TCB().Advisories {
		fmt.Println(a.ID, a.Source)
	}
	// Output:
	// tcb status: the status is ConfigurationAndSWHardeningNeeded (platform ConfigurationAndSWHardeningNeeded, QE UpToDate), which is not accepted
	// ConfigurationAndSWHardeningNeeded 00A067110000
	// INTEL-SA-00289 platform
	// INTEL-SA-00615 platform
}

// A refusal for missing collateral says what to fetch.
func ExampleMissingError() {
	quote, err := os.ReadFile("../../testdata/evidence/tdx/dcap-qvl/tdx_quote")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)
	_, err = dcap.Verify(context.Background(), dcap.Input{Quote: quote}, at, dcap.Options{})
	if missing := (*dcap.MissingError)(nil); errors.As(err, &missing) {
		fmt.Println(missing.Parts, missing.TEE, missing.FMSPC, missing.CA)
	}
	// Output:
	// [TCB info QE identity signing chain PCK CRL root CRL] TDX B0C06F000000 platform
}
