package tdx_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/tdx"
)

// Verify the quote of an Azure VM and the runtime data of its HCL report, by the
// collateral of that time. The platform is out of date, which is for policies to judge.
func Example() {
	const folder = "../../testdata/evidence/"
	read := func(name string) []byte {
		data, err := os.ReadFile(folder + name)
		if err != nil {
			log.Fatal(err)
		}
		return data
	}
	collateral, err := dcap.ReadCollateral(read("tdx/dcap-qvl/tdx_quote_collateral.json"), dcap.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	collateral = collateral.With(dcap.Collateral{
		TCBInfo:    read("tdx/automata/evm.0625.tcbinfov3_00806f050000.json"),
		QEIdentity: read("tdx/automata/evm.0625.qe_td.json"),
	})
	verifier := tdx.NewVerifier(tdx.Options{})
	verified, err := verifier.Verify(context.Background(), tdx.Input{
		Quote:      read("azure-hcl/trustee/tdx.td-quote.bin"),
		Collateral: collateral,
		HCL:        read("azure-hcl/trustee/tdx.hcl-report.bin"),
	}, time.Date(2025, 6, 25, 12, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err) // the evidence is refused: the error names the step
	}
	for _, c := range verified.Claims()[:5] {
		fmt.Println(c.Type, c.Value)
	}
	fmt.Println(verified.TCB().Advisories[0].ID)
	// Output:
	// x-ms-attestation-type "tdxvm"
	// eat_profile "https://aka.ms/maa-eat-profile-tdxvm"
	// intuse "generic"
	// dbgstat "disabled"
	// attester_tcb_status "OutOfDate"
	// INTEL-SA-00960
}

// Refuse platforms that aren't up to date before any policy is asked.
func ExampleOptions() {
	options := tdx.Options{
		Accept:           []dcap.Status{dcap.UpToDate}, // and SWHardeningNeeded, but no other
		RefuseDebuggable: true,
	}
	_, err := tdx.Verify(context.Background(), tdx.Input{}, time.Now(), options)
	fmt.Println(err)
	// Output:
	// parse: found 0 bytes for the header, expected 48 (at byte 0x0)
}
