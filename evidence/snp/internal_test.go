package snp

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/go-sev-guest/verify/trust"
)

// TestCacheBound puts more into a cache than it holds (E1.11).
func TestCacheBound(t *testing.T) {
	t.Parallel()
	const size = 3
	c := cache[int]{size: size}
	for n := range 20 {
		data := []byte{byte(n)}
		if _, _, ok := c.get(data); ok {
			t.Errorf("%d is there before it was put", n)
		}
		c.put(sha256.Sum256(data), n)
		c.put(sha256.Sum256(data), n) // again: nothing may leave for it
		if got, _, ok := c.get(data); !ok || got != n {
			t.Errorf("%d is gone", n)
		}
		if want := min(n+1, size); len(c.kept) != want {
			t.Errorf("found %d entries, expected %d", len(c.kept), want)
		}
	}
	none := cache[int]{}
	none.put(sha256.Sum256(nil), 1)
	if _, _, ok := none.get(nil); ok || none.kept != nil {
		t.Error("a cache of size 0 keeps something")
	}
}

// TestBuiltInAltered reads files that differ from those that are pinned (E1.4).
func TestBuiltInAltered(t *testing.T) {
	t.Parallel()
	milan := sources[0]
	short := trust.AskArkMilanVcekBytes[:len(trust.AskArkMilanVcekBytes)/2]
	for name, s := range map[string]source{
		"found a root other than the pinned one": {milan.product, milan.root, milan.ask, &trust.AskArkGenoaVlekBytes},
		"expected 2":                             {milan.product, milan.root, new([]byte), milan.asvk},
		"found the end of the PEM":               {milan.product, milan.root, &short, milan.asvk},
	} {
		if _, err := s.load(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, expected %q", err, name)
		}
	}
	if _, err := milan.load(); err != nil {
		t.Error(err)
	}
}
