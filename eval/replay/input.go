package replay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// reader reads the inputs into batches, in their order. Its methods fail only if the
// context is done: what can't be read becomes a batch that says so.
type reader struct {
	ctx      context.Context
	pipeline *pipeline
	stdin    io.Reader
	progress *Progress
	rest     []byte   // of a chunk: the line that it cuts
	empty    []string // folders and archives without an input
}

// readAll reads all paths.
func (r *reader) readAll(paths []string) {
	defer r.pipeline.close()
	for _, path := range paths {
		if r.path(path) != nil {
			return
		}
	}
}

// path reads what a path names.
func (r *reader) path(path string) error {
	if path == "-" {
		return r.lines("-", r.count(r.stdin), false)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return r.unread(path, err)
	case info.IsDir():
		found, err := r.folder(path)
		if err == nil && !found {
			r.empty = append(r.empty, path)
		}
		return err
	}
	return r.file(path, formOf(path, info.Mode()))
}

// form is how inputs stand in a file.
type form uint8

const (
	document form = iota + 1 // the file is one input
	lines                    // NDJSON
	archive                  // tar
	zipped                   // tar in gzip
)

// extensions are those of files that folders and archives have inputs in.
var extensions = map[string]form{".json": document, ".jwt": document, ".ndjson": lines}

// formOf knows the form of a file that the caller named. What is no regular file, such
// as a pipe, is NDJSON, as standard input is.
func formOf(path string, mode fs.FileMode) form {
	name := strings.ToLower(filepath.Base(path))
	switch {
	case strings.HasSuffix(name, ".tar"):
		return archive
	case strings.HasSuffix(name, ".tar.gz"), strings.HasSuffix(name, ".tgz"):
		return zipped
	case strings.HasSuffix(name, ".ndjson"), strings.HasSuffix(name, ".jsonl"), !mode.IsRegular():
		return lines
	}
	return document
}

// file reads a file.
func (r *reader) file(path string, as form) error {
	f, err := os.Open(path)
	if err != nil {
		return r.unread(path, err)
	}
	defer f.Close()
	in, place := r.count(f), ast.SlashPath(path)
	switch as {
	case lines:
		return r.lines(place, in, false)
	case archive:
		return r.tar(place, bufio.NewReaderSize(in, chunk))
	case zipped:
		return r.gzip(place, in)
	}
	size := int64(0)
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	return r.document(place, in, size)
}

// count counts what is read of an input.
func (r *reader) count(in io.Reader) *counted { return &counted{Reader: in, progress: r.progress} }

// folder reads all files below a folder that can hold inputs, sorted bytewise by their
// paths; no folders whose names begin with a dot, and no links (T2.10).
func (r *reader) folder(path string) (found bool, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return true, r.unread(path, err)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	for _, e := range entries {
		below, at := false, filepath.Join(path, e.Name())
		switch as := extensions[filepath.Ext(e.Name())]; {
		case e.IsDir() && !strings.HasPrefix(e.Name(), "."):
			below, err = r.folder(at)
		case e.Type().IsRegular() && as != 0:
			below, err = true, r.file(at, as)
		}
		if err != nil {
			return found, err
		}
		found = found || below
	}
	return found, nil
}

// sortName puts a folder where the paths of what is in it belong.
func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

// document reads a file that is one input. What says to be too long is not read.
func (r *reader) document(place string, in io.Reader, size int64) error {
	b, err := r.pipeline.take(r.ctx)
	if err != nil {
		return err
	}
	b.place = place
	if b.failed = errTooLong; size <= MaxRecord {
		b.text, b.failed = readRecord(in, b.text)
	}
	if b.failed != nil {
		b.text = nil
	}
	return r.pipeline.submit(r.ctx, b)
}

// errTooLong is the error of an input that is longer than MaxRecord.
var errTooLong = fmt.Errorf("found more than %d bytes, expected at most so many in one input", MaxRecord)

// readRecord appends all that is left of a reader, unless that is too long.
func readRecord(in io.Reader, text []byte) ([]byte, error) {
	for {
		if len(text) == cap(text) {
			text = slices.Grow(text, max(len(text), chunk/8))
		}
		n, err := in.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case len(text) > MaxRecord:
			return text, errTooLong
		case errors.Is(err, io.EOF):
			return text, nil
		case err != nil:
			return text, err
		}
	}
}

// unread notes a place that can't be read.
func (r *reader) unread(place string, why error) error {
	b, err := r.pipeline.take(r.ctx)
	if err != nil {
		return err
	}
	if bad := (*fs.PathError)(nil); errors.As(why, &bad) {
		why = bad.Err // the place is said already
	}
	b.place, b.failed = ast.SlashPath(place), why
	return r.pipeline.submit(r.ctx, b)
}
