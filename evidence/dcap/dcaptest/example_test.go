package dcaptest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/dcap/dcaptest"
)

// A quote verifies as it is. Change one bit of what the enclave reports, and see
// the step that refuses it.
func ExamplePlatform_Quote() {
	t := &testing.T{} // that of the test
	platform := dcaptest.NewIntel(t).NewPlatform(t, dcap.SGX)
	input := platform.Input(t, platform.Quote(t, 3)) // signed
	_, err := dcap.Verify(context.Background(), input, dcaptest.Now, platform.Intel.Options())
	fmt.Println(err)
	input.Quote[48+64] ^= 1 // MRENCLAVE
	_, err = dcap.Verify(context.Background(), input, dcaptest.Now, platform.Intel.Options())
	fmt.Println(err)
	// Output:
	// <nil>
	// quote signature: not made by the attestation key
}
