package collateral_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/evidence/snp"
	"github.com/assay-policy/assay/evidence/snp/snptest"
)

// shelf is a Getter that has documents, and counts what it was asked for.
type shelf struct {
	lock  sync.Mutex
	asked map[string]int
	get   func(collateral.Request) (*collateral.Response, error)
}

func (s *shelf) Get(_ context.Context, r collateral.Request) (*collateral.Response, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.asked == nil {
		s.asked = map[string]int{}
	}
	s.asked[r.URL]++
	return s.get(r)
}

// virtual is a virtual AMD, whose making takes a while.
var virtual = sync.OnceValues(func() (*snptest.Vendor, error) { return snptest.NewVendor(snp.Milan) })

// lists is a shelf that has one revocation list of the virtual AMD, due for the next
// at snptest.Now and 15 days.
func lists(t *testing.T) *shelf {
	t.Helper()
	amd, err := virtual()
	if err != nil {
		t.Fatal(err)
	}
	crl := amd.CRL(t)
	return &shelf{get: func(collateral.Request) (*collateral.Response, error) { return &collateral.Response{Body: crl}, nil }}
}

// crl asks for the list at an address.
func crl(url string, at time.Time) collateral.Request {
	return collateral.Request{Document: collateral.CRL, URL: url, At: at}
}

// cached makes a cache in a folder, with the warnings it gives.
func cached(from collateral.Getter, dir string, size int64) (*collateral.Cache, *[]error) {
	warnings, lock := new([]error), new(sync.Mutex)
	return collateral.NewCache(from, collateral.CacheOptions{Dir: dir, Bytes: size, Warn: func(err error) {
		lock.Lock()
		defer lock.Unlock()
		*warnings = append(*warnings, err)
	}}), warnings
}

// get wants an answer.
func get(t *testing.T, from collateral.Getter, r collateral.Request) *collateral.Response {
	t.Helper()
	got, err := from.Get(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestE3_14_CacheKeeps asks once for what it may keep: until it expires, for one
// address, in any process, unless it is to be fresh.
func TestE3_14_CacheKeeps(t *testing.T) {
	t.Parallel()
	from, dir := lists(t), filepath.Join(t.TempDir(), "made", "here")
	cache, warnings := cached(from, dir, 0)
	first := get(t, cache, crl("https://kds.test/crl", snptest.Now))
	other, _ := cached(from, dir, 0) // as another process would have it
	for _, at := range []time.Time{snptest.Now, snptest.Now.Add(24 * time.Hour)} {
		if got := get(t, other, crl("https://user:secret@kds.test/crl", at)); !bytes.Equal(got.Body, first.Body) || !got.Cached || first.Cached {
			t.Errorf("at %v: got another answer, cached %v and %v", at, first.Cached, got.Cached)
		}
	}
	if n := from.asked["https://kds.test/crl"]; n != 1 {
		t.Errorf("asked %d times, expected once", n)
	}
	for _, r := range []collateral.Request{
		crl("https://kds.test/crl", snptest.Now.AddDate(0, 0, 15).Add(time.Second)), // expired
		crl("https://kds.test/crl", snptest.Now.Add(24*time.Hour+time.Second)),      // a day old
		crl("https://kds.test/crl", snptest.Now.Add(-time.Second)),                  // kept later
		{Document: collateral.CRL, URL: "https://kds.test/crl", At: snptest.Now, Fresh: true},
		{Document: collateral.RootCRL, URL: "https://kds.test/crl", At: snptest.Now},
		crl("https://kds.test/other", snptest.Now),
	} {
		if got := get(t, cache, r); got.Cached {
			t.Errorf("%v came out of the cache", r)
		}
	}
	if len(*warnings) > 0 {
		t.Errorf("got the warnings %v", *warnings)
	}
	if found := grep(t, dir, "secret"); found != "" {
		t.Errorf("%s has the password", found)
	}
}

// grep returns the name of a file that has the text in it.
func grep(t *testing.T, dir, text string) (found string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) || strings.Contains(path, text) {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestE3_14_CacheMaxAge: what may have a successor before it expires is kept for a day,
// certificates until their end.
func TestE3_14_CacheMaxAge(t *testing.T) {
	t.Parallel()
	amd, err := virtual()
	if err != nil {
		t.Fatal(err)
	}
	chain := snptest.PEM(amd.ASK.Cert.Raw, amd.ARK.Cert.Raw)
	from := &shelf{get: func(collateral.Request) (*collateral.Response, error) { return &collateral.Response{Body: chain}, nil }}
	cache, _ := cached(from, t.TempDir(), 0)
	r := collateral.Request{Document: collateral.Chain, URL: "https://kds.test/cert_chain", At: snptest.Now}
	get(t, cache, r)
	r.At = amd.ASK.Cert.NotAfter
	if !get(t, cache, r).Cached {
		t.Error("the chain was fetched anew before its end")
	}
	r.At = r.At.Add(time.Second)
	if get(t, cache, r).Cached {
		t.Error("the chain came out of the cache after its end")
	}
	for d := collateral.TCBInfo; d <= collateral.CRL; d++ {
		want := 24 * time.Hour
		if d == collateral.VEK || d == collateral.Chain {
			want = 0
		}
		if d.MaxAge() != want {
			t.Errorf("%v is kept for %v, expected %v", d, d.MaxAge(), want)
		}
	}
}

// TestE3_14_CacheRefuses keeps nothing that isn't the document, or has expired.
func TestE3_14_CacheRefuses(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]*shelf{
		"no document": {get: func(collateral.Request) (*collateral.Response, error) {
			return &collateral.Response{Body: []byte("<html>")}, nil
		}},
		"expired": lists(t),
		"larger than its limit": {get: func(collateral.Request) (*collateral.Response, error) {
			return &collateral.Response{Body: append(product(t, snp.Milan).CRL(t), make([]byte, evidence.DefaultCRL)...)}, nil
		}},
	} {
		dir := t.TempDir()
		cache, _ := cached(from, dir, 0)
		at := snptest.Now.AddDate(0, 1, 0)
		get(t, cache, crl("https://kds.test/crl", at))
		get(t, cache, crl("https://kds.test/crl", at))
		if files, err := os.ReadDir(dir); err != nil || len(files) > 0 || from.asked["https://kds.test/crl"] != 2 {
			t.Errorf("%s: found %v, %v, asked %v", name, files, err, from.asked)
		}
	}
	failing, _ := cached(&shelf{get: func(collateral.Request) (*collateral.Response, error) { return nil, os.ErrDeadlineExceeded }}, t.TempDir(), 0)
	if _, err := failing.Get(context.Background(), crl("https://kds.test/crl", now)); err != os.ErrDeadlineExceeded {
		t.Errorf("got %v, expected the error of the service", err)
	}
	if _, err := failing.Get(context.Background(), crl("https://kds.test/crl", time.Time{})); err != evidence.ErrNoTime {
		t.Errorf("got %v, expected ErrNoTime", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := failing.Get(ctx, crl("https://kds.test/crl", now)); err != context.Canceled {
		t.Errorf("got %v, expected the context's error", err)
	}
}

// TestE3_14_CacheDamaged fetches anew what is not as it was written, and says so.
func TestE3_14_CacheDamaged(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func([]byte) []byte{
		"empty":           func([]byte) []byte { return nil },
		"cut short":       func(b []byte) []byte { return b[:len(b)/2] },
		"no entry":        func([]byte) []byte { return []byte(`[1]`) },
		"another address": func(b []byte) []byte { return bytes.Replace(b, []byte("kds.test"), []byte("kds.tess"), 1) },
		"another body":    func(b []byte) []byte { return bytes.Replace(b, []byte(`"body":"MII`), []byte(`"body":"MIJ`), 1) },
		"huge":            func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), 12<<20)...) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, dir := lists(t), t.TempDir()
			cache, warnings := cached(from, dir, 0)
			want := get(t, cache, crl("https://kds.test/crl", snptest.Now))
			file := entries(t, dir)[0]
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			got := get(t, cache, crl("https://kds.test/crl", snptest.Now))
			if got.Cached || !bytes.Equal(got.Body, want.Body) || len(*warnings) != 1 {
				t.Errorf("got cached %v, the warnings %v", got.Cached, *warnings)
			}
			if !get(t, cache, crl("https://kds.test/crl", snptest.Now)).Cached {
				t.Error("the entry was not replaced")
			}
		})
	}
}

// entries returns the files of a cache.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %v, %v", files, err)
	}
	return files
}

// TestE3_14_CacheOfOthers follows no link out of the folder, and touches no file
// that isn't its own.
func TestE3_14_CacheOfOthers(t *testing.T) {
	t.Parallel()
	from, dir, outside := lists(t), t.TempDir(), filepath.Join(t.TempDir(), "outside")
	cache, _ := cached(from, dir, 0)
	get(t, cache, crl("https://kds.test/crl", snptest.Now))
	file := entries(t, dir)[0]
	if err := errors.Join(os.Rename(file, outside), os.Symlink(outside, file), os.WriteFile(filepath.Join(dir, "mine"), make([]byte, 1<<16), 0o600)); err != nil {
		t.Fatal(err)
	}
	tight, warnings := cached(from, dir, 8<<10)
	if get(t, tight, crl("https://kds.test/crl", snptest.Now)).Cached || len(*warnings) != 1 {
		t.Errorf("followed a link out of the folder; warnings %v", *warnings)
	}
	if _, err := os.Stat(filepath.Join(dir, "mine")); err != nil {
		t.Error(err)
	}
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, expected a file of the cache's own", info, err)
	}
}

// TestE3_14_CachePlanted reads no entry that is no file: a folder, or a link within the
// folder to the entry of another address.
func TestE3_14_CachePlanted(t *testing.T) {
	t.Parallel()
	for name, plant := range map[string]func(file string) error{
		"folder": func(file string) error { return os.Mkdir(file, 0o700) },
		"link": func(file string) error {
			return errors.Join(os.WriteFile(filepath.Join(filepath.Dir(file), "other"), []byte("{}"), 0o600), os.Symlink("other", file))
		},
	} {
		from, dir := lists(t), t.TempDir()
		cache, warnings := cached(from, dir, 0)
		get(t, cache, crl("https://kds.test/crl", snptest.Now))
		file := entries(t, dir)[0]
		if err := errors.Join(os.Remove(file), plant(file)); err != nil {
			t.Fatal(err)
		}
		got := get(t, cache, crl("https://kds.test/crl", snptest.Now))
		if got.Cached || len(*warnings) == 0 || !strings.HasSuffix((*warnings)[0].Error(), "is damaged, and is fetched anew") {
			t.Errorf("%s: got cached %v, the warnings %v", name, got.Cached, *warnings)
		}
	}
}

// TestE3_14_CacheFull drops the oldest documents, and keeps nothing larger than all
// that it may hold.
func TestE3_14_CacheFull(t *testing.T) {
	t.Parallel()
	from, dir := lists(t), t.TempDir()
	cache, warnings := cached(from, dir, 0)
	url := func(i int) string { return fmt.Sprintf("https://kds.test/%d/crl", i) }
	var size int64
	for i := range 4 {
		get(t, cache, crl(url(i), snptest.Now))
		var total int64
		for _, file := range entries(t, dir) {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			total += info.Size()
			if info.ModTime().After(snptest.Now) { // the new one
				written := snptest.Now.Add(time.Duration(i) * time.Minute)
				if err := os.Chtimes(file, written, written); err != nil {
					t.Fatal(err)
				}
			}
		}
		size = total
	}
	tight, more := cached(from, dir, size)
	get(t, tight, crl(url(4), snptest.Now))
	if n := len(entries(t, dir)); n != 4 {
		t.Errorf("found %d entries, expected 4", n)
	}
	for i, want := range []bool{false, true, true, true, true} {
		if i == 0 {
			continue // its turn would drop another
		}
		if got := get(t, tight, crl(url(i), snptest.Now)).Cached; got != want {
			t.Errorf("%d: cached %v, expected %v", i, got, want)
		}
	}
	if get(t, tight, crl(url(0), snptest.Now)).Cached {
		t.Error("the oldest is still there")
	}
	tiny, most := cached(from, t.TempDir(), 100)
	get(t, tiny, crl(url(0), snptest.Now))
	if get(t, tiny, crl(url(0), snptest.Now)).Cached {
		t.Error("kept more than it may")
	}
	if len(*warnings)+len(*more)+len(*most) > 0 {
		t.Errorf("got the warnings %v %v %v", *warnings, *more, *most)
	}
}

// TestE3_14_CacheUnwritable has the document all the same, and says what is wrong.
func TestE3_14_CacheUnwritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cache, warnings := cached(lists(t), file, 0)
	if got := get(t, cache, crl("https://kds.test/crl", snptest.Now)); got.Cached || len(*warnings) != 2 {
		t.Errorf("got the warnings %v, expected two", *warnings)
	}
}

// TestE3_14_CacheShared has many at once use a folder that is always full: everyone
// gets whole documents.
func TestE3_14_CacheShared(t *testing.T) {
	t.Parallel()
	from, dir := lists(t), t.TempDir()
	want := get(t, from, crl("https://kds.test/crl", snptest.Now)).Body
	var wg sync.WaitGroup
	for range 8 {
		cache, warnings := cached(from, dir, 6<<10)
		wg.Go(func() {
			for i := range 40 {
				got, err := cache.Get(context.Background(), crl(fmt.Sprintf("https://kds.test/%d/crl", i%4), snptest.Now))
				if err != nil || !bytes.Equal(got.Body, want) {
					t.Errorf("got %v, %v", got, err)
				}
			}
			for _, err := range *warnings {
				// What another drops at the same moment can't be renamed: it is kept next time.
				if !errors.Is(err, fs.ErrNotExist) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
