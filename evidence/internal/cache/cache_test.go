package cache_test

import (
	"crypto/sha256"
	"testing"

	"github.com/assay-policy/assay/evidence/internal/cache"
)

// TestCacheBound puts more into a cache than it holds (E1.11).
func TestCacheBound(t *testing.T) {
	t.Parallel()
	const size = 3
	c := cache.New[int](size)
	for n := range 20 {
		data := []byte{byte(n)}
		if _, _, ok := c.Get(data); ok {
			t.Errorf("%d is there before it was put", n)
		}
		c.Put(sha256.Sum256(data), n)
		c.Put(sha256.Sum256(data), n) // again: nothing may leave for it
		if got, _, ok := c.Get(data); !ok || got != n {
			t.Errorf("%d is gone", n)
		}
		if want := min(n+1, size); c.Len() != want {
			t.Errorf("found %d entries, expected %d", c.Len(), want)
		}
	}
	for _, none := range []*cache.Cache[int]{{}, cache.New[int](0), cache.New[int](-1)} {
		none.Put(sha256.Sum256(nil), 1)
		if _, _, ok := none.Get(nil); ok || none.Len() != 0 {
			t.Error("a cache of size 0 keeps something")
		}
	}
}

// TestGetAll tells pieces apart whose bytes are the same one after another.
func TestGetAll(t *testing.T) {
	t.Parallel()
	c := cache.New[string](9)
	ways := [][][]byte{{[]byte("ab"), []byte("c")}, {[]byte("a"), []byte("bc")}, {[]byte("abc")}, {[]byte("abc"), nil}, {nil, []byte("abc")}, {}}
	for i, pieces := range ways {
		_, key, ok := c.GetAll(pieces...)
		if ok {
			t.Errorf("%d: found %q before it was put", i, pieces)
		}
		c.Put(key, string(rune('0'+i)))
	}
	for i, pieces := range ways {
		if got, _, ok := c.GetAll(pieces...); !ok || got != string(rune('0'+i)) {
			t.Errorf("%d: got %q, %v", i, got, ok)
		}
	}
	if _, _, ok := cache.New[string](0).GetAll(nil); ok {
		t.Error("a cache of size 0 keeps something")
	}
}
