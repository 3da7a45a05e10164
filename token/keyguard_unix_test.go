//go:build unix && !aix && !solaris

package token

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stranger returns a guard for whom a file belongs to somebody else: root gives
// the file away, others look at their own as another user would.
func stranger(t *testing.T, path string) guard {
	t.Helper()
	g := newGuard()
	if g.uid != 0 {
		g.uid++
		return g
	}
	if err := os.Lchown(path, 4242, -1); err != nil {
		t.Fatal(err)
	}
	return g
}

func wantError(t *testing.T, err error, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("found %v, expected %q", err, text)
		}
	}
}

// keyAt makes a key in a store and returns its path.
func keyAt(t *testing.T) (*KeyStore, string) {
	t.Helper()
	store, err := OpenKeyStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Signer(ES256, "", time.Now()); err != nil {
		t.Fatal(err)
	}
	path, err := store.Path(ES256, "")
	if err != nil {
		t.Fatal(err)
	}
	return store, path
}

// A key that isn't a file of the user is refused with its path, at once.
func TestKeyStorePlanted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		plant   func(path, key string) error
		message string
	}{
		"link":          {func(path, key string) error { return os.Symlink(key, path) }, "found a symbolic link, expected a regular file"},
		"dangling link": {func(path, key string) error { return os.Symlink(key+"x", path) }, "found a symbolic link, expected a regular file"},
		"pipe":          {func(path, _ string) error { return syscall.Mkfifo(path, 0o600) }, "found a named pipe, expected a regular file"},
		"directory":     {func(path, _ string) error { return os.Mkdir(path, 0o700) }, "found a directory, expected a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, path := keyAt(t)
			key := path + ".moved"
			if err := errors.Join(os.Rename(path, key), tc.plant(path, key)); err != nil {
				t.Fatal(err)
			}
			_, err := store.Signer(ES256, "", time.Now())
			wantError(t, err, path, tc.message)
			_, err = store.KeySet("", ES256)
			wantError(t, err, path, tc.message)
		})
	}
}

// Keys that the caller names may be links, as in containers, but are files.
func TestKeyFileNamed(t *testing.T) {
	t.Parallel()
	_, path := keyAt(t)
	link, pipe := path+".link", path+".pipe"
	if err := errors.Join(os.Symlink(path, link), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKeyPair(link); err != nil {
		t.Error(err)
	}
	_, err := ReadKeyPair(pipe)
	wantError(t, err, pipe, "found a named pipe, expected a regular file")
}

// A key, directory or link of another user is refused.
func TestGuardOwner(t *testing.T) {
	t.Parallel()
	_, path := keyAt(t)
	g := stranger(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, g.checkKeyFile(info), "it belongs to user ", "expected user ")

	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(state, link); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{dir, state, link} {
		if err := newGuard().checkWay(at); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	wantError(t, stranger(t, link).checkWay(link), "it belongs to user ")
	wantError(t, stranger(t, state).checkWay(state), "it belongs to user ")
}

// No part of the way to a directory may be one that others write to, also where
// links lead; but for root's sticky ones.
func TestGuardWay(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	at := func(names ...string) string { return filepath.Join(append([]string{base}, names...)...) }
	for _, dir := range []string{at("open", "below"), at("closed", "below"), at("own")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	err := errors.Join(
		os.Chmod(at("open"), 0o777),
		os.Symlink(filepath.Join("..", "open", "below"), at("closed", "out")),
		os.Symlink(at("closed", "out"), at("own", "chain")),
		os.Symlink("below", at("closed", "inner")),
		os.Symlink(at("closed", "below"), at("open", "away")),
		os.Symlink("loop", at("loop")),
		os.WriteFile(at("file"), nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	writable := "found mode 0777, which lets others replace keys"
	for path, message := range map[string]string{
		at("closed", "below"): "",
		at("closed", "inner"): "",
		at("open"):            writable,
		at("open", "below"):   at("open") + ": " + writable,
		at("closed", "out"):   at("open") + ": " + writable, // where it leads
		at("own", "chain"):    at("open") + ": " + writable,
		at("open", "away"):    at("open") + ": " + writable, // what leads there
		base + "/open/../own": at("open") + ": " + writable, // as a link may say it
		at("loop"):            "found more than 40 symbolic links",
		at("file"):            "found a regular file, expected a directory",
		at("none"):            "no such file",
		os.TempDir():          "",
	} {
		err := newGuard().checkWay(path)
		if message == "" && err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if message != "" {
			wantError(t, err, message)
		}
	}
}

// Group write passes where the group is the user's, or root's, alone.
func TestPrivateGroup(t *testing.T) {
	t.Parallel()
	const passwd = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n" +
		"cat:x:1002:100::/home/cat:/bin/sh\ndan:x:1003:1003::/:\neve:x:1004:1003::/:\nfay:x:1005:1005::/:\n"
	const group = "root:x:0:\nann:x:1000:\nbob:x:1001:bob,cat\nusers:x:100:\ndan:x:1003:\nfay:x:1005:fay\nstaff:x:50:\n"
	for _, tc := range []struct {
		name     string
		uid, gid uint32
		want     bool
	}{
		{"own", 1000, 1000, true},
		{"root's", 0, 0, true},
		{"lists its user", 1005, 1005, true},
		{"another's", 1000, 1001, false},
		{"a second member", 1001, 1001, false},
		{"another name", 1002, 100, false},
		{"two users have it", 1003, 1003, false},
		{"nobody's", 1000, 50, false},
		{"unknown", 1000, 7, false},
	} {
		if got := privateGroup(passwd, group, tc.uid, tc.gid); got != tc.want {
			t.Errorf("%s: found %t, expected %t", tc.name, got, tc.want)
		}
	}
	if privateGroup("", "", 0, 0) || privateGroup(passwd, "", 0, 0) || privateGroup("", group, 0, 0) {
		t.Error("a group that nobody knows counts as private")
	}

	dir := filepath.Join(t.TempDir(), "state")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, 0o770)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	gid := info.Sys().(*syscall.Stat_t).Gid
	g := newGuard()
	line := func(format ...string) func() string { return func() string { return strings.Join(format, ":") } }
	id, own := fmt.Sprint(g.uid), fmt.Sprint(gid)
	g.passwd, g.group = line("u", "x", id, own, "", ""), line("u", "x", own, "")
	if err := g.checkWay(dir); err != nil {
		t.Errorf("a private group: %v", err)
	}
	g.group = line("u", "x", own, "v")
	wantError(t, g.checkWay(dir), "found mode 0770, which lets others replace keys")
}

// A sweep leaves alone what a live run is writing, and takes what nobody is.
func TestKeyStoreSweepRace(t *testing.T) {
	t.Parallel()
	store, path := keyAt(t)
	pair, err := ReadKeyPair(path)
	if err != nil {
		t.Fatal(err)
	}
	exists := func(path string) bool { _, err := os.Stat(path); return err == nil }
	orphan := filepath.Join(filepath.Dir(path), tempPrefix+"orphan")
	err = store.put(pair, func(temp string) error { // a lock is held here
		if err := os.WriteFile(orphan, nil, 0o600); err != nil {
			return err
		}
		store.sweep(time.Now())
		if !exists(temp) {
			t.Error("swept under a live run")
		}
		if exists(orphan) {
			t.Error("an orphan is left")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if left := store.temps(); len(left) > 0 {
		t.Errorf("found %v, expected nothing left", left)
	}
}

// Anyone who may read a key directory can lock it for ever. No key waits for that.
func TestKeyStoreForeignLock(t *testing.T) {
	t.Parallel()
	store, path := keyAt(t)
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Signer(ES384, "https://other.example", time.Now()); err != nil {
		t.Error(err)
	}
}
