package token

import (
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
)

// L6.6: the names that stand for the service alone are in the catalogue, which the
// checker reads, for each type of tokens.
func TestL6_6ReservedNames(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, entry := range catalog.All() {
		if !reserved(entry.Name) {
			continue
		}
		seen++
		for attestationType := range catalog.AllTypes().All() {
			if !entry.Reserved.Has(attestationType) {
				t.Errorf("%q is reserved in tokens, but not in the catalogue for %s", entry.Name, attestationType)
			}
		}
	}
	if seen < 10 {
		t.Errorf("found %d names, expected those of the service", seen)
	}
}
