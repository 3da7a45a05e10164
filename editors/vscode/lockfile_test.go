package vscode_test

import (
	"maps"
	"regexp"
	"testing"
)

// lockfile is what these tests read of package-lock.json.
type lockfile struct {
	Packages map[string]struct {
		Version   string `json:"version"`
		Resolved  string `json:"resolved"`
		Integrity string `json:"integrity"`
	} `json:"packages"`
}

// The same packages come from any registry: the file has their hashes, and no address.
func TestLockfile(t *testing.T) {
	t.Parallel()
	packages := readJSON[lockfile](t, "package-lock.json").Packages
	if len(packages) < 20 {
		t.Fatalf("got %d packages, want all that the extension is built with", len(packages))
	}
	for name, p := range packages {
		switch {
		case name == "":
		case p.Resolved != "":
			t.Errorf("%s: got the address %q, want none", name, p.Resolved)
		case p.Integrity == "":
			t.Errorf("%s: no hash", name)
		}
	}
}

// The manifest names exact versions, those of the lockfile.
func TestVersionsAreExact(t *testing.T) {
	t.Parallel()
	m := readJSON[manifest](t, "package.json")
	packages := readJSON[lockfile](t, "package-lock.json").Packages
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	needed := maps.Clone(m.Dependencies)
	maps.Copy(needed, m.DevDependencies)
	for name, version := range needed {
		if !exact.MatchString(version) {
			t.Errorf("%s: got version %q, want an exact one", name, version)
		}
		if got := packages["node_modules/"+name].Version; got != version {
			t.Errorf("%s: the lockfile has version %q, want %q", name, got, version)
		}
	}
}
