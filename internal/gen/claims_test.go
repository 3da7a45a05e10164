package gen_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/gen"
)

// TestClaimsPage: every type and every claim of the catalogue has its place once.
func TestClaimsPage(t *testing.T) {
	t.Parallel()
	page := gen.Claims()
	for _, row := range catalog.AttestationTypes() {
		if !strings.Contains(page, "\n| `"+string(row.Type)+"` | ") {
			t.Errorf("%s is not on the page", row.Type)
		}
	}
	for _, e := range catalog.All() {
		if strings.Count(page, "\n| `"+e.Name+"` | ") != 1 {
			t.Errorf("%s is not on the page once", e.Name)
		}
	}
}
