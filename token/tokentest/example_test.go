package tokentest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// A negative test is two lines: forge a token, see the step that refuses it.
func ExampleAuthority_Forge() {
	t := &testing.T{} // that of the test
	a := tokentest.New(t, token.ES256)
	text := a.Forge(t, tokentest.Set("x-ms-sevsnpvm-is-debuggable", "true"))
	_, err := a.Verifier().Verify(context.Background(), text, a.Want(), a.At)
	fmt.Println(err)
	// Output: debug: found x-ms-sevsnpvm-is-debuggable true, expected false
}
