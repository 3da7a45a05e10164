package catalog_test

import (
	"slices"
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
)

// E2.5: the known values of a claim are those of the table of types; a deprecated name
// has them, too, and other names have none.
func TestE2_5Values(t *testing.T) {
	t.Parallel()
	want := []string{"sgx", "sevsnpvm", "tdxvm", "azurevm", "tpm", "vbs"}
	for _, name := range []string{"x-ms-attestation-type", "tee", "$tee"} {
		if got := catalog.Values(name); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for _, e := range catalog.All() {
		if len(catalog.Values(e.Name)) > 0 && e.Kinds&catalog.String == 0 {
			t.Errorf("%s: known values of a claim that is no string", e.Name)
		}
	}
	if got := catalog.Values("x-ms-sgx-mrsigner"); got != nil {
		t.Errorf("got %q, want none", got)
	}
}
