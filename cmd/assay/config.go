package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/check/config"
)

// configFlags are the flags of the verbs that go by a configuration (T2.9).
type configFlags struct {
	Config   string `help:"Configuration to go by; default: the nearest .assay.yaml in the policy's folder and those above, up to the one with .git." placeholder:"FILE" xor:"config"`
	NoConfig bool   `help:"Go by no configuration." xor:"config"`
}

// configs finds the configuration of each policy. One of a folder is read once.
type configs struct {
	env    *env
	flags  configFlags
	byDir  map[string]*config.Config
	byPath map[string]*config.Config
	err    error // the first, of excluded
}

func (e *env) configs(flags configFlags) *configs {
	return &configs{env: e, flags: flags, byDir: map[string]*config.Config{}, byPath: map[string]*config.Config{}}
}

// of returns the configuration of a policy, the zero one if there is none. That of
// standard input is the one of the working directory.
func (cs *configs) of(path string) (*config.Config, error) {
	if cs.flags.NoConfig {
		return cs.read("")
	}
	if cs.flags.Config != "" {
		return cs.read(cs.flags.Config)
	}
	dir := filepath.Dir(path)
	if c, ok := cs.byDir[dir]; ok {
		return c, nil
	}
	found, err := config.Find(dir)
	if err != nil {
		return nil, fileError(path, err)
	}
	c, err := cs.read(nearPath(found))
	if err == nil {
		cs.byDir[dir] = c
	}
	return c, err
}

// read reads a configuration, the zero one for no path.
func (cs *configs) read(path string) (*config.Config, error) {
	if c, ok := cs.byPath[path]; ok {
		return c, nil
	}
	c := new(config.Config)
	if path != "" {
		data, err := cs.env.read(path, config.MaxBytes+1)
		if err != nil {
			return nil, err
		}
		if c, err = config.Parse(path, data, pages()); err != nil {
			return nil, err
		}
	}
	cs.byPath[path] = c
	return c, nil
}

// excluded reports whether a policy is left out where directories are searched. An
// error of a configuration is kept.
func (cs *configs) excluded(path string) bool {
	return cs.excludedBy(path, (*config.Config).Excluded)
}

// fmtExcluded is excluded for formatting.
func (cs *configs) fmtExcluded(path string) bool {
	return cs.excludedBy(path, (*config.Config).FmtExcluded)
}

func (cs *configs) excludedBy(path string, excluded func(*config.Config, string) bool) bool {
	c, err := cs.of(path)
	if err != nil {
		if cs.err == nil {
			cs.err = err
		}
		return false
	}
	return excluded(c, path)
}

// nearPath is a path as a user would write it: from the working directory, if that
// doesn't lead through most of the folders above.
func nearPath(path string) string {
	if path == "" {
		return ""
	}
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil || strings.Count(rel, "..") > 3 {
		return path
	}
	return rel
}
