//go:build unix

package collateral_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

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
