//go:build unix

package collateral_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// TestE3_14_CachePipe doesn't wait for who might write into a pipe that was put in the
// place of an entry, and replaces it.
func TestE3_14_CachePipe(t *testing.T) {
	t.Parallel()
	from, dir := lists(t), t.TempDir()
	cache, warnings := cached(from, dir, 0)
	get(t, cache, crl("https://kds.test/crl", snptest.Now))
	file := entries(t, dir)[0]
	if err := errors.Join(os.Remove(file), syscall.Mkfifo(file, 0o600)); err != nil {
		t.Fatal(err)
	}
	if got := get(t, cache, crl("https://kds.test/crl", snptest.Now)); got.Cached || len(*warnings) != 1 {
		t.Errorf("got cached %v, the warnings %v", got.Cached, *warnings)
	}
	if !get(t, cache, crl("https://kds.test/crl", snptest.Now)).Cached {
		t.Error("the pipe was not replaced")
	}
}

// TestE3_13_Pipe doesn't wait for who might write into a pipe that is in a directory of
// collateral.
func TestE3_13_Pipe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"tcb_info.json", "vek.pem"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := collateral.Show(dir)
	if err != nil || len(got.Parts) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	for _, p := range got.Parts {
		if p.Err == nil || p.Err.Error() != "found the mode prw-------, expected a file" {
			t.Errorf("%s: got %v, expected an error", p.File, p.Err)
		}
	}
	const text = "collateral: found tcb_info.json with the mode prw-------, expected a file"
	if _, err := dcap.ReadCollateralDir(os.DirFS(dir), dcap.Limits{}); err == nil || err.Error() != text {
		t.Errorf("got %v, expected %q", err, text)
	}
}
