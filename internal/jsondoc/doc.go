// Package jsondoc holds JSON documents: exact, ordered and bounded. Parse reads
// one document in a single pass into a tree of small immutable values that share
// the text they were read from: numbers keep the text they were written with,
// members keep their order, and everything RFC 8259 leaves open (duplicate
// members, lone surrogates, invalid UTF-8) is an error with its offset and path.
// The tree is what claims, queries, tokens and evidence are read with; the
// writers turn it back into compact text (L7.5). Nothing here recurses, so
// nesting can't exhaust the stack.
package jsondoc
