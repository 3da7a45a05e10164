package collateral_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/snp"
)

// FuzzAnswers has services answer anything, and keeps and shows what passes for a
// document: E1.6 wants errors at most, E3.14 that what was fetched can be read.
func FuzzAnswers(f *testing.F) {
	r := recording(f, "tdx/dcap-qvl/tdx_quote_collateral.json")
	f.Add(envelope("tcbInfo", r.TCBInfo, r.TCBSignature), url.PathEscape(r.Chain))
	f.Add(envelope("enclaveIdentity", r.QEIdentity, r.QESignature), "%2")
	f.Add([]byte(r.RootCRL), "")
	f.Add([]byte(r.Chain), "-----BEGIN CERTIFICATE-----")
	platform, good := tdxNeed(f), documents(f, dcap.TDX, dcap.Platform)
	chip := &collateral.Chip{Product: snp.Milan, HWID: make([]byte, 64)}
	f.Fuzz(func(t *testing.T, body []byte, chain string) {
		header := http.Header{"Tcb-Info-Issuer-Chain": {chain}, "Sgx-Enclave-Identity-Issuer-Chain": {chain}}
		for document := collateral.TCBInfo; document <= collateral.CRL; document++ {
			from := &shelf{get: func(r collateral.Request) (*collateral.Response, error) {
				if r.Document == document {
					return &collateral.Response{Header: header, Body: body}, nil
				}
				return good(r)
			}}
			for _, need := range []collateral.Need{platform, chip} {
				files, err := collateral.NewFetcher(from, collateral.Options{}).Fetch(context.Background(), need, now)
				if err != nil {
					continue
				}
				summary, err := collateral.Show(written(t, files, nil))
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range summary.Parts {
					if p.Err != nil {
						t.Errorf("%s was fetched, and can't be read: %v", p.File, p.Err)
					}
				}
			}
		}
	})
}
