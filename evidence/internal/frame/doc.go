// Package frame runs the steps of a kind of evidence and makes the Verified value
// of those that were passed: nothing else can (E1.1). It also holds what the kinds
// need for their steps: errors, limits, and the binding of data.
package frame
