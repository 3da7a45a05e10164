// Package reason finds out what is true of a policy whatever the claims are: whether
// two policies have equal Results on all claims files, whether one permits all that
// another permits, whether a rule can ever run, and what is the smallest claims file
// that shows the contrary (T5).
//
// A policy becomes a circuit over the claims that a file can hold. Up to renaming
// these are few (T5.4), and few of them together suffice to show a difference if
// there is one (T5.5; the proof is docs/spec/toolkit-proof.md). A search then finds
// the smallest set, or proves that there is none. Doubt is never settled in favour of
// an answer: what was not proved or shown is [Unknown].
//
// No engine is linked. Evaluation comes in as a function, and each example is
// evaluated before it is shown. Steps, never time, decide what is found, so that
// equal questions have equal answers on all machines.
package reason
