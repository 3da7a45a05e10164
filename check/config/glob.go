package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/internal/glob"
	"github.com/assay-policy/assay/internal/spell"
)

// Glob is a path or a pattern of paths, from the folder of the configuration: **, *,
// ? and {a,b}.
type Glob struct {
	text    string
	pattern glob.Pattern
}

// maxGlob is the largest number of bytes of a pattern.
const maxGlob = 1000

// String returns the pattern as it is written.
func (g Glob) String() string { return g.text }

// Kinds says that it is text.
func (Glob) Kinds() []string { return []string{"string"} }

// UnmarshalText reads a pattern.
func (g *Glob) UnmarshalText(text []byte) error {
	path := filepath.ToSlash(string(text))
	switch {
	case blank(path):
		return fmt.Errorf("found a blank path, expected a path or a pattern")
	case len(path) > maxGlob:
		return fmt.Errorf("found a pattern of more than %d bytes, the limit", maxGlob)
	case strings.HasPrefix(path, "/") || path == ".." || strings.HasPrefix(path, "../"):
		return fmt.Errorf("found %s, expected a path below the folder of this file", spell.Quote(path))
	}
	g.text = strings.TrimPrefix(path, "./")
	pattern, err := glob.Compile(g.text)
	if g.pattern = pattern; err != nil {
		return fmt.Errorf("found the pattern %s: %w", spell.Quote(path), err)
	}
	return nil
}

// anyMatches reports whether one of the patterns fits a path.
func anyMatches(globs []Glob, path string) bool {
	for _, g := range globs {
		if g.pattern.Match(path) {
			return true
		}
	}
	return false
}
