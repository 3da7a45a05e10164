package config

import (
	"fmt"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

// File is a configuration as it is written (T2.8). Paths and globs are relative to
// its folder; in globs stand **, *, ? and {a,b}.
type File struct {
	// Version is the version of this format: 1.
	Version Version `yaml:"version,required"`
	// Policies says what is known of policies: the first entry that fits a file
	// counts.
	Policies []Policies `yaml:"policies"`
	// Exclude lists what is not taken from directories, by any verb.
	Exclude []Glob `yaml:"exclude"`
	// Fmt is about formatting.
	Fmt Fmt `yaml:"fmt"`
	// Lint is about findings.
	Lint Lint `yaml:"lint"`
	// Test has the thresholds of tests.
	Test Test `yaml:"test"`
}

// Policies is what is known of some policies.
type Policies struct {
	// Paths says which they are.
	Paths []Glob `yaml:"paths,required"`
	// Type is the attestation type that they are for.
	Type Type `yaml:"type"`
	// ClientClaims says whether clients send claims with their requests. Without
	// it, clients of Tpm and VBS do.
	ClientClaims *bool `yaml:"clientClaims"`
	// Checks sets severities for these policies, before those of lint.
	Checks []Severity `yaml:"checks"`
}

// Fmt is about formatting.
type Fmt struct {
	// Exclude lists policies that are left as they are, such as those whose hash
	// must stay.
	Exclude []Glob `yaml:"exclude"`
}

// Lint is about findings.
type Lint struct {
	// FailOn is the lowest severity that fails.
	FailOn FailOn `yaml:"failOn"`
	// Checks sets severities.
	Checks []Severity `yaml:"checks"`
	// Accept lists findings that are accepted.
	Accept []Acceptance `yaml:"accept"`
}

// Severity sets the severity of a check.
type Severity struct {
	ast.Span `yaml:"-"`
	// Check is the code or the name of the check.
	Check Check `yaml:",key"`
	// Level is the severity, or off.
	Level Level `yaml:",value"`
}

// Acceptance accepts findings.
type Acceptance struct {
	ast.Span `yaml:"-"`
	// Code is the code or the name of the check.
	Code Check `yaml:"code,required"`
	// Policy says in which policies.
	Policy Glob `yaml:"policy,required"`
	// Rule is the selector of the rule that the finding is about; without it the
	// whole policy.
	Rule Selector `yaml:"rule"`
	// Reason says why it is accepted.
	Reason Reason `yaml:"reason,required"`
	// Until is the last day on which it is.
	Until Date `yaml:"until"`
}

// Test has the thresholds of tests.
type Test struct {
	// Coverage is the least coverage, in percent.
	Coverage Percent `yaml:"coverage"`
	// Mutation is the least mutation score, in percent.
	Mutation Percent `yaml:"mutation"`
}

// Selector names a rule (T0.1). A number is a line.
type Selector string

// Kinds says that a line needs no quotes.
func (Selector) Kinds() []string { return []string{"string", "integer"} }

// Check is the code or the name of a check: MAA3041 or unused-binder.
type Check string

// Version is the version of the format.
type Version int

// UnmarshalText accepts the one version that there is.
func (v *Version) UnmarshalText(text []byte) error {
	if string(text) != "1" {
		return fmt.Errorf("found version %s, expected 1", spell.Quote(string(text)))
	}
	*v = 1
	return nil
}

// Range says that there is one.
func (Version) Range() (least, most float64) { return 1, 1 }

// Level is a severity, diag.NoSeverity for off.
type Level diag.Severity

// levels are the words for severities.
var levels = []struct {
	word  string
	level diag.Severity
}{{"off", diag.NoSeverity}, {"info", diag.Info}, {"warning", diag.Warning}, {"error", diag.Error}}

// Words lists the words for levels.
func (Level) Words() []string {
	var words []string
	for _, l := range levels {
		words = append(words, l.word)
	}
	return words
}

// UnmarshalText reads a word for a level.
func (l *Level) UnmarshalText(text []byte) error {
	for _, known := range levels {
		if known.word == string(text) {
			*l = Level(known.level)
			return nil
		}
	}
	return unknown("level", string(text), l.Words())
}

// FailOn is the lowest severity that fails; diag.NoSeverity if nothing says.
type FailOn diag.Severity

// Words lists the words for it.
func (FailOn) Words() []string { return Level(0).Words()[1:] }

// UnmarshalText reads a word for a severity.
func (f *FailOn) UnmarshalText(text []byte) error {
	var level Level
	if err := level.UnmarshalText(text); err != nil || diag.Severity(level) == diag.NoSeverity {
		return unknown("level", string(text), f.Words())
	}
	*f = FailOn(level)
	return nil
}

// Type is an attestation type.
type Type catalog.Type

// Words lists the names of attestation types.
func (Type) Words() []string {
	var words []string
	for _, row := range catalog.AttestationTypes() {
		words = append(words, string(row.Type))
	}
	return words
}

// UnmarshalText reads the name of an attestation type, in any of its spellings.
func (t *Type) UnmarshalText(text []byte) error {
	known, ok := catalog.ParseType(string(text))
	if !ok {
		return unknown("attestation type", string(text), t.Words())
	}
	*t = Type(known)
	return nil
}

// Reason says why a finding is accepted. It is not blank.
type Reason string

// UnmarshalText reads a reason.
func (r *Reason) UnmarshalText(text []byte) error {
	if *r = Reason(text); blank(string(text)) {
		return fmt.Errorf("found a blank reason, expected why the finding is accepted")
	}
	return nil
}

// Pattern is the form of a reason.
func (Reason) Pattern() string { return `\S` }

// Date is a day.
type Date struct{ Day time.Time }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(text []byte) error {
	day, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("found %s, expected a date as YYYY-MM-DD", spell.Quote(string(text)))
	}
	d.Day = day
	return nil
}

// Pattern is the form of a date.
func (Date) Pattern() string { return `^\d{4}-\d\d-\d\d$` }

// Percent is a number from 0 to 100.
type Percent float64

// Range returns the bounds.
func (Percent) Range() (least, most float64) { return 0, 100 }
