// Package grammar turns policy text into a tree and back. A lexer that never
// fails tiles the text; a segmenter finds the version, the sections and the
// rules; a participle grammar parses each rule from its own tokens, so that
// one broken rule costs one finding and no other rule; the results are lowered
// to package ast. Slips that people make are recognised by name, each with its
// own code and fix. The way back is one style: the canonical text of a rule or a
// part of it, and the formatter of whole policies, which keeps comments and proves
// what it did; policies are compared by it.
package grammar
