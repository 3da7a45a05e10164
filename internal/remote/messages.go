package remote

import (
	"encoding/json"
	"fmt"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval/explain/brief"
)

// kind says what is asked for.
type kind string

const (
	evaluate kind = "evaluate"
	explain  kind = "explain"
	outcome  kind = "outcome"
	runTests kind = "tests"
)

// request asks for one thing.
type request struct {
	Kind   kind          `json:"kind"`
	Name   string        `json:"name"`             // of the policy or the test file
	Text   string        `json:"text"`             // of it
	Claims string        `json:"claims,omitempty"` // a claims file
	Set    []claimValue  `json:"set,omitempty"`    // claims, for an outcome
	Case   string        `json:"case,omitempty"`   // of the test file; "" is all
	Files  []fileContent `json:"files,omitempty"`  // that tests name, as far as they were missed
}

// fileContent is a file, or why it can't be read.
type fileContent struct {
	Path  string `json:"path"`
	Data  []byte `json:"data,omitempty"`
	Error string `json:"error,omitempty"`
}

// answer is what became of a request: one of its members.
type answer struct {
	Brief   *brief.Explanation `json:"brief,omitempty"`
	Text    *string            `json:"text,omitempty"`
	Outcome *outcomeValue      `json:"outcome,omitempty"`
	Report  json.RawMessage    `json:"report,omitempty"`  // of tests
	Missing []string           `json:"missing,omitempty"` // files to send, and ask again
	Failure *failure           `json:"failure,omitempty"`
}

// failure is an error; that of a claims file has its place.
type failure struct {
	Message string           `json:"message"`
	File    *claim.FileError `json:"file,omitempty"`
}

func (f *failure) err() error {
	if f.File != nil {
		return f.File
	}
	return fmt.Errorf("%s", f.Message)
}

// outcomeValue is a reason.Outcome.
type outcomeValue struct {
	Permitted  bool         `json:"permitted"`
	Claims     []claimValue `json:"claims"`
	Properties []claimValue `json:"properties"`
}

func outcomeOf(o reason.Outcome) *outcomeValue {
	return &outcomeValue{o.Permitted, valuesOf(o.Claims), valuesOf(o.Properties)}
}

func (o *outcomeValue) outcome() (reason.Outcome, error) {
	claims, err := claimsOf(o.Claims)
	if err != nil {
		return reason.Outcome{}, err
	}
	properties, err := claimsOf(o.Properties)
	return reason.Outcome{Permitted: o.Permitted, Claims: claims, Properties: properties}, err
}

// claimValue is a claim of any issuer; a claims file holds fewer (L10.1).
type claimValue struct {
	Type     string          `json:"type"`
	Value    json.RawMessage `json:"value"`
	Issuer   string          `json:"issuer"`
	ReadOnly bool            `json:"readOnly,omitempty"`
	JSON     bool            `json:"json,omitempty"`
}

func valuesOf(claims []claim.Claim) []claimValue {
	out := make([]claimValue, len(claims))
	for i, c := range claims {
		out[i] = claimValue{c.Type, c.Value.JSON(), c.Issuer.String(), c.ReadOnly, c.JSON}
	}
	return out
}

func claimsOf(values []claimValue) ([]claim.Claim, error) {
	out := make([]claim.Claim, len(values))
	for i, v := range values {
		issuer, ok := claim.ParseIssuer(v.Issuer)
		if !ok {
			return nil, fmt.Errorf("unknown issuer %q", v.Issuer)
		}
		value, err := valueOf(v.Value)
		if err != nil {
			return nil, err
		}
		out[i] = claim.Claim{Type: v.Type, Value: value, Issuer: issuer, ReadOnly: v.ReadOnly, JSON: v.JSON}
	}
	return out, nil
}

func valueOf(raw json.RawMessage) (claim.Value, error) {
	var b bool
	var n int64
	var s string
	switch {
	case json.Unmarshal(raw, &b) == nil:
		return claim.Bool(b), nil
	case json.Unmarshal(raw, &n) == nil:
		return claim.Int(n), nil
	case json.Unmarshal(raw, &s) == nil:
		return claim.String(s), nil
	}
	return claim.Value{}, fmt.Errorf("found %s, expected a value of a claim", raw)
}
