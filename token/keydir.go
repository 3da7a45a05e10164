package token

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tempPrefix begins the names of files that are being written in a key directory.
const tempPrefix = ".new-"

// staleAge is how old such a file must be to count as left behind where no lock can
// tell: nobody takes that long to write one.
const staleAge = time.Hour

// prepare makes the directory, refuses one in which others can put keys, and
// sweeps it.
func (k *KeyStore) prepare(now time.Time) error {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	if err := k.check(); err != nil {
		return err
	}
	k.sweep(now)
	return nil
}

// check refuses a directory that anybody else can put keys into, in whatever place
// on the way to it.
func (k *KeyStore) check() error {
	err := newGuard().checkWay(k.dir)
	if perr := (*fs.PathError)(nil); errors.As(err, &perr) {
		err = fmt.Errorf("%s: %w", perr.Path, perr.Err)
	}
	if err != nil {
		return fmt.Errorf("key directory: %w", err)
	}
	return nil
}

// put writes a key to a new file, mode 0600, which place then moves to its place.
func (k *KeyStore) put(pair *KeyPair, place func(temp string) error) error {
	text, err := pair.marshal()
	if err != nil {
		return err
	}
	temp, release, err := k.writeTemp(text)
	if err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	defer release()
	if err := place(temp); err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	return nil
}

// writeTemp writes a new file, mode 0600, and returns its name, and what removes it.
// Until then it is locked, where there are locks, so that nobody sweeps it.
func (k *KeyStore) writeTemp(text []byte) (name string, release func(), err error) {
	file, locked, err := k.newTemp()
	if err != nil {
		return "", nil, err
	}
	release = func() {
		os.Remove(file.Name())
		file.Close()
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync()); err == nil && !locked {
		err = file.Close() // some systems move no file that is open
	}
	if err != nil {
		release()
		return "", nil, err
	}
	return file.Name(), release, nil
}

// newTemp makes a new file and locks it. The lock is on the file, and not on the
// directory, which others may be able to read, and so to lock for ever. A run that
// sweeps just then may be quicker than the lock: then the file is gone, and there is
// another.
func (k *KeyStore) newTemp() (file *os.File, locked bool, err error) {
	const tries = 100
	for range tries {
		if file, err = os.CreateTemp(k.dir, tempPrefix+"*"); err != nil {
			return nil, false, err
		}
		if locked = lockFile(file, false); !locked || exists(file) {
			return file, locked, nil
		}
		file.Close()
	}
	return nil, false, errors.New("found every new file removed by somebody else")
}

// exists reports whether a file is still in its directory.
func exists(file *os.File) bool {
	opened, err := file.Stat()
	if err != nil {
		return false
	}
	listed, err := os.Lstat(file.Name())
	return err == nil && os.SameFile(opened, listed)
}

// sweep removes the files of runs that were killed before they were done, private
// keys as they are. What can't be removed is in nobody's way.
func (k *KeyStore) sweep(now time.Time) {
	for _, entry := range k.temps() {
		if info, err := entry.Info(); err == nil {
			sweepTemp(filepath.Join(k.dir, entry.Name()), now.Sub(info.ModTime()) > staleAge)
		}
	}
}

// sweepTemp removes a new file if nobody is writing it, which a lock of it alone
// proves; the file goes before the lock ends. Without locks, its age must tell.
func sweepTemp(path string, stale bool) {
	file, err := openKey(path, false)
	if err != nil {
		return
	}
	alone := lockFile(file, true)
	if !alone {
		file.Close() // some systems remove no file that is open
	}
	if alone || stale {
		os.Remove(path)
	}
	file.Close()
}

// temps lists the files that are being written, or were left behind.
func (k *KeyStore) temps() []os.DirEntry {
	entries, _ := os.ReadDir(k.dir)
	return slices.DeleteFunc(entries, func(entry os.DirEntry) bool {
		return !entry.Type().IsRegular() || !strings.HasPrefix(entry.Name(), tempPrefix)
	})
}
