package cosetest_test

import (
	"fmt"
	"testing"

	"github.com/assay-policy/assay/evidence/cose"
	"github.com/assay-policy/assay/evidence/cose/cosetest"
)

// A message verifies as it is. Change one bit of its signature, and see that it
// is refused.
func ExampleIssuer_Message() {
	t := &testing.T{} // that of the test
	issuer, err := cosetest.NewIssuer()
	if err != nil {
		fmt.Println(err)
		return
	}
	data := issuer.Message("Virtual-UVM", []byte(`{}`), cosetest.Now).Sign(t)
	for range 2 {
		message, err := cose.Parse(data, cose.Limits{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(message.Feed, message.Verify(issuer.Issuer(), cosetest.Now))
		data[len(data)-1] ^= 1 // the signature
	}
	// Output:
	// Virtual-UVM <nil>
	// Virtual-UVM the signature was not made by the key of the first certificate of x5chain
}
