package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"crypto/rand"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/assay-policy/assay/ast"
)

// printDiff prints what changes in a policy, as a unified diff.
func (e *env) printDiff(src *ast.Source, out string) error {
	return e.print(string(diff.Diff(src.Name+".orig", []byte(src.Text), src.Name, []byte(out))))
}

// tellHashes says on stderr how the hash of a policy changes (T1.8).
func (e *env) tellHashes(src *ast.Source, out, becomes string) {
	fmt.Fprintf(e.notes(), "%s: policy hash %s %s %s\n", printable(src.Name), ast.PolicyHash(src.Text), becomes, ast.PolicyHash(out))
}

// rewrite puts a text into the place of a file that is there, with the mode it has. A
// reader sees the older text or the new one, never a part of it. A symbolic link is
// refused: it would be replaced, or lead who knows where.
func rewrite(path, text string) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return fileError(path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s: is a symbolic link, expected a file to rewrite", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: is not a regular file, expected one to rewrite", path)
	}
	return replace(path, text, info.Mode().Perm())
}

// replace writes a file of the given mode by way of a temporary one beside it.
func replace(path, text string, mode fs.FileMode) error {
	dir, base := filepath.Split(path)
	temporary := filepath.Join(dir, "."+base+"."+rand.Text())
	err := create(temporary, text, mode)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		if left := os.Remove(temporary); errors.Is(left, fs.ErrNotExist) {
			left = nil
		}
		return fileError(path, err)
	}
	return nil
}

// create writes a new file, which must not exist.
func create(path, text string, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
}
