package testfile

import (
	"encoding/json"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// Suffix ends the names of test files: sgx_test.yaml tests sgx.maa unless it says
// otherwise (T3.1).
const Suffix = "_test.yaml"

// File is a test file (T3.1).
type File struct {
	// Source is the text of the file.
	Source *ast.Source
	// Policy is the path of the policy, relative to the file; its span is empty if
	// it is the default.
	Policy Text
	// Type is the attestation type that the policy is for, empty if the file
	// doesn't say.
	Type catalog.Type
	// Fixtures are the named inputs, in the order of the file.
	Fixtures []Fixture
	// Cases are in the order of the file, one for each row of a case with rows.
	Cases []Case
}

// Text is a text and where it stands. The span of what a row filled in is that of
// the row's value.
type Text struct {
	ast.Span
	Text string
}

// Given reports whether the file has the text.
func (t Text) Given() bool { return t.From.IsValid() }

// Fixture is a named input.
type Fixture struct {
	Name  Text
	Input Input
}

// Case is a test: an input, and what the policy is expected to make of it.
type Case struct {
	// Span is that of the case's mapping.
	ast.Span
	// Name is the name with the row's values filled in.
	Name Text
	// Row is the row that the case was made of, no positions without.
	Row ast.Span
	// Skip is the reason why the case is not run; not given if it is.
	Skip   Text
	Given  Input
	Expect Expect
}

// Start is where a case begins, as reports say it: its row if it has one.
func (c *Case) Start() ast.Pos {
	if c.Row.From.IsValid() {
		return c.Row.From
	}
	return c.From
}

// Input is what a policy is evaluated over (T3.2): where claims come from, and the
// changes to them, in the order of the fields.
type Input struct {
	ast.Span
	Origin Origin
	Remove []Text
	Set    []Set
	Add    []claim.Claim
}

// Set replaces all claims of a type by these.
type Set struct {
	Type   Text
	Claims []claim.Claim // of AttestationService; none if the value is null
}

// Origin says where the claims of an input come from.
//
//sumtype:decl
type Origin interface{ origin() }

// Claims are claims that stand in the test file.
type Claims struct{ Claims []claim.Claim }

// ClaimsFile names a claims file (L10.1).
type ClaimsFile struct{ Path Text }

// Token names a file with a token or its payload, which is not verified (T3.2).
type Token struct{ Path Text }

// Evidence names evidence, and how it is verified (T3.2).
type Evidence struct {
	Kind Text
	Path Text
	At   time.Time
	// Arguments are those of "attest KIND".
	Arguments []Argument
}

// Argument is an argument of a kind's verifier.
type Argument struct {
	Name Text
	// Value is the text of a string, a number or a boolean.
	Value Text
}

// Base names a fixture of the same file.
type Base struct{ Name Text }

func (*Claims) origin()     {}
func (*ClaimsFile) origin() {}
func (*Token) origin()      {}
func (*Evidence) origin()   {}
func (*Base) origin()       {}

// Expect is what a case expects (T3.3). What is not given may be anything.
type Expect struct {
	ast.Span
	Decision Text // "permit" or "deny"
	Reason   Text // one of L10.2
	Error    Text // a code
	// Rule decided, or failed; Nearest came nearest to a permit (T4.2); those of
	// Ran ran, those of NotRan did not. All are selectors (T0.1).
	Rule, Nearest Text
	Ran, NotRan   []Text
	// Claims and Properties have these members; of the exact ones nothing else.
	Claims, ClaimsExactly         *Members
	Properties, PropertiesExactly *Members
}

// Members are members of an object that are expected.
type Members struct {
	ast.Span
	List []Member
}

// Member is a member that is expected, or to be absent.
type Member struct {
	Name Text
	// Value is where the value stands. JSON is what it is, null for a member that
	// is to be absent.
	Value ast.Span
	JSON  json.RawMessage
}
