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

// staleAge is after what time such a file counts as left behind where no lock can
// tell: nobody takes so long to write one.
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
// The lock keeps others from sweeping the file.
func (k *KeyStore) put(pair *KeyPair, place func(temp string) error) error {
	text, err := pair.marshal()
	if err != nil {
		return err
	}
	unlock, _ := lockDir(k.dir, false)
	defer unlock()
	temp, err := k.writeTemp(text)
	if err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	defer os.Remove(temp)
	if err := place(temp); err != nil {
		return fmt.Errorf("key directory %s: %w", k.dir, err)
	}
	return nil
}

// writeTemp writes a new file, mode 0600, and returns its name.
func (k *KeyStore) writeTemp(text []byte) (string, error) {
	file, err := os.CreateTemp(k.dir, tempPrefix+"*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// sweep removes the files of runs that were killed before they were done, private
// keys as they are. Who holds the lock alone knows that nobody is writing one;
// without it, age must tell. What can't be removed is in nobody's way.
func (k *KeyStore) sweep(now time.Time) {
	if len(k.temps()) == 0 {
		return
	}
	unlock, alone := lockDir(k.dir, true)
	defer unlock()
	for _, entry := range k.temps() {
		info, err := entry.Info()
		if err == nil && (alone || now.Sub(info.ModTime()) > staleAge) {
			os.Remove(filepath.Join(k.dir, entry.Name()))
		}
	}
}

// temps lists the files that are being written, or were left behind.
func (k *KeyStore) temps() []os.DirEntry {
	entries, _ := os.ReadDir(k.dir)
	return slices.DeleteFunc(entries, func(entry os.DirEntry) bool {
		return !entry.Type().IsRegular() || !strings.HasPrefix(entry.Name(), tempPrefix)
	})
}
