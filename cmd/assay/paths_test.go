package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// T7.2, T2.10: what paths on the command line name.
func TestPolicyPaths(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeFiles(t, folder, map[string]string{
		"a.maa": "", "b.maa": "", "notes.txt": "", "Z.maa": "", "d/c.maa": "", "d/e/f.maa": "", "d/e/notes.txt": "",
		".hidden/h.maa": "", "d/.git/g.maa": "", "empty/notes.txt": "", "[odd].maa": "", "ab/x.maa": "", "d.maa/y.maa": "",
	})
	if err := os.Symlink(filepath.Join(folder, "d"), filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(folder, "a.maa"), filepath.Join(folder, "linked.maa")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		paths, want []string
	}{
		{"files as given", []string{"b.maa", "a.maa", "notes.txt"}, []string{"b.maa", "a.maa", "notes.txt"}},
		{"a file that is not there", []string{"absent.maa"}, []string{"absent.maa"}},
		{"standard input", []string{"-"}, []string{"-"}},
		{"a directory", []string{"d"}, []string{"d/c.maa", "d/e/f.maa"}},
		{"bytewise", []string{""}, []string{"Z.maa", "[odd].maa", "a.maa", "ab/x.maa", "b.maa", "d.maa/y.maa", "d/c.maa", "d/e/f.maa"}},
		{"a dot folder that is named", []string{".hidden"}, []string{".hidden/h.maa"}},
		{"a link that is named", []string{"linked.maa"}, []string{"linked.maa"}},
		{"each once", []string{"a.maa", "d", "d/c.maa", "./a.maa"}, []string{"a.maa", "d/c.maa", "d/e/f.maa"}},
		{"a name with brackets", []string{"[odd].maa"}, []string{"[odd].maa"}},
		{"star", []string{"*.maa"}, []string{"Z.maa", "[odd].maa", "a.maa", "b.maa", "d.maa/y.maa"}},
		{"star for directories", []string{"d*"}, []string{"d.maa/y.maa", "d/c.maa", "d/e/f.maa"}},
		{"two stars", []string{"**/*.maa"}, []string{"Z.maa", "[odd].maa", "a.maa", "ab/x.maa", "b.maa", "d.maa/y.maa", "d/c.maa", "d/e/f.maa"}},
		{"two stars in between", []string{"d/**/f.maa"}, []string{"d/e/f.maa"}},
		{"two stars for no folder", []string{"d/**/c.maa"}, []string{"d/c.maa"}},
		{"two stars at the end", []string{"d/**"}, []string{"d/c.maa", "d/e/f.maa"}},
		{"question mark", []string{"?.maa"}, []string{"Z.maa", "a.maa", "b.maa", "d.maa/y.maa"}},
		{"braces", []string{"{a,b,d/c}.maa"}, []string{"a.maa", "b.maa", "d/c.maa"}},
		{"brackets", []string{"[a-c].maa"}, []string{"a.maa", "b.maa"}},
		{"negated brackets", []string{"[!a-d].maa"}, []string{"Z.maa"}},
		{"another ending", []string{"**/*.txt"}, []string{"d/e/notes.txt", "empty/notes.txt", "notes.txt"}},
		{"the dot is plain", []string{"?a.maa"}, nil},
	} {
		var paths []string
		for _, p := range c.paths {
			paths = append(paths, inFolder(folder, p))
		}
		got, err := policyPaths(paths, func(string) bool { return false })
		if c.want == nil {
			if statusOf(err) != exitUsage {
				t.Errorf("%s: found %v, %v, want an error of usage", c.name, got, err)
			}
			continue
		}
		for i := range got {
			got[i] = strings.TrimPrefix(got[i], folder+"/")
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: found %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// inFolder is a path in a folder, as it was written.
func inFolder(folder, path string) string {
	if path == "-" {
		return path
	}
	return folder + "/" + path
}

// T7.2: paths that name no policy.
func TestPolicyPathsRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeFiles(t, folder, map[string]string{"d/notes.txt": "", "d/.git/g.maa": ""})
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{"-", "-"}, "standard input can be read only once"},
		{[]string{"d"}, "/d: found no policy (*.maa) in the directory"},
		{[]string{"d/*.maa"}, "/d/*.maa: found no policy that fits the pattern"},
		{[]string{"d/**"}, "/d/**: found no policy that fits the pattern"},
		{[]string{"absent/*.maa"}, "/absent/*.maa: found no policy that fits the pattern"},
		{[]string{"d/{a,b.maa"}, "/d/{a,b.maa: not a pattern: a bracket or brace is not closed, or has nothing in it"},
	} {
		var paths []string
		for _, p := range c.paths {
			paths = append(paths, inFolder(folder, p))
		}
		_, err := policyPaths(paths, func(string) bool { return false })
		if statusOf(err) != exitUsage || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%q: found %v, want %s", c.paths, err, c.want)
		}
	}
}

// T1.8, T2.8: what is excluded is left out, unless it is named itself.
func TestPolicyPathsExcludes(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeFiles(t, folder, map[string]string{"a.maa": "", "b.maa": ""})
	excluded := func(path string) bool { return filepath.Base(path) == "b.maa" }
	for path, want := range map[string]string{"": "a.maa", "*.maa": "a.maa", "b.maa": "b.maa"} {
		got, err := policyPaths([]string{inFolder(folder, path)}, excluded)
		if err != nil || len(got) != 1 || filepath.Base(got[0]) != want {
			t.Errorf("%q: found %q, %v, want %s", path, got, err, want)
		}
	}
	// A directory that has policies, all of them excluded, is no error.
	if got, err := policyPaths([]string{folder}, func(string) bool { return true }); err != nil || len(got) != 0 {
		t.Errorf("found %q, %v, want nothing", got, err)
	}
}
