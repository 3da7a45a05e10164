package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-policy/assay/evidence/dcap"
)

// tdxExampleFiles are those that the examples of "attest tdx" name: quotes, the HCL
// report of one, and directories with their collateral.
func tdxExampleFiles(t *testing.T) map[string]string {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "evidence", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	files := map[string]string{
		"quote.bin":       string(read("tdx/dcap-qvl/tdx_quote")),
		"azure-quote.bin": string(read("azure-hcl/trustee/tdx.td-quote.bin")),
		"hcl-report.bin":  string(read("azure-hcl/trustee/tdx.hcl-report.bin")),
	}
	collateral, err := dcap.ReadCollateral(read("tdx/dcap-qvl/tdx_quote_collateral.json"), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	azure := collateral.With(dcap.Collateral{
		TCBInfo:    read("tdx/automata/evm.0625.tcbinfov3_00806f050000.json"),
		QEIdentity: read("tdx/automata/evm.0625.qe_td.json"),
	})
	for folder, c := range map[string]dcap.Collateral{"collateral": collateral, "azure-collateral": azure} {
		for _, f := range c.Files() {
			files[folder+"/"+f.Name] = string(f.Data)
		}
	}
	return files
}
