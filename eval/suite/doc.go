// Package suite runs test files of policies (T3): it reads their inputs, evaluates
// the policy over each, compares the result with what the case expects, and counts
// which rules and conditions the cases ran. Reports are text, JSON, JUnit and TAP;
// coverage is JSON, LCOV and HTML.
//
// What is outside comes in as functions: how files are read, how evidence is
// verified, what can be proved of a policy. So kinds of evidence that come later
// need no change here.
package suite
