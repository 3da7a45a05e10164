// Package check decides whether a policy means something: versions, sections,
// names, binders, operators and types, the arguments of actions and functions,
// literal documents and queries, and what is certain to fail when it runs. It
// reports findings with places and fixes, never writes into the tree, and
// hands what it found out to later phases in tables beside the tree. No
// evaluation engine is linked.
package check
