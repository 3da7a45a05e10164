package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/assay-policy/assay/token"
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
	text, err := f.read()
	if err != nil {
		return fileError(string(f), err)
	}
	if text != "" && !isToken(text) {
		return fmt.Errorf("--token-out: %s holds something other than a token, which is not overwritten", f)
	}
	return nil
}

// read returns what the file holds, no more than shows that it is too long.
func (f tokenFile) read() (string, error) {
	file, err := os.Open(string(f))
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, token.MaxToken+2))
	return strings.TrimRight(string(text), "\r\n"), err
}

// isToken reports whether a text is a token. Requests with evidence and envelopes of
// policies begin with the same letters, but say of no issuer.
func isToken(text string) bool {
	u, err := token.Inspect(text)
	return err == nil && u.Issuer() != ""
}

// write puts a token into the file, and nothing else: no line end, which some
// verifiers take for a part of the signature. A reader sees the older token or
// the new one, never a part of it. Whoever has a token can use it: nobody else can
// read the file, unless they could read the older one.
func (f tokenFile) write(text string) error {
	mode := fs.FileMode(0o600)
	if info, err := os.Lstat(string(f)); err == nil {
		mode = info.Mode().Perm()
	}
	return replace(string(f), text, mode)
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
