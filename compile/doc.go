// Package compile turns a checked policy into a Program that package eval runs:
// the type tests of its conditions become an index by claim type, every other test
// a small CEL program over flat variables, shared by equal tests, and every
// expression with a function a CEL program of its own.
//
// Source is the usual way in: it parses, checks and compiles a text, and returns
// the findings with the program.
package compile
