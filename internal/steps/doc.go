// Package steps shows the steps of a verification, to people and as JSON: in the
// same way wherever an answer has them.
package steps
