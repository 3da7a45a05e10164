// Package eval runs a compiled policy over a claim set and returns a Result, which
// denies whatever goes wrong (L4 to L7, L9, L10.2). Run is the usual call; RunInto
// does the same without taking memory, for services that evaluate often; Explain
// also returns a trace of which rule and which test decided, ExplainAll one that
// looks at what a run passes over, too, and ExplainReached one in between. Package explain says what follows from it.
// Steering returns what a policy has to say before there are any claims.
//
// A program may be run by many goroutines at once. Limits bound each evaluation;
// one that passes a limit ends with a Result that names it.
//
// Where the clauses leave a choice, it is this one. issue in authorizationrules
// acts as add in every way, read-only values included (L5.5). Equal values of
// claims with different issuers are one value, read-only if either is (L3.4, L7.0).
// What actions make are plain strings, also of a claim that is marked as JSON
// (E2.1). The limit of strings holds for the values of claims that come in and for
// what functions return, not for literals, which the limit of the text bounds. A
// list that JsonToClaimValue is given is a list of L9.1. Literals take no memory of
// the account of L9.3; the values of an argument are taken when its call begins.
// The steps for comparing strings are charged for all claims and all tests of a
// condition before any is compared (L9.2).
package eval
