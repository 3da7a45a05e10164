package cose_test

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence/cose"
)

// Verify a real endorsement of the utility VM of Azure's confidential containers,
// as of its time.
func Example() {
	data, err := os.ReadFile("../../testdata/evidence/maa-snp/sidecar-aci/body.uvm_reference_info.bin")
	if err != nil {
		log.Fatal(err)
	}
	issuer, err := cose.ParseIssuer("did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s::eku:1.3.6.1.4.1.311.76.59.1.2")
	if err != nil {
		log.Fatal(err)
	}
	message, err := cose.Parse(data, cose.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	if err := message.Verify(issuer, time.Date(2023, 6, 1, 12, 0, 0, 0, time.UTC)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Feed, message.SigningTime.Format(time.DateOnly))
	// Output: ContainerPlat-AMD-UVM 2023-02-08
}
