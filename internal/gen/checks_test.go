package gen_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/internal/gen"
)

// TestChecksPage: each advice has its row once, which leads to its page, and nothing
// else has one.
func TestChecksPage(t *testing.T) {
	t.Parallel()
	pages := diag.NewRegistry(check.Pages(), lint.Pages())
	page := gen.Checks(pages)
	seen := 0
	for _, e := range pages.All() {
		want := 0
		if strings.HasPrefix(string(e.Code), "MAA3") {
			want = 1
			seen++
		}
		row := "\n| [" + string(e.Code) + "](codes.md#" + strings.ToLower(string(e.Code)) + ") | `" + e.Slug() + "` | " + e.Severity.String() + " | "
		if got := strings.Count(page, row); got != want {
			t.Errorf("%s: got %d rows, want %d", e.Code, got, want)
		}
	}
	if seen < 40 {
		t.Errorf("got %d checks, want all of them", seen)
	}
}
