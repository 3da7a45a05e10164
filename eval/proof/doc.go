// Package proof answers questions about compiled policies, whatever the claims are:
// how two of them differ (T5), whether one permits all that another permits, and
// whether one permits at all (T2.11). Package reason proves and searches, package eval
// evaluates each example before it is shown; here the two come together, with the
// answers in text and in JSON.
//
// Doubt is never settled: what is neither proved nor shown by an example is unknown,
// and the answer says what could not be read exactly.
package proof
