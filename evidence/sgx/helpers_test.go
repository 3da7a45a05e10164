package sgx_test

import (
	"encoding/base64"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

func base64URL(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// pluginCollateral is Intel's of 2022-05, which judges the older quotes.
func pluginCollateral(t testing.TB) dcap.Collateral {
	t.Helper()
	c, err := dcap.ReadCollateral(read(t, "sgx/openenclave-plugin/endorsements.bin"), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
