package config

import (
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
)

// Policy is what a configuration says of one policy.
type Policy struct {
	// Type is the attestation type, "" if nothing says.
	Type catalog.Type
	// ClientClaims says whether clients send claims with their requests; nil if
	// nothing says (T2.5).
	ClientClaims *bool
	// Severities has the severities of codes that don't have that of their page;
	// NoSeverity switches a check off.
	Severities map[diag.Code]diag.Severity
}

// For returns what is said of the policy at a path, which needs not be there.
func (c *Config) For(path string) Policy {
	p := Policy{Severities: map[diag.Code]diag.Severity{}}
	c.set(p.Severities, c.File.Lint.Checks)
	rel, ok := c.relative(path)
	for _, entry := range c.File.Policies {
		if ok && anyMatches(entry.Paths, rel) {
			p.Type, p.ClientClaims = catalog.Type(entry.Type), entry.ClientClaims
			c.set(p.Severities, entry.Checks)
			break
		}
	}
	return p
}

func (c *Config) set(severities map[diag.Code]diag.Severity, settings []Severity) {
	for _, s := range settings {
		if page, err := checkNamed(string(s.Check), c.checks); err == nil {
			severities[page.Code] = diag.Severity(s.Level)
		}
	}
}

// Excluded reports whether a file is left out where directories are searched, by any
// verb (T2.8).
func (c *Config) Excluded(path string) bool {
	rel, ok := c.relative(path)
	return ok && anyMatches(c.File.Exclude, rel)
}

// FmtExcluded reports whether a file is left out where directories are formatted.
func (c *Config) FmtExcluded(path string) bool {
	rel, ok := c.relative(path)
	return ok && (anyMatches(c.File.Exclude, rel) || anyMatches(c.File.Fmt.Exclude, rel))
}

// FailOn returns the lowest severity that fails, NoSeverity if nothing says.
func (c *Config) FailOn() diag.Severity { return diag.Severity(c.File.Lint.FailOn) }

// relative returns a path as patterns see it: from the folder of the configuration,
// with "/". What is not below it has none.
func (c *Config) relative(path string) (string, bool) {
	if c.dir == "" || path == "-" {
		return "", false
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	rel, err := filepath.Rel(c.dir, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
