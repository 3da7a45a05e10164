package main

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"github.com/assay-policy/assay/internal/glob"
)

// like returns the files of the sort that fit a pattern, sorted bytewise: "*", "?" and
// "[a-z]" within a name, "**" for any number of folders, "{a,b}" for either. As with
// the shell, a directory that fits stands for all that is below it. Files that are
// named otherwise count only if the pattern says how their names end.
func (s fileSort) like(pattern string) ([]string, error) {
	root, rest := glob.Split(filepath.ToSlash(pattern))
	fits, err := glob.Compile(rest)
	if err != nil {
		return nil, usage("%s: not a pattern: %v", pattern, err)
	}
	ext := path.Ext(rest)
	anyName := ext != "" && !glob.Is(ext)
	found, err := filesBelow(root, func(name string) bool {
		return anyName || s.holds(name)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return slices.DeleteFunc(found, func(file string) bool {
		rel, err := filepath.Rel(root, file)
		return err != nil || !fits.MatchBelow(filepath.ToSlash(rel))
	}), err
}
