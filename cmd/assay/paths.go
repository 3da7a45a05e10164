package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/internal/glob"
)

// fileSort is a sort of files that paths name: what messages call one, and how its
// name ends.
type fileSort struct {
	name     string
	suffixes []string
}

// policies are the sort of most verbs.
var policies = fileSort{"policy", []string{".maa"}}

// holds reports whether a file of that name is one of the sort.
func (s fileSort) holds(name string) bool {
	return slices.ContainsFunc(s.suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// policyPaths returns the policies that the paths of a command line name.
func policyPaths(paths []string, excluded func(path string) bool) ([]string, error) {
	return pathsOf(policies, paths, excluded)
}

// pathsOf returns the files that the paths of a command line name, each once
// (T7.2): files as given, of directories and of globs those of the sort below. What
// is excluded is left out, unless it is named itself. Nothing is read: a file that
// isn't there is an error of whoever reads it.
func pathsOf(sort fileSort, paths []string, excluded func(path string) bool) ([]string, error) {
	if err := oneStdin(paths); err != nil {
		return nil, err
	}
	var all []string
	for _, path := range paths {
		found, err := sort.at(path, excluded)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return distinctPaths(all), nil
}

// at returns the files that one path names.
func (s fileSort) at(path string, excluded func(string) bool) ([]string, error) {
	info, err := os.Stat(path)
	switch {
	case path == "-", err == nil && !info.IsDir():
		return []string{path}, nil
	case err == nil:
		found, err := s.below(path)
		if err == nil && len(found) == 0 {
			err = usage("%s: found no %s (*%s) in the directory", path, s.name, strings.Join(s.suffixes, ", *"))
		}
		return slices.DeleteFunc(found, excluded), err
	case !glob.Is(path):
		return []string{path}, nil
	}
	found, err := s.like(path)
	if err == nil && len(found) == 0 {
		err = usage("%s: found no %s that fits the pattern", path, s.name)
	}
	return slices.DeleteFunc(found, excluded), err
}

// below returns the files of the sort below a directory (T2.10).
func (s fileSort) below(dir string) ([]string, error) {
	return filesBelow(dir, s.holds)
}

// filesBelow returns the files below a directory whose names are wanted, sorted
// bytewise. Folders whose names begin with a dot are left out, and no link is
// followed (T2.10).
func filesBelow(dir string, wanted func(name string) bool) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fileError(path, err)
		case d.IsDir() && path != dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular() && wanted(d.Name()):
			found = append(found, path)
		}
		return nil
	})
	slices.Sort(found)
	return found, err
}

// distinctPaths drops the paths of files that were named before.
func distinctPaths(paths []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(paths, func(path string) bool {
		clean := filepath.Clean(path)
		again := seen[clean]
		seen[clean] = true
		return again
	})
}
