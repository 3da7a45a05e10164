package gen_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-policy/assay/evidence"
	"github.com/assay-policy/assay/internal/gen"
)

// TestEvidencePage: a kind's section has its steps, the command and what that prints.
func TestEvidencePage(t *testing.T) {
	t.Parallel()
	kind := gen.EvidenceKind{Name: "tdx", Steps: []evidence.Step{
		{Name: "first", Clause: "E3.1", Detail: "a | b"}, {Name: "second", Clause: "E7", Detail: "c"},
	}}
	var ran string
	page, err := gen.Evidence([]gen.EvidenceKind{kind}, func(line string) (string, error) {
		ran = line
		return "printed\n", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(ran, "assay evidence verify tdx --quote ") || strings.ContainsAny(ran, "\\\n`") {
		t.Errorf("ran %q", ran)
	}
	for _, want := range []string{
		"| `first` | a \\| b | [E3.1](spec/evidence.md#e3.1) |\n| `second` | c | [E7](spec/evidence.md) |\n\n",
		"```\n\n```text\nprinted\n```\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	failing := errors.New("refused")
	if _, err := gen.Evidence([]gen.EvidenceKind{kind}, func(string) (string, error) { return "", failing }); !errors.Is(err, failing) {
		t.Errorf("got %v for a command that fails", err)
	}
	if _, err := gen.Evidence([]gen.EvidenceKind{{Name: "none"}}, nil); err == nil {
		t.Error("got a page for a kind without a text")
	}
}
