package forms

import (
	"reflect"

	"github.com/assay-policy/assay/claim/catalog"
)

// Input is what a policy is evaluated over (T3.2): a fixture by its name, or claims and
// changes to them.
type Input struct{}

// Forms are those of an input. The name of a fixture may be a row's value.
func (Input) Forms() []reflect.Type {
	return forms(reflect.TypeFor[string](), reflect.TypeFor[ClaimsInput](), reflect.TypeFor[EvidenceInput]())
}

// ClaimsInput says where claims come from, and how they are changed: first remove, then
// set, then add.
type ClaimsInput struct {
	// Claims are the claims of a claims file.
	Claims Claims `yaml:"claims"`
	// File is the path of a claims file.
	File string `yaml:"file"`
	// Token is the path of a token or its payload, which is not verified.
	Token string `yaml:"token"`
	// Base is the name of a fixture.
	Base string `yaml:"base"`
	// Remove lists types of claims to remove.
	Remove Filled[[]string] `yaml:"remove"`
	// Set has claims of AttestationService that replace all of their types.
	Set Filled[ClaimsByType] `yaml:"set"`
	// Add has claims to add.
	Add Filled[ClaimList] `yaml:"add"`
}

// Constraint says that claims come from one place.
func (ClaimsInput) Constraint() string {
	return `{"oneOf": [{"required": ["claims"]}, {"required": ["file"]}, {"required": ["token"]}, {"required": ["base"]}]}`
}

// EvidenceInput is evidence, which is verified as attest does. Further members are
// arguments of attest for the kind, such as chain.
type EvidenceInput struct {
	// Evidence is the path of the evidence.
	Evidence string `yaml:"evidence,required"`
	// Kind is the kind of evidence: a command of attest.
	Kind string `yaml:"kind,required"`
	// At is the time as of which it is verified, such as 2024-01-01T12:00:00Z.
	At Time `yaml:"at,required"`
	// Remove lists types of claims to remove.
	Remove Filled[[]string] `yaml:"remove"`
	// Set has claims of AttestationService that replace all of their types.
	Set Filled[ClaimsByType] `yaml:"set"`
	// Add has claims to add.
	Add Filled[ClaimList] `yaml:"add"`
}

// Others says that there may be further members: the arguments.
func (EvidenceInput) Others() reflect.Type { return reflect.TypeFor[Argument]() }

// Constraint says that claims come from one place.
func (EvidenceInput) Constraint() string {
	return `{"not": {"anyOf": [{"required": ["claims"]}, {"required": ["file"]}, {"required": ["token"]}, {"required": ["base"]}]}}`
}

// Argument is an argument of a kind's verifier.
type Argument struct{}

// Kinds are those of an argument.
func (Argument) Kinds() []string { return []string{"string", "number", "boolean"} }

// Claims are claims in either form, or a row's value.
type Claims struct{}

// Forms are those of claims.
func (Claims) Forms() []reflect.Type {
	return forms(reflect.TypeFor[ClaimsByType](), reflect.TypeFor[ClaimList](), reflect.TypeFor[Placeholder]())
}

// Time is a point in time.
type Time string

// Pattern is that of RFC 3339, or a row's value.
func (Time) Pattern() string {
	return `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$|` + placeholder
}

// AttestationType is an attestation type.
type AttestationType string

// Words are the spellings of the types.
func (AttestationType) Words() []string {
	var all []string
	for _, row := range catalog.AttestationTypes() {
		all = append(all, row.Words()...)
	}
	return all
}
