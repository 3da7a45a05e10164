// Package check decides whether a policy means something: versions, sections,
// names, binders, operators and types, the arguments of actions and functions,
// literal documents and queries, and what is certain to fail when it runs. It
// reports findings with places and fixes, never writes into the tree, and
// hands what it found out to later phases in tables beside the tree. No
// evaluation engine is linked.
//
// An error is what the language forbids whatever the claims are. What only follows
// from reasoning about values, such as a binder compared with another kind of
// value, is a warning: such a policy compiles, and runs as L6 says (L0.1).
package check
