package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

// sgxExampleFiles are those that the examples of SGX name: a quote and a report,
// directories with their collateral, and a store of baselines.
func sgxExampleFiles(t *testing.T) map[string]string {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "evidence", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	files := map[string]string{
		"enclave-quote.bin": string(read("sgx/dcap-qvl/sgx_quote")),
		"oe-report.bin":     string(read("maa-sgx/azure-samples/oe-sdk.release.quote.bin")),
		"held-data.bin":     string(read("maa-sgx/azure-samples/oe-sdk.release.ehd.bin")),
	}
	for folder, from := range map[string]string{
		"enclave-collateral": "sgx/dcap-qvl/sgx_quote_collateral.json",
		"oe-collateral":      "sgx/openenclave-plugin/endorsements.bin",
		"baselines/12":       "sgx/openenclave-plugin/endorsements.bin",
	} {
		c, err := dcap.ReadCollateral(read(from), dcap.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Files() {
			files[folder+"/"+f.Name] = string(f.Data)
		}
	}
	return files
}
