//go:build race

package snp_test

// sample is the part of all bits that tests change: with the race detector a
// signature takes ten times as long.
const sample = 13
