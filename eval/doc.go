// Package eval runs a compiled policy over a claim set: buckets of claims by
// type, rules in order, binders as sets, budgets, and a Result that denies
// whatever goes wrong (L4 to L6, L9, L10). Explain runs the same program and also
// keeps a trace of which rule and which test decided.
//
// Where the clauses leave a choice, it is this one. Whether a value may be issued
// is asked of value= and claim=, not of type= (L5.4). issue in authorizationrules
// acts as add in every way, read-only values included (L5.5). Equal values of
// claims with different issuers are one value, read-only if either is (L3.4, L7.0).
// What actions make are plain strings, also of a claim that is marked as JSON
// (E2.1). The limit of strings holds for the values of claims that come in and for
// what functions return, not for literals, which the limit of the text bounds. A
// list that JsonToClaimValue is given is a list of L9. Where errors point, and
// which comes first, stands with the failures of package compile.
package eval
