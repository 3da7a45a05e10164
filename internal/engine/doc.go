// Package engine is what a compiled policy is made of and what it needs when it
// runs: rules over slots of claims by type, tests and expressions as CEL programs,
// the tests that were fused to native ones, budgets and limits (L9.1), the functions
// (L7), and the failures that end an evaluation, with their pages. Package compile
// makes programs, package eval runs them.
package engine
