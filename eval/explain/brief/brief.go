package brief

import "encoding/json"

// Explanation is what came of an evaluation.
type Explanation struct {
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
	Error    *Error `json:"error"`
	// Rules are all rules, in the order of the text.
	Rules []Rule `json:"rules"`
}

// Error is the failure that ended the evaluation.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

// Rule is what a rule came to.
type Rule struct {
	// Ran says that all conditions held and the action was begun.
	Ran bool `json:"ran"`
	// Conditions are those of the rule.
	Conditions []Condition `json:"conditions"`
}

// Condition is what a condition came to.
type Condition struct {
	// Looked is false if it was not looked at, or not to the end.
	Looked bool `json:"looked"`
	Holds  bool `json:"holds"`
	// Matched are the first few of the MatchedCount claims that pass all tests.
	Matched      []Claim `json:"matched"`
	MatchedCount int     `json:"matchedCount"`
	// Failed is the number of the first test that fails, from 0; NoTest if all hold, or
	// if the condition was not looked at.
	Failed int `json:"failed"`
	// Found are the first few of the claims that come nearest and fail this test.
	Found []Claim `json:"found,omitempty"`
}

// NoTest is the number of no test.
const NoTest = -1

// Claim is a claim; outside of changes (T4.4), a long value is cut, and ends in "…".
type Claim struct {
	Type   string          `json:"type"`
	Value  json.RawMessage `json:"value"`
	Issuer string          `json:"issuer,omitempty"`
}
