package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Name is what a configuration is called.
const Name = ".assay.yaml"

// Find returns the path of the configuration that counts in a folder: the nearest
// one, there or in a folder above, up to the first folder with a .git or the root;
// "" if there is none (T2.9).
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, Name)
		if found, err := exists(path); found || err != nil {
			return path, err
		}
		top, err := exists(filepath.Join(dir, ".git"))
		above := filepath.Dir(dir)
		if top || err != nil || above == dir {
			return "", err
		}
		dir = above
	}
}

// exists reports whether there is something at a path. A folder that isn't there
// yet, as that of a text that an editor didn't save, has nothing in it.
func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil, err
}
