// Package mutant makes mutants of policies: trees that differ from the policy's in one
// place (T3.9). What runs them is package suite.
package mutant
