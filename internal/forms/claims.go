package forms

import "reflect"

// ClaimsFile is a claims file (L10.1).
type ClaimsFile struct{}

// Forms are the two of them.
func (ClaimsFile) Forms() []reflect.Type {
	return forms(reflect.TypeFor[ClaimsByType](), reflect.TypeFor[ClaimList]())
}

// ClaimsByType is the object form: each member is one or several claims of
// AttestationService.
type ClaimsByType map[string]Member

// Constraint tells the mistakes that are made most: one claim of the array form without
// its array, and claims in a member of their own.
func (ClaimsByType) Constraint() string {
	return `{"not": {"anyOf": [{"required": ["type", "value"]}, {"required": ["claims"], "maxProperties": 1}]}}`
}

// Member is what the object form has for a type: a value, a document as an object,
// several of these, or null for none.
type Member struct{}

// Forms are those of a member.
func (Member) Forms() []reflect.Type {
	return forms(reflect.TypeFor[Value](), reflect.TypeFor[Document](), reflect.TypeFor[None](), reflect.TypeFor[[]Element]())
}

// Element is one of several claims of a type.
type Element struct{}

// Forms are those of an element.
func (Element) Forms() []reflect.Type {
	return forms(reflect.TypeFor[Value](), reflect.TypeFor[Document]())
}

// Document is an object, which becomes a string claim with its compact JSON.
type Document map[string]any

// None is no claim.
type None struct{}

// Kinds says that it is null.
func (None) Kinds() []string { return []string{"null"} }

// Value is the value of a claim: a boolean, an integer or a string.
type Value struct{}

// Kinds are the kinds of values.
func (Value) Kinds() []string { return []string{"boolean", "integer", "string"} }

// Constraint says that an integer has 64 bits.
func (Value) Constraint() string {
	return `{"minimum": -9223372036854775808, "maximum": 9223372036854775807}`
}

// ClaimList is the array form.
type ClaimList []Claim

// Claim is a claim of the array form.
type Claim struct {
	// Type is the name of the claim.
	Type string `yaml:"type,required"`
	// Value is the value: a boolean, an integer or a string; with json an array or an
	// object, too.
	Value any `yaml:"value,required"`
	// ValueType is the kind of the value. It may be left out.
	ValueType ValueType `yaml:"valueType"`
	// Issuer is who says so. Without it, that is CustomClaim: the client.
	Issuer Issuer `yaml:"issuer"`
	// ReadOnly says that no rule may make claims of the type.
	ReadOnly bool `yaml:"readOnly"`
	// JSON says that the value is an array, an object or the text of one, which a token
	// shows as that.
	JSON bool `yaml:"json"`
}

// Constraint says of which kind the value is.
func (Claim) Constraint() string {
	return `{
		"if": {"properties": {"json": {"const": true}}, "required": ["json"]},
		"then": {"properties": {"value": {"type": ["string", "array", "object"]}}},
		"else": {"properties": {"value": {
			"type": ["boolean", "integer", "string"], "minimum": -9223372036854775808, "maximum": 9223372036854775807
		}}}
	}`
}

// ValueType is the kind of a value.
type ValueType string

// Words are the kinds.
func (ValueType) Words() []string { return []string{"Boolean", "Integer", "String"} }

// Issuer is the issuer of a claim that a file may have.
type Issuer string

// Words are the issuers: claims of AttestationPolicy are made by rules.
func (Issuer) Words() []string { return []string{"AttestationService", "CustomClaim"} }
