package sgx_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
)

// Verify the report of a real Open Enclave, with the collateral of its time and the
// data that it holds the hash of. Its platform is out of date, which has to be
// accepted by name.
func Example() {
	const folder = "../../testdata/evidence/"
	var files [3][]byte
	for i, name := range []string{"maa-sgx/azure-samples/oe-sdk.release.quote.bin", "maa-sgx/azure-samples/oe-sdk.release.ehd.bin", "sgx/openenclave-plugin/endorsements.bin"} {
		var err error
		if files[i], err = os.ReadFile(folder + name); err != nil {
			log.Fatal(err)
		}
	}
	collateral, err := dcap.ReadCollateral(files[2], dcap.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	verifier := sgx.NewVerifier(sgx.Options{Options: dcap.Options{Accept: []dcap.Status{dcap.OutOfDate}}})
	at := time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)
	verified, err := verifier.Verify(context.Background(), sgx.Input{
		Quote: files[0], Form: sgx.FormOpenEnclave, Collateral: collateral,
		RuntimeData: &evidence.Data{Bytes: files[1], Type: evidence.Binary},
	}, at)
	if err != nil {
		log.Fatal(err) // the evidence is refused: the error names the step
	}
	fmt.Println(verified.Type(), verified.TCB().Status, verified.PCK().FMSPC)
	for _, c := range verified.Claims()[:4] {
		fmt.Println(c.Type, c.Value)
	}
	// Output:
	// OpenEnclave OutOfDate 00906ED50000
	// x-ms-attestation-type "sgx"
	// x-ms-sgx-is-debuggable false
	// x-ms-sgx-product-id 1
	// x-ms-sgx-svn 1
}
