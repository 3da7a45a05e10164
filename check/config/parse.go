package config

import (
	"path/filepath"
	"reflect"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/yamldoc"
)

// Config is a configuration that was read. It is immutable. The zero Config sets
// nothing.
type Config struct {
	// File is the configuration as written.
	File File
	// Source is its text, with the name it was read under.
	Source *ast.Source

	dir    string // absolute; "" for the zero Config
	checks diag.Registry
}

// MaxBytes is the largest number of bytes of a configuration.
const MaxBytes = 1 << 20

// Parse reads a configuration. The name is its path: what it says of paths is
// relative to its folder. The checks are the pages of all codes that it may name. The
// error has a line for each thing that is wrong, with its place (T2.9).
func Parse(name string, data []byte, checks diag.Registry) (*Config, error) {
	doc, err := yamldoc.Read(name, data, yamldoc.Options{
		MaxBytes: MaxBytes,
		Valid: map[reflect.Type]func(string) error{
			reflect.TypeFor[Check](): func(word string) error {
				_, err := checkNamed(word, checks)
				return err
			},
		},
	})
	if err != nil {
		return nil, err
	}
	c := &Config{Source: doc.Source, checks: checks}
	if c.dir, err = filepath.Abs(filepath.Dir(name)); err != nil {
		return nil, err
	}
	if err := doc.Decode(&c.File); err != nil {
		return nil, err
	}
	c.validate(doc)
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// validate looks at what no value says alone.
func (c *Config) validate(doc *yamldoc.Doc) {
	c.severities(doc, c.File.Lint.Checks)
	for _, p := range c.File.Policies {
		c.severities(doc, p.Checks)
	}
	for _, a := range c.File.Lint.Accept {
		if page, err := checkNamed(string(a.Code), c.checks); err == nil && page.Severity == diag.Error {
			doc.ErrorAt(a.Span, "%s is an error of the language, which can't be accepted", page.Code)
		}
	}
}

// severities refuses settings that lower an error, and two of one check.
func (c *Config) severities(doc *yamldoc.Doc, settings []Severity) {
	first := map[diag.Code]ast.Span{}
	for _, s := range settings {
		page, err := checkNamed(string(s.Check), c.checks)
		if err != nil {
			continue
		}
		if err := settable(page, s.Level); err != nil {
			doc.ErrorAt(s.Span, "%v", err)
		}
		if before, doubled := first[page.Code]; doubled {
			doc.ErrorAt(s.Span, "%s is set twice, first on line %d", page.Code, doc.Source.Place(before.From).Line)
		}
		first[page.Code] = s.Span
	}
}
