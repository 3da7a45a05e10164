package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/evidence/sgx"
)

// storeBaseline writes a baseline into a store, as the folder of its number (E4.7).
// Whoever reads the store meanwhile finds all of it or nothing. It returns false if
// the same is there already; another one is replaced only by force.
func storeBaseline(store string, b *sgx.Baseline, force bool) (added bool, err error) {
	folder := filepath.Join(store, b.Identifier())
	same, err := holds(folder, b.Collateral.Files())
	there := !errors.Is(err, fs.ErrNotExist)
	switch {
	case same:
		return false, nil
	case there && err != nil:
		return false, fileError(folder, err)
	case there && !force:
		return false, fmt.Errorf("%s holds another baseline of that number, which is not overwritten (use --force)", folder)
	}
	if err := os.MkdirAll(store, 0o755); err != nil {
		return false, fileError(store, err)
	}
	temp, err := os.MkdirTemp(store, ".new-")
	if err != nil {
		return false, fileError(store, err)
	}
	defer os.RemoveAll(temp)
	if err := writeFolder(filepath.Join(temp, "new"), b.Collateral.Files()); err != nil {
		return false, fileError(temp, err)
	}
	old := filepath.Join(temp, "old")
	if there {
		if err := os.Rename(folder, old); err != nil {
			return false, fileError(folder, err)
		}
	}
	if err := os.Rename(filepath.Join(temp, "new"), folder); err != nil {
		if there { // what was there must not go with the temporary folder
			err = errors.Join(err, os.Rename(old, folder))
		}
		return false, fileError(folder, err)
	}
	return true, nil
}

// writeFolder makes a folder with those files.
func writeFolder(folder string, files []dcap.File) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// holds reports whether a folder holds those files and no others.
func holds(folder string, files []dcap.File) (bool, error) {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != len(files) {
		return false, err
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name))
		if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.Equal(data, f.Data) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}
