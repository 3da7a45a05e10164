// Package tokentest is a virtual authority for tests of whoever verifies tokens:
// it signs for real, right tokens as well as wrong ones, so that a negative test
// is two lines: forge a token, see the step that refuses it.
package tokentest
