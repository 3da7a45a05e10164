// Package naive evaluates checked policies a second time: it reads the tree as
// the clauses L3 to L7 and L9 say, one function per clause, with plain slices
// and nested loops, without CEL, without an index, and without keeping anything
// parsed or compiled. It is slow, and meant to be plain rather than fast: the
// tests hold the compiled engine against it. With that engine it shares the
// tree, the JSON and JMESPath packages, and the words of failures.
package naive
