// Package explain says why a policy decides as it does over a claim set (T4): for
// every rule which conditions and tests hold, and of those that don't what was
// wanted, what was found instead, and why that may be; which rule came nearest to
// a permit; after which changes of the claims, as few as possible, the policy would
// permit; and from which incoming claims the outgoing ones come.
//
// It decides nothing itself: package eval runs the policy and looks at what a run
// passes over, package proof looks for the changes; here that is put in order and
// remarked on. An explanation stays small whatever the claims are: it keeps MaxClaims
// claims of each list.
package explain
