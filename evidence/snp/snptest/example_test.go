package snptest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// A guest verifies as it is. Change one bit of what it reports, and see the step
// that refuses it.
func ExampleVendor_Guest() {
	t := &testing.T{} // that of the test
	amd, err := snptest.NewVendor(snp.Milan)
	if err != nil {
		fmt.Println(err)
		return
	}
	guest := amd.Guest(t, snp.VCEK)
	input := guest.Input(t) // signed
	input.Report[0x90] ^= 1 // the measurement
	_, err = snp.Verify(context.Background(), input, snptest.Now, amd.Options())
	fmt.Println(err)
	// Output: report signature: not made by the key of the given VCEK
}
