// Package ast holds the syntax tree of attestation policies: closed node
// types with the position of every token that a fix, a highlight or the
// formatter needs, comments attached in one pass, walking, position-free
// equality, a stable dump, and the policy hash of a text. The tree is written
// by package grammar only; later phases keep their results in tables beside it.
package ast
