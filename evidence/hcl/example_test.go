package hcl_test

import (
	"fmt"
	"log"
	"os"

	"github.com/assay-policy/assay/evidence/hcl"
)

// Read what the vTPM of an Azure confidential VM holds.
func Example() {
	data, err := os.ReadFile("../../testdata/evidence/azure-hcl/trustee/snp.hcl-report.bin")
	if err != nil {
		log.Fatal(err)
	}
	report, err := hcl.Parse(data, hcl.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	runtime, err := report.VerifyRuntime(hcl.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("a report of %s, %d bytes\n", report.Hardware, len(report.Raw))
	fmt.Printf("%.24s…\n", runtime)
	// Output:
	// a report of SEV-SNP, 1184 bytes
	// {"keys":[{"e":"AQAB","ke…
}
