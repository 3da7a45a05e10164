package main

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/spell"
)

// typeList has the names of the attestation types.
func typeList() []string {
	var names []string
	for _, row := range catalog.AttestationTypes() {
		names = append(names, string(row.Type))
	}
	return names
}

// typeNames lists the attestation types for help and messages.
func typeNames() string { return strings.Join(typeList(), ", ") }

// attestationType reads the value of --type, the same words in every verb; empty
// means any.
func attestationType(word string) (catalog.Type, error) {
	if word == "" {
		return "", nil
	}
	t, ok := catalog.ParseType(word)
	if !ok {
		return "", usage("--type: found %q, expected one of %s%s", spell.Clip(word, spell.Value), typeNames(), meantType(word))
	}
	return t, nil
}

// meantType suggests the type that a misspelt word most likely stands for.
func meantType(word string) string {
	var words []string
	for _, row := range catalog.AttestationTypes() {
		words = slices.Concat(words, row.Words())
	}
	t, ok := catalog.ParseType(spell.Closest(word, words))
	if !ok {
		return ""
	}
	return "; did you mean " + string(t) + "?"
}
