package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp"
)

// V6.3: where every rule makes what every condition tests, the lenses say how many uses
// there are, but don't each lead to all of them.
func TestLensesOfManyUses(t *testing.T) {
	t.Parallel()
	const rules = 200
	e := start(t, pushes, lsp.Options{}, func(e *editor) {
		e.hello["initializationOptions"] = map[string]any{"commands": []string{"assay.showUses"}}
	})
	const uri = "test:///p.maa"
	e.open(uri, "version=1.2;\nissuancerules {\n"+strings.Repeat("[type==\"a\"] => add(type=\"a\", value=1);\n", rules)+"};\n")
	var lenses []struct {
		Command struct {
			Title     string
			Arguments []json.RawMessage
		}
	}
	e.call("textDocument/codeLens", map[string]any{"textDocument": map[string]string{"uri": uri}}, &lenses)
	counted, leading := 0, 0
	for _, l := range lenses {
		if l.Command.Title == "200 uses" {
			counted++
			leading += min(1, len(l.Command.Arguments))
		}
	}
	if counted != rules || leading != 50 {
		t.Errorf("found %d lenses, %d of which lead to their uses, expected %d and 50", counted, leading, rules)
	}
}
