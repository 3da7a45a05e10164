package token_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-policy/assay/token"
	"github.com/assay-policy/assay/token/tokentest"
)

// unwrapAll returns the innermost error of a chain.
func unwrapAll(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		if _, ok := err.(*os.PathError); ok {
			return err
		}
		err = inner
	}
}

// The state directory follows the XDG base directory specification.
func TestDefaultStateDir(t *testing.T) {
	t.Parallel()
	home, state := filepath.FromSlash("/home/u"), filepath.FromSlash("/state")
	if runtime.GOOS == "windows" {
		home, state = `C:\home\u`, `C:\state`
	}
	inHome := filepath.Join(home, ".local", "state", "assay")
	for _, tc := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"XDG", map[string]string{"XDG_STATE_HOME": state, "HOME": home}, filepath.Join(state, "assay")},
		{"home", map[string]string{"HOME": home}, inHome},
		{"XDG relative", map[string]string{"XDG_STATE_HOME": "state", "HOME": home}, inHome},
		{"none", nil, ""},
		{"home relative", map[string]string{"HOME": "u"}, ""},
	} {
		got, err := token.DefaultStateDir(func(name string) string { return tc.env[name] })
		if got != tc.want || (err == nil) != (tc.want != "") {
			t.Errorf("%s: found %q, %v", tc.name, got, err)
		}
	}
}

func openStore(t *testing.T, dir string) *token.KeyStore {
	t.Helper()
	store, err := token.OpenKeyStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// A key is made on first use, kept with mode 0600 in directories of mode 0700, and
// is the same afterwards; another algorithm or issuer has another.
func TestKeyStore(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	dir := filepath.Join(t.TempDir(), "a", "assay")
	store := openStore(t, dir)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("opening made the directory: %v", err)
	}
	first, err := store.Signer("", "", now)
	if err != nil {
		t.Fatal(err)
	}
	if first.Algorithm() != token.RS256 || first.Issuer() != "https://localhost" {
		t.Errorf("found %s, %s", first.Algorithm(), first.Issuer())
	}
	again, err := openStore(t, dir).Signer(token.RS256, "https://localhost/", now.Add(time.Hour))
	if err != nil || again.KeyID() != first.KeyID() || !again.Certificate().Equal(first.Certificate()) {
		t.Errorf("found another key or certificate, %v", err)
	}
	ids := map[string]bool{first.KeyID(): true}
	for _, issuer := range []string{"https://localhost", "https://localhost/b", "https://localhost:1"} {
		s, err := store.Signer(token.ES256, issuer, now)
		if err != nil {
			t.Fatal(err)
		}
		ids[s.KeyID()] = true
	}
	if len(ids) != 4 {
		t.Errorf("found %d keys, expected 4", len(ids))
	}
	checkModes(t, dir, 4)
}

func checkModes(t *testing.T, dir string, files int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		} else {
			files--
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("%s: found mode %o, expected %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil || files != 0 {
		t.Errorf("found %d files less than expected: %v", files, err)
	}
}

// Many processes that start at once agree on one key and leave nothing behind.
func TestKeyStoreRace(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	dir := t.TempDir()
	ids := make([]string, 16)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			store, err := token.OpenKeyStore(dir)
			if err != nil {
				t.Error(err)
				return
			}
			s, err := store.Signer(token.ES256, "", now)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = s.KeyID()
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("found keys %q and %q", id, ids[0])
		}
	}
	checkModes(t, filepath.Join(dir, "keys"), 1)
}

// S6.2: a stored certificate serves all times since 2020; one that ends too soon is
// replaced for the same key, for good.
func TestKeyStoreOtherTimes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	store := openStore(t, t.TempDir())
	first, err := store.Signer(token.ES256, tokentest.Issuer, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		at   time.Time
		same bool // certificate
	}{
		{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), true},
		{now.AddDate(-3, 0, 0), true},
		{now.AddDate(10, 0, 0).Add(-token.TokenLifetime), true},
		{now.AddDate(10, 0, 0).Add(-time.Hour), false},
		{now.AddDate(12, 0, 0), true},
		{now.AddDate(30, 0, 0), false},
	} {
		before := kept(t, store)
		s, err := store.Signer(token.ES256, tokentest.Issuer, tc.at)
		if err != nil || s.KeyID() != first.KeyID() {
			t.Fatalf("found key %v, %v", s, err)
		}
		if after := kept(t, store); !s.Certificate().Equal(after) || after.Equal(before) != tc.same {
			t.Errorf("at %s: kept a certificate from %s to %s", tc.at, after.NotBefore, after.NotAfter)
		}
		a := &tokentest.Authority{Signer: s, At: tc.at}
		if _, err := a.Verifier().Verify(context.Background(), a.Token(t), a.Want(), tc.at); err != nil {
			t.Errorf("at %s: %v", tc.at, err)
		}
	}
	checkModes(t, filepath.Dir(pathOf(t, store)), 1)
}

func pathOf(t *testing.T, store *token.KeyStore) string {
	t.Helper()
	path, err := store.Path(token.ES256, tokentest.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// kept returns the certificate in the store.
func kept(t *testing.T, store *token.KeyStore) *x509.Certificate {
	t.Helper()
	set, err := store.KeySet(tokentest.Issuer, token.ES256)
	if err != nil {
		t.Fatal(err)
	}
	for key := range set.All() {
		return key.Certificates()[0]
	}
	t.Fatal("found no key")
	return nil
}

// S6.2: a key whose certificate begins later than 2020, as those made before, or
// that has none, stays the key that it is and gets a certificate that doesn't.
func TestS6_2CertifiedAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	key := tokentest.Key(t, token.ES256)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	private := pemOf(t, "PRIVATE KEY", der, err)
	late := tokentest.Certificate(t, key, func(c *x509.Certificate) { c.NotBefore = now.Add(-time.Hour) })
	for name, text := range map[string]string{"late": private + pemOf(t, "CERTIFICATE", late.Raw, nil), "none": private} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := openStore(t, t.TempDir())
			path := pathOf(t, store)
			if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
			s, err := store.Signer(token.ES256, tokentest.Issuer, now)
			if err != nil {
				t.Fatal(err)
			}
			if id, _ := token.KeyID(key.Public()); s.KeyID() != id || s.Certificate().NotBefore.Year() != 2020 || !kept(t, store).Equal(s.Certificate()) {
				t.Errorf("found kid %s, certificate from %s, kept from %s", s.KeyID(), s.Certificate().NotBefore, kept(t, store).NotBefore)
			}
			checkModes(t, filepath.Dir(path), 1)
		})
	}
}

// The public half of kept keys needs no private one to be made.
func TestKeyStoreKeySet(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	dir := filepath.Join(t.TempDir(), "state")
	store := openStore(t, dir)
	if set, err := store.KeySet(""); !errors.Is(err, fs.ErrNotExist) || set != nil {
		t.Errorf("found %v, %v", set, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("looking made the directory: %v", err)
	}
	a := &tokentest.Authority{At: now}
	var err error
	if a.Signer, err = store.Signer(token.ES256, tokentest.Issuer, now); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Signer(token.ES384, tokentest.Issuer, now); err != nil {
		t.Fatal(err)
	}
	for count, algorithms := range map[int][]token.Algorithm{2: nil, 1: {token.ES256, token.RS256}} {
		set, err := store.KeySet(tokentest.Issuer, algorithms...)
		if err != nil || set.Len() != count {
			t.Fatalf("found %v, %v, expected %d", set, err, count)
		}
		v := a.Verifier()
		v.Keys = set
		if _, err := v.Verify(context.Background(), a.Token(t), a.Want(), now); err != nil {
			t.Error(err)
		}
	}
	for _, tc := range []struct {
		issuer    string
		algorithm token.Algorithm
	}{{tokentest.Issuer, token.RS256}, {"https://other.example", token.ES256}} {
		if set, err := store.KeySet(tc.issuer, tc.algorithm); !errors.Is(err, fs.ErrNotExist) || set != nil {
			t.Errorf("%v: found %v, %v", tc, set, err)
		}
	}
	if _, err := store.KeySet("x"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("found %v for no URI", err)
	}
	checkModes(t, filepath.Join(dir, "keys"), 2)
}

// What a run that was killed left behind is swept, the key with it that may be in it.
func TestKeyStoreSweep(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	store := openStore(t, t.TempDir())
	dir := filepath.Dir(pathOf(t, store))
	left := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("half a key"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := now.Add(-2 * time.Hour) // where no lock can tell
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for range 2 { // with a key to be made, and with one
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		orphan, other := left(".new-123"), left("notes.txt")
		if _, err := store.Signer(token.ES256, tokentest.Issuer, now); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(orphan); !os.IsNotExist(err) {
			t.Errorf("an orphan is left: %v", err)
		}
		if _, err := os.Stat(other); err != nil {
			t.Errorf("swept more than orphans: %v", err)
		}
	}
}

// What is wrong with a store is said with the name of the file or directory.
func TestKeyStoreRefused(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	use := func(dir string) error {
		_, err := openStore(t, dir).Signer(token.ES256, "", now)
		return err
	}
	mentions := func(name string, err error, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%s: found %v, expected %q", name, err, text)
			}
		}
	}
	if _, err := token.OpenKeyStore(""); err == nil {
		t.Error("a store without a directory")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mentions("a file for a directory", use(file), "key directory", file)

	dir := t.TempDir()
	if err := use(dir); err != nil {
		t.Fatal(err)
	}
	path, err := openStore(t, dir).Path(token.ES256, "")
	if err != nil || !strings.HasPrefix(filepath.Base(path), "ES256-localhost-") {
		t.Fatalf("found %q, %v", path, err)
	}
	if path, err := openStore(t, dir).Path("", "https://[fe80::1]/a b"); err == nil {
		t.Errorf("found %q for no URI", path)
	}
	if path, err := openStore(t, dir).Path("", "https://[fe80::1]:9"); err != nil || !strings.HasPrefix(filepath.Base(path), "RS256-fe80__1-") {
		t.Errorf("found %q, %v", path, err)
	}
	foreign, err := openStore(t, dir).Path(token.ES256, "https://other.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, foreign); err != nil {
		t.Fatal(err)
	}
	_, err = openStore(t, dir).Signer(token.ES256, "https://other.example", now)
	mentions("a key of another issuer", err, foreign, `found a certificate for "https://localhost"`)

	if err := os.WriteFile(path, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	mentions("nonsense", use(dir), path, "found no private key")
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	mentions("a file for everybody", use(dir), path, "0644", "expected 0600")
	if err := os.Chmod(filepath.Join(dir, "keys"), 0o777); err != nil {
		t.Fatal(err)
	}
	mentions("a directory for everybody", use(dir), filepath.Join(dir, "keys"), "0777", "expected that only its owner can write there")
	// A user who may not write there is told so; root may write anywhere.
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "keys"), 0o700) })
	if err := os.Chmod(filepath.Join(dir, "keys"), 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err = openStore(t, dir).Signer(token.ES384, "", now); os.Geteuid() != 0 {
		mentions("a directory not to be written", err, "key directory", filepath.Join(dir, "keys"), "permission denied")
	}
	mentions("issuer", func() error { _, err := openStore(t, dir).Signer(token.ES256, "x", now); return err }(), `found issuer "x"`)
	mentions("algorithm", func() error { _, err := openStore(t, dir).Signer("none", "", now); return err }(), `found algorithm "none"`)
	if _, err := openStore(t, dir).Path("none", ""); err == nil {
		t.Error("a path for alg none")
	}
}
