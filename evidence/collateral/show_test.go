package collateral_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// at reads a time.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// written fetches into a new directory.
func written(t testing.TB, files collateral.Files, err error) string {
	t.Helper()
	dir := t.TempDir()
	if err = errors.Join(err, files.Write(dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// show wants a summary.
func show(t *testing.T, dir string) *collateral.Summary {
	t.Helper()
	got, err := collateral.Show(dir)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestE3_14_ShowIntel says what a directory is good for, and until when.
func TestE3_14_ShowIntel(t *testing.T) {
	t.Parallel()
	files, err := fetchTDX(t, newService(t, pccs(t)), collateral.Options{})
	dir := written(t, files, err)
	want := &collateral.Summary{Parts: []collateral.Part{
		{File: "tcb_info.json", Name: "TCB info", For: "TDX, FMSPC B0C06F000000", EvaluationNumber: 17,
			From: at(t, "2025-06-19T10:16:03Z"), Until: at(t, "2025-07-19T10:16:03Z")},
		{File: "qe_identity.json", Name: "QE identity", For: "TDX", EvaluationNumber: 17,
			From: at(t, "2025-06-19T10:32:27Z"), Until: at(t, "2025-07-19T10:32:27Z")},
		{File: "signing_chain.pem", Name: "signing chain", For: "Intel SGX TCB Signing",
			From: at(t, "2025-05-06T09:25:00Z"), Until: at(t, "2032-05-06T09:25:00Z")},
		{File: "pck_crl.der", Name: "PCK CRL", For: "certificates by Intel SGX PCK Platform CA", CRLNumber: "1",
			From: at(t, "2025-06-19T10:00:35Z"), Until: at(t, "2025-07-19T10:00:35Z")},
		{File: "root_crl.der", Name: "root CRL", For: "certificates by Intel SGX Root CA", CRLNumber: "1",
			From: at(t, "2025-03-20T11:21:57Z"), Until: at(t, "2026-04-03T11:21:57Z")},
	}}
	if diff := cmp.Diff(want, show(t, dir)); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

// TestE3_14_ShowAMD does so for AMD.
func TestE3_14_ShowAMD(t *testing.T) {
	t.Parallel()
	for p, query := range map[snp.Product]string{snp.Milan: milanQuery, snp.Turin: turinQuery} {
		guest := product(t, p).Guest(t, snp.VCEK)
		files, err := fetchFrom(newService(t, kds(t, guest, query)), guest.Sign(t), "")
		got := show(t, written(t, files, err))
		chip := "0102030405060708…"
		if p == snp.Turin {
			chip = "0102030405060708"
		}
		day := snptest.Now
		want := &collateral.Summary{Parts: []collateral.Part{
			{File: "vek.pem", Name: "VEK certificate", For: "SEV-VCEK by SEV-" + string(p) + ", chip " + chip, From: day.AddDate(-1, 0, 0), Until: day.AddDate(6, 0, 0)},
			{File: "chain.pem", Name: "certificate chain", For: "SEV-" + string(p), From: day.AddDate(-5, 0, 0), Until: day.AddDate(20, 0, 0)},
			{File: "crl.der", Name: "CRL", For: "certificates by ARK-" + string(p), CRLNumber: "1", From: day.AddDate(0, 0, -15), Until: day.AddDate(0, 0, 15)},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("summary (-want +got):\n%s", diff)
		}
	}
}

// TestE3_14_ShowGaps names what is missing, and what can't be read.
func TestE3_14_ShowGaps(t *testing.T) {
	t.Parallel()
	files, err := fetchTDX(t, newService(t, pccs(t)), collateral.Options{})
	dir := written(t, files, err)
	quote, err := dcap.ParseQuote(read(t, vectors, "tdx/dcap-qvl/tdx_quote"), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"tcb_info.json": []byte("{}"), "pck_chain.pem": quote.CertificationData, "signing_chain.pem": []byte("none"),
		"root_crl.der": bytes.Repeat([]byte("0"), 8<<20+1), "vek.pem": files[2].Data,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, "qe_identity.json")); err != nil {
		t.Fatal(err)
	}
	got := show(t, dir)
	if want := []string{"qe_identity.json", "chain.pem", "crl.der"}; !slices.Equal(got.Missing, want) {
		t.Errorf("missing %q, expected %q", got.Missing, want)
	}
	want := map[string]string{
		"tcb_info.json": "error: the TCB info: ", "signing_chain.pem": "error: found stray bytes", "pck_crl.der": "certificates by Intel SGX PCK Platform CA",
		"root_crl.der": "error: found more than 8388608 bytes, the limit", "pck_chain.pem": "FMSPC B0C06F000000, platform CA",
		"vek.pem": "Intel SGX TCB Signing by Intel SGX Root CA",
	}
	for _, p := range got.Parts {
		text := p.For
		if p.Err != nil {
			text = "error: " + p.Err.Error()
		}
		if !strings.HasPrefix(text, want[p.File]) || want[p.File] == "" {
			t.Errorf("%s: got %q, expected %q", p.File, text, want[p.File])
		}
		delete(want, p.File)
	}
	if len(want) > 0 {
		t.Errorf("found no %v", want)
	}
}

// TestE3_14_ShowNothing refuses a directory without collateral.
func TestE3_14_ShowNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                        "found no collateral in " + dir + ", expected files like tcb_info.json or crl.der",
		filepath.Join(dir, "none"): "open " + filepath.Join(dir, "none") + ": no such file or directory",
	} {
		if got, err := collateral.Show(path); err == nil || err.Error() != want {
			t.Errorf("got %v, %v, expected %s", got, err, want)
		}
	}
}

// TestE3_13_Names has the names of Intel's files where the verifier reads them.
func TestE3_13_Names(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	some := []byte("x")
	all := dcap.Collateral{TCBInfo: some, QEIdentity: some, SigningChain: some, IdentityChain: some, PCKCRL: some, RootCRL: some, PCKChain: some}
	for _, f := range all.Files() {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := show(t, dir)
	if len(got.Parts) != len(all.Files()) || len(got.Missing) > 0 {
		t.Errorf("got %v, missing %v", got.Parts, got.Missing)
	}
}

// TestE3_14_Write replaces files as a whole, and leaves nothing behind if it can't.
func TestE3_14_Write(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := collateral.Files{{Name: "crl.der", Data: []byte("new")}, {Name: "chain.pem", Data: []byte("new")}}
	if err := os.WriteFile(filepath.Join(dir, "crl.der"), []byte("longer than the new one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "chain.pem"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := files.Write(dir); err == nil || !strings.HasPrefix(err.Error(), "writing chain.pem: ") {
		t.Errorf("got %v", err)
	}
	if got := string(read(t, dir, "crl.der")); got != "new" {
		t.Errorf("got %q", got)
	}
	if list := entries(t, dir); len(list) != 2 {
		t.Errorf("found %v", list)
	}
	if err := files.Write(filepath.Join(dir, "crl.der")); err == nil {
		t.Error("wrote into a file")
	}
}

// TestE3_14_FetchedVerifies verifies a quote at its date with what was fetched for it.
func TestE3_14_FetchedVerifies(t *testing.T) {
	t.Parallel()
	files, err := fetchTDX(t, newService(t, pccs(t)), collateral.Options{})
	fetched, err := dcap.ReadCollateralDir(os.DirFS(written(t, files, err)), dcap.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	in := dcap.Input{Quote: read(t, vectors, "tdx/dcap-qvl/tdx_quote"), Collateral: fetched}
	got, err := dcap.Verify(context.Background(), in, now, dcap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if status := got.TCB().Status; status != dcap.UpToDate {
		t.Errorf("got status %v, expected %v", status, dcap.UpToDate)
	}
}
