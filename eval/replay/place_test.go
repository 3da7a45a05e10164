package replay_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-policy/assay/eval/replay"
)

// TestClaimsAt: the places of a report lead back to the claims.
func TestClaimsAt(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(low+"\n", 50_000) + `{"id":1,"claims":{"last":1}}`
	folder := written(t, map[string]string{
		"a.json":     `{"t":1}`,
		"b:2.ndjson": "{\"t\":2}\n\n{\"t\":3}\n{\n",
		"c.ndjson":   many,
		"d.tar":      string(archived(t, true, "x/a!b.json", `{"t":4}`, "y.ndjson", "{\"t\":5}\n{\"t\":6}\n", "z.jwt", unsigned(`{"t":7}`))),
	})
	for place, want := range map[string]string{
		"a.json":             `[[type=="t", value==1, issuer=="AttestationService"]]`,
		"b:2.ndjson:1":       `[[type=="t", value==2, issuer=="AttestationService"]]`,
		"b:2.ndjson:3":       `[[type=="t", value==3, issuer=="AttestationService"]]`,
		"b:2.ndjson:4":       `column 2: at $: found the end of the text`,
		"b:2.ndjson:9":       `found no such input`,
		"b:2.ndjson":         `found no such input`,
		"c.ndjson:50001":     `[[type=="last", value==1, issuer=="AttestationService"]]`,
		"d.tar!x/a!b.json":   `[[type=="t", value==4, issuer=="AttestationService"]]`,
		"d.tar!y.ndjson:2":   `[[type=="t", value==6, issuer=="AttestationService"]]`,
		"d.tar!z.jwt":        `[[type=="t", value==7, issuer=="AttestationService"]]`,
		"d.tar!none.json":    `found no such input`,
		"none.json":          `found no such input`,
		"a.json/b.json":      `found no such input`,
		"d.tar!y.ndjson:two": `found no such input`,
	} {
		claims, err := replay.ClaimsAt(context.Background(), filepath.Join(folder, place))
		got := fmt.Sprint(claims)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: found %s, want %s", place, got, want)
		}
	}
}
