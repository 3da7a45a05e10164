package snp

import (
	"strings"
	"testing"

	"github.com/google/go-sev-guest/verify/trust"
)

// TestBuiltInAltered reads files that differ from those that are pinned (E1.4).
func TestBuiltInAltered(t *testing.T) {
	t.Parallel()
	milan := sources[0]
	short := trust.AskArkMilanVcekBytes[:len(trust.AskArkMilanVcekBytes)/2]
	for name, s := range map[string]source{
		"found a root other than the pinned one": {milan.product, milan.root, milan.ask, &trust.AskArkGenoaVlekBytes},
		"expected 2":                             {milan.product, milan.root, new([]byte), milan.asvk},
		"found the end of the PEM":               {milan.product, milan.root, &short, milan.asvk},
	} {
		if _, err := s.load(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, expected %q", err, name)
		}
	}
	if _, err := milan.load(); err != nil {
		t.Error(err)
	}
}
