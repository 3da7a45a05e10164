package main

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// collateralServer is a PCCS that has the collateral of the TDX quote of the vectors,
// and AMD's service for the guest of an Azure report, and one signed by a VLEK. AMD's
// list is one of the tests' own, since none of the time is public.
func collateralServer(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	handle := func(path, typ, chainHeader, chain string, body []byte) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if chain != "" {
				w.Header().Set(chainHeader, url.PathEscape(chain))
			}
			w.Header().Set("Content-Type", typ)
			w.Write(body)
		})
	}
	var doc map[string]string
	if err := json.Unmarshal(vector(t, "tdx/dcap-qvl/tdx_quote_collateral.json"), &doc); err != nil {
		t.Fatal(err)
	}
	pck, err := hex.DecodeString(doc["pck_crl"])
	if err != nil {
		t.Fatal(err)
	}
	tcb := fmt.Appendf(nil, `{"tcbInfo":%s,"signature":%q}`, doc["tcb_info"], doc["tcb_info_signature"])
	qe := fmt.Appendf(nil, `{"enclaveIdentity":%s,"signature":%q}`, doc["qe_identity"], doc["qe_identity_signature"])
	handle("/tdx/certification/v4/tcb", "application/json", "TCB-Info-Issuer-Chain", doc["tcb_info_issuer_chain"], tcb)
	handle("/tdx/certification/v4/qe/identity", "application/json", "SGX-Enclave-Identity-Issuer-Chain", doc["qe_identity_issuer_chain"], qe)
	handle("/sgx/certification/v4/pckcrl", "application/pkix-crl", "", "", pck)
	handle("/sgx/certification/v4/rootcacrl", "application/pkix-crl", "", "", []byte(doc["root_ca_crl"]))
	amd, err := snptest.NewVendor(snp.Milan)
	if err != nil {
		t.Fatal(err)
	}
	vcek, _ := pem.Decode(vector(t, "azure-hcl/trustee/snp.vcek.pem"))
	mux.HandleFunc("/vcek/v1/Milan/{hwid}", func(w http.ResponseWriter, r *http.Request) { w.Write(vcek.Bytes) })
	for _, kind := range []string{"vcek", "vlek"} {
		file := map[string]string{"vcek": "ask_ark_milan.pem", "vlek": "ask_ark_milan_vlek.pem"}[kind]
		handle("/"+kind+"/v1/Milan/cert_chain", "application/x-pem-file", "", "", vector(t, "snp/go-sev-guest/"+file))
		handle("/"+kind+"/v1/Milan/crl", "application/pkix-crl", "", "", amd.CRL(t))
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// vlekReport writes a report that a VLEK of the tests' own signed: vlekreport name
func vlekReport(ts *testscript.TestScript, _ bool, args []string) {
	amd, err := snptest.NewVendor(snp.Milan)
	ts.Check(err)
	t := &testing.T{}
	report := amd.Guest(t, snp.VLEK).Sign(t)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), report, 0o600))
}

// vector reads a file of the recorded evidence.
func vector(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "evidence", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestE3_14_Advice: what could not be had says how it can be.
func TestE3_14_Advice(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	status := func(code int) error { return &collateral.StatusError{Code: code} }
	for _, c := range []struct {
		document collateral.Document
		err      error
		want     string
	}{
		{collateral.TCBInfo, status(404), "A cache has only what it was given: have the platform registered there, or give another service with --pccs."},
		{collateral.PCKCRL, status(401), "Ask whoever runs the service for access, or give another service with --pccs."},
		{collateral.VEK, status(429), "Try again later, or give another service with --kds."},
		{collateral.QEIdentity, status(503), "Try again later, or give another service with --pccs."},
		{collateral.CRL, status(204), ""},
		{collateral.RootCRL, x509.UnknownAuthorityError{}, "If it is the right service, give the certificate of its authority in SSL_CERT_FILE; else give another with --root-crl-url."},
		{collateral.Chain, refused, "If only a proxy reaches it, give that in HTTPS_PROXY; else give another service with --kds."},
		{collateral.TCBInfo, context.DeadlineExceeded, ""},
		{collateral.TCBInfo, errors.New("found an empty answer"), ""},
	} {
		err := &collateral.Error{Document: c.document, URL: "https://service.test/", Err: c.err}
		if got := fetchAdvice(err); got != c.want {
			t.Errorf("%v: got %q, expected %q", err, got, c.want)
		}
	}
	if got := fetchAdvice(collateral.ErrVLEK); got != "" {
		t.Errorf("got %q for what has its own", got)
	}
	late := timedOut(&collateral.Error{Document: collateral.CRL, URL: "https://service.test/", Err: context.DeadlineExceeded}, time.Second)
	if want := "CRL from https://service.test/: not done within the --timeout of 1s"; late.Error() != want {
		t.Errorf("got %q, expected %q", late, want)
	}
}

// TestCacheDir: what is fetched is kept where the user's caches are, if anywhere.
func TestCacheDir(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, c := range []struct{ env, want string }{
		{"XDG_CACHE_HOME=" + root + " HOME=/other", filepath.Join(root, "assay", "collateral")},
		{"XDG_CACHE_HOME=relative HOME=" + root, filepath.Join(root, ".cache", "assay", "collateral")},
		{"HOME=" + root, filepath.Join(root, ".cache", "assay", "collateral")},
		{"HOME=relative", ""},
		{"", ""},
	} {
		e := &env{getenv: func(name string) string {
			for _, pair := range strings.Fields(c.env) {
				if value, ok := strings.CutPrefix(pair, name+"="); ok {
					return value
				}
			}
			return ""
		}}
		if got := e.cacheDir(); got != c.want {
			t.Errorf("%s: got %q, expected %q", c.env, got, c.want)
		}
	}
}
