// Package compile turns a checked policy into an immutable Program: the type
// tests lifted into an index by claim type, every other test a small CEL program
// over flat variables, shared by equal tests, and every expression with a
// function a CEL program of its own. It also holds what such programs need when
// they run (budgets, limits, the six functions) and the failures that end an
// evaluation. Package eval runs a Program.
package compile
