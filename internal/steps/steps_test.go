package steps_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/steps"
)

// E1.5: each step is there, in order, with what it established or why it didn't.
func TestE1_5_Steps(t *testing.T) {
	t.Parallel()
	list := []evidence.Step{
		{Name: "parse", Clause: "E6.2", Detail: "a \"report\""},
		{Name: "vcek chain", Clause: "E6.4", Detail: "none was given", Skipped: true},
	}
	for least, want := range map[int]string{
		0:  "  parse       a \"report\"\n  vcek chain  skipped: none was given\n",
		12: "  parse         a \"report\"\n  vcek chain    skipped: none was given\n",
	} {
		var b strings.Builder
		if width := steps.Text(&b, list, least); b.String() != want || width != max(least, 10) {
			t.Errorf("got %q, %d columns, expected %q", b.String(), width, want)
		}
	}
	got := string(jsondoc.AppendCompact(nil, steps.JSON(list)))
	if want := `[{"step":"parse","clause":"E6.2","established":"a \"report\""},{"step":"vcek chain","clause":"E6.4","skipped":"none was given"}]`; got != want {
		t.Errorf("got %s", got)
	}
	if got := string(jsondoc.AppendCompact(nil, steps.JSON(nil))); got != "[]" {
		t.Errorf("got %s for no steps", got)
	}
}
