//go:build !race

package snp_test

// sample is the part of all bits that tests change: all.
const sample = 1
