package lint_test

import (
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/lint"
)

// T2.4, T2.5: what public policies have wrong, by the numbers that the clauses name.
func TestT2Recorded(t *testing.T) {
	t.Parallel()
	recorded := map[diag.Code][]string{
		"MAA3025": {"135", "136"},
		"MAA3026": {"153", "408"},
		"MAA3027": {"305", "406"},
		"MAA3028": {"113", "409"}, // the service's defaults
		"MAA3031": {"111", "400"},
		"MAA3033": {"502"},
		"MAA3039": {"157", "026", "032"},
		"MAA3045": {"146"},
		"MAA3046": {"157"},
		"MAA3047": {"159"},
		"MAA3048": {"017", "136", "408"}, // queries for ELAM drivers
	}
	found := map[string]bool{}
	for _, src := range corpusSources(t) {
		number, _, _ := strings.Cut(src.Name, "-")
		_, list := lint.Source(src, lint.Options{})
		for _, d := range list {
			found[number+" "+string(d.Code)] = true
		}
	}
	for code, numbers := range recorded {
		for _, number := range numbers {
			if !found[number+" "+string(code)] {
				t.Errorf("%s: not found in policy %s", code, number)
			}
		}
	}
}
