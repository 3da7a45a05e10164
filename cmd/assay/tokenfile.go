package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// tokenFile is the file that --token-out names. Whoever reads it gets a whole
// token of the last run that permitted, and none after a run that didn't.
type tokenFile string

// check refuses what a token may not take the place of: a symbolic link, which
// leads who knows where, anything else that is no regular file, and a file that
// holds something other than a token.
func (f tokenFile) check() error {
	info, err := os.Lstat(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fileError(string(f), err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("--token-out: %s is a symbolic link, expected a file or nothing", f)
	case !info.Mode().IsRegular():
		return fmt.Errorf("--token-out: %s is not a regular file, expected a file or nothing", f)
	}
	start, err := f.start()
	if err != nil {
		return fileError(string(f), err)
	}
	if len(start) > 0 && !bytes.HasPrefix(start, []byte("eyJ")) {
		return fmt.Errorf("--token-out: %s holds something other than a token, which is not overwritten", f)
	}
	return nil
}

// start returns the first bytes of the file.
func (f tokenFile) start() ([]byte, error) {
	file, err := os.Open(string(f))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 3))
}

// write puts a token into the file, and nothing else: no line end, which some
// verifiers take for a part of the signature. A reader sees the older token or
// the new one, never a part of it.
func (f tokenFile) write(token string) error {
	dir, base := filepath.Split(string(f))
	temporary := filepath.Join(dir, "."+base+"."+rand.Text())
	if err := create(temporary, token); err != nil {
		return errors.Join(fileError(string(f), err), f.remove(temporary))
	}
	if err := os.Rename(temporary, string(f)); err != nil {
		return errors.Join(fileError(string(f), err), f.remove(temporary))
	}
	return nil
}

// create writes a new file, which must not exist.
func create(path, text string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// discard removes an older token, after a run that issued none.
func (f tokenFile) discard() error {
	if err := f.check(); err != nil {
		return err
	}
	return f.remove(string(f))
}

func (f tokenFile) remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fileError(string(f), err)
	}
	return nil
}
