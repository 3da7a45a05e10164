package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/assay-policy/assay/ast"
)

// maxPolicyText is one byte more than the language allows (L9), so that a
// text that is too long is seen to be.
const maxPolicyText = 1<<20 + 1

// source reads a policy. Of a text that is too long, as much is read as shows
// it to be: the check then says so.
func (e *env) source(path string) (*ast.Source, error) {
	data, err := e.read(path, maxPolicyText)
	if err != nil && !errors.Is(err, errTooLarge) {
		return nil, err
	}
	return ast.NewSource(path, string(data)), nil
}

// oneStdin refuses a list of files that has standard input twice: the second
// would be read as empty.
func oneStdin(paths []string) error {
	seen := false
	for _, path := range paths {
		if path == "-" && seen {
			return usage("standard input can be read only once")
		}
		seen = seen || path == "-"
	}
	return nil
}

var errTooLarge = errors.New("too large")

// evidence reads a file of evidence or one that goes with it. One that is too
// large is refused as evidence (E1.8): it was read, and can't be what it should.
func (e *env) evidence(path string, limit int64) ([]byte, error) {
	data, err := e.read(path, limit)
	if errors.Is(err, errTooLarge) {
		return nil, refuse(err)
	}
	return data, err
}

// read returns the bytes of a file, or of stdin for "-". Above the limit it
// returns as many as the limit and an errTooLarge.
func (e *env) read(path string, limit int64) ([]byte, error) {
	var r io.Reader = e.in
	var data bytes.Buffer
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fileError(path, err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s: is a directory, expected a file", path)
		}
		if err == nil && info.Size() < limit {
			data.Grow(int(info.Size()) + bytes.MinRead)
		}
		r = f
	}
	if _, err := data.ReadFrom(io.LimitReader(r, limit)); err != nil {
		return nil, fileError(path, err)
	}
	if int64(data.Len()) == limit {
		return data.Bytes(), fmt.Errorf("%s: %w: the limit is %d bytes", path, errTooLarge, limit-1)
	}
	return data.Bytes(), nil
}

// fileError says what is wrong with a file without the name of a system call.
func fileError(path string, err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return fmt.Errorf("%s: %w", path, perr.Err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
