package forms

import "reflect"

// TestFile is a file with tests of a policy, NAME_test.yaml (T3.1). Paths are relative
// to its folder.
type TestFile struct {
	// Version is the version of this format: 1.
	Version Version `yaml:"version,required"`
	// Policy is the path of the policy; without it, that of NAME_test.yaml is NAME.maa.
	Policy string `yaml:"policy"`
	// Type is the attestation type that the policy is for; without it, what the names in
	// the policy tell.
	Type AttestationType `yaml:"type"`
	// Fixtures are named inputs.
	Fixtures []Fixture `yaml:"fixtures"`
	// Defaults are for cases that don't say.
	Defaults Defaults `yaml:"defaults"`
	// Cases are the tests.
	Cases Cases `yaml:"cases,required"`
}

// Version is the version of the format.
type Version int

// Range says that there is one.
func (Version) Range() (least, most float64) { return 1, 1 }

// Fixture is a named input.
type Fixture struct {
	Name  string `yaml:",key"`
	Input Input  `yaml:",value"`
}

// Defaults are what cases have that don't say.
type Defaults struct {
	// Given is the input.
	Given Input `yaml:"given"`
	// Expect is what is expected. Cases add to it member by member.
	Expect Filled[Expect] `yaml:"expect"`
}

// Cases are the tests, one at least.
type Cases []Case

// Constraint says that there is one.
func (Cases) Constraint() string { return `{"minItems": 1}` }

// Case is a test: an input, and what the policy is expected to make of it.
type Case struct {
	// Name is unlike that of all other cases of the file.
	Name Word `yaml:"name,required"`
	// Each has rows. The case is run for each, with the row's value for ${name}; $${ is
	// ${.
	Each Rows `yaml:"each"`
	// Given is the input; without it, that of the defaults.
	Given Input `yaml:"given"`
	// Expect is what the policy is expected to make of it.
	Expect Filled[Expect] `yaml:"expect"`
	// Skip is the reason why the case is not run.
	Skip string `yaml:"skip"`
}

// Word is a text, which may look like a number or a boolean.
type Word struct{}

// Kinds are those that it may look like.
func (Word) Kinds() []string { return []string{"string", "number", "boolean"} }

// Rows are the rows of a case, one at least.
type Rows []map[string]any

// Constraint says that there is one.
func (Rows) Constraint() string { return `{"minItems": 1}` }

// Expect has what a case can expect (T3.3).
type Expect struct {
	// Decision is permit or deny.
	Decision Filled[Decision] `yaml:"decision"`
	// Reason is the reason of the decision.
	Reason Filled[Reason] `yaml:"reason"`
	// Rule selects the rule that decided, or that has the error.
	Rule Selector `yaml:"rule"`
	// Nearest selects the rule that came nearest to a permit.
	Nearest Selector `yaml:"nearest"`
	// Ran selects rules that ran.
	Ran Filled[[]Selector] `yaml:"ran"`
	// NotRan selects rules that did not run.
	NotRan Filled[[]Selector] `yaml:"notRan"`
	// Error is the code of the error that ended the evaluation.
	Error Code `yaml:"error"`
	// Claims are outgoing claims, null for one that is to be absent.
	Claims Filled[map[string]Outcome] `yaml:"claims"`
	// ClaimsExactly are the outgoing claims, and there are no others.
	ClaimsExactly Filled[map[string]Outcome] `yaml:"claimsExactly"`
	// Properties are those that the policy sets, null for one that is to be absent.
	Properties Filled[map[string]Outcome] `yaml:"properties"`
	// PropertiesExactly are those that the policy sets, and there are no others.
	PropertiesExactly Filled[map[string]Outcome] `yaml:"propertiesExactly"`
}

// Decision is what a policy decides.
type Decision string

// Words are the decisions.
func (Decision) Words() []string { return []string{"permit", "deny"} }

// Reason is the reason of a decision.
type Reason string

// Words are the reasons.
func (Reason) Words() []string { return []string{"permitted", "denied", "no-permit", "error"} }

// Code is the code of an error of evaluation, such as MAA5008.
type Code string

// Pattern is that of such codes, or a row's value.
func (Code) Pattern() string { return `^MAA5[0-9]{3}$|` + placeholder }

// Selector names a rule, such as permit#2 (T0.1). A number is a line.
type Selector string

// Kinds says that a line needs no quotes.
func (Selector) Kinds() []string { return []string{"string", "integer"} }

// Outcome is a value, a list of values, or null for none.
type Outcome struct{}

// Forms are those of an outcome.
func (Outcome) Forms() []reflect.Type {
	return forms(reflect.TypeFor[Value](), reflect.TypeFor[[]Value](), reflect.TypeFor[None]())
}
