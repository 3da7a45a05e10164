package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-policy/assay/internal/spell"
)

// Glob is a pattern of paths: **, *, ? and {a,b}.
type Glob string

// A pattern is tried in many ways, the more the longer it is and the more
// alternatives it has.
const (
	maxGlob   = 1000
	maxBraces = 8
)

// UnmarshalText reads a pattern.
func (g *Glob) UnmarshalText(text []byte) error {
	*g = Glob(filepath.ToSlash(string(text)))
	switch {
	case blank(string(text)):
		return fmt.Errorf("found a blank path, expected a path or a pattern")
	case len(text) > maxGlob || strings.Count(string(text), "{") > maxBraces:
		return fmt.Errorf("found a pattern of more than %d bytes or %d braces, the limits", maxGlob, maxBraces)
	case strings.HasPrefix(string(*g), "/") || *g == ".." || strings.HasPrefix(string(*g), "../"):
		return fmt.Errorf("found %s, expected a path below the folder of this file", spell.Quote(string(text)))
	case !doublestar.ValidatePattern(string(*g)):
		return fmt.Errorf("found the pattern %s, expected its brackets and braces in pairs", spell.Quote(string(text)))
	}
	*g = Glob(strings.TrimPrefix(string(*g), "./"))
	return nil
}

// matches reports whether a path, relative to the folder of the configuration, fits.
func (g Glob) matches(path string) bool { return doublestar.MatchUnvalidated(string(g), path) }

// literal reports whether the pattern is the path of one file.
func (g Glob) literal() bool { return !strings.ContainsAny(string(g), `*?{[\`) }

// anyMatches reports whether one of the patterns fits.
func anyMatches(globs []Glob, path string) bool {
	for _, g := range globs {
		if g.matches(path) {
			return true
		}
	}
	return false
}
