//go:build race

package snp_test

// sample is the part of all bits that tests change: with the race detector a
// signature takes ten times as long. It has no factor in common with 8, and meets
// every step that refuses bits of a report.
const sample = 29
