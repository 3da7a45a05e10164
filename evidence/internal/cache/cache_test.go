package cache_test

import (
	"bytes"
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
		_, key, ok := c.Get(data)
		if ok {
			t.Errorf("%d is there before it was put", n)
		}
		c.Put(key, n)
		c.Put(key, n) // again: nothing may leave for it
		if got, _, ok := c.Get(data); !ok || got != n {
			t.Errorf("%d is gone", n)
		}
		if want := min(n+1, size); c.Len() != want {
			t.Errorf("found %d entries, expected %d", c.Len(), want)
		}
	}
	for _, none := range []*cache.Cache[int]{{}, cache.New[int](0), cache.New[int](-1)} {
		_, key, _ := c.Get(nil)
		none.Put(key, 1)
		if _, _, ok := none.Get(nil); ok || none.Len() != 0 {
			t.Error("a cache of size 0 keeps something")
		}
	}
	c.Put(cache.Key{}, 1)
	if _, _, ok := c.Get(); ok || c.Len() != size {
		t.Error("a value is kept for no key")
	}
}

// TestCacheBytes puts longer pieces into a cache than it has room for.
func TestCacheBytes(t *testing.T) {
	t.Parallel()
	c := cache.New[int](100)
	for n, size := range []int{cache.MaxBytes / 2, cache.MaxBytes / 2, cache.MaxBytes/2 - 1, 1} {
		pieces := [][]byte{{byte(n)}, make([]byte, size-1)}
		_, key, _ := c.Get(pieces...)
		c.Put(key, n)
		if got, _, ok := c.Get(pieces...); !ok || got != n {
			t.Errorf("%d is gone", n)
		}
		if want := min(n+1, 2+n/3); c.Len() != want {
			t.Errorf("%d: found %d entries, expected %d", n, c.Len(), want)
		}
	}
	long := make([]byte, cache.MaxBytes+1)
	_, key, _ := c.Get(long)
	c.Put(key, 1)
	if _, _, ok := c.Get(long); ok {
		t.Error("a cache keeps more bytes than its bound")
	}
}

// TestCachePieces tells pieces apart whose bytes are the same one after another.
func TestCachePieces(t *testing.T) {
	t.Parallel()
	ways := [][][]byte{{[]byte("ab"), []byte("c")}, {[]byte("a"), []byte("bc")}, {[]byte("abc")}, {[]byte("abc"), nil}, {nil, []byte("abc")}}
	for i, pieces := range ways {
		c := cache.New[int](9)
		_, key, _ := c.Get(pieces...)
		c.Put(key, i)
		for j, other := range ways {
			if got, _, ok := c.Get(other...); ok != (i == j) || ok && got != i {
				t.Errorf("%q for %q: got %d, %v", other, pieces, got, ok)
			}
		}
	}
}

// TestCacheCopies changes bytes after a value was kept for them, and before.
func TestCacheCopies(t *testing.T) {
	t.Parallel()
	c := cache.New[string](9)
	data := []byte("what was verified")
	sent := bytes.Clone(data)
	_, key, _ := c.Get(sent)
	sent[0]++
	c.Put(key, "held")
	if got, _, ok := c.Get(data); !ok || got != "held" {
		t.Error("a value is not kept for the bytes that were asked for")
	}
	if got, _, ok := c.Get(sent); ok {
		t.Errorf("got %q for other bytes", got)
	}
}
