package token_test

import (
	"context"
	"errors"
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

// A stored certificate that is not valid at the time is replaced for the same key,
// so that tokens can be verified at any time with the key at hand.
func TestKeyStoreOtherTimes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	store := openStore(t, t.TempDir())
	first, err := store.Signer(token.ES256, tokentest.Issuer, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{now.AddDate(-3, 0, 0), now.AddDate(12, 0, 0), first.Certificate().NotAfter.Add(-time.Hour)} {
		s, err := store.Signer(token.ES256, tokentest.Issuer, at)
		if err != nil || s.KeyID() != first.KeyID() {
			t.Fatalf("found key %v, %v", s, err)
		}
		a := &tokentest.Authority{Signer: s, At: at}
		if _, err := a.Verifier().Verify(context.Background(), a.Token(t), a.Want(), at); err != nil {
			t.Errorf("at %s: %v", at, err)
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
	mentions("a directory for everybody", use(dir), filepath.Join(dir, "keys"), "0777", "expected 0700")
	// A user who may not write there is told so; root may write anywhere.
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
