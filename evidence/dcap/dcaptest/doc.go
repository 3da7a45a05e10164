// Package dcaptest is a virtual Intel: a root, authorities, platforms, quoting
// enclaves and documents, all of which really sign. With it a test changes one
// thing in a quote that would verify, or in its collateral, and sees which step
// notices. It is for tests only.
package dcaptest
