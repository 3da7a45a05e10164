package evidence_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/assay-policy/assay/evidence"
)

// E1.1: whoever imports the package gets an empty Verified at most. What it embeds
// must add no method that reaches inside, and nothing that decodes fills it.
func TestE1_1_VerifiedIsClosed(t *testing.T) {
	t.Parallel()
	var methods []string
	typ := reflect.TypeFor[*evidence.Verified]()
	for i := range typ.NumMethod() {
		methods = append(methods, typ.Method(i).Name)
	}
	if want := []string{"Claims", "Empty", "Kind", "Steps", "Time", "Type"}; !slices.Equal(methods, want) {
		t.Errorf("found the methods %v, expected %v", methods, want)
	}
	for _, f := range reflect.VisibleFields(typ.Elem()) {
		if f.IsExported() {
			t.Errorf("field %s is exported", f.Name)
		}
	}
	var told struct{ V evidence.Verified }
	if err := json.Unmarshal([]byte(`{"V": {"slot": {"content": {"Kind": "snp"}}, "Kind": "snp", "Steps": [{"Name": "parse"}]}}`), &told); err != nil {
		t.Fatal(err)
	}
	if v := told.V; !v.Empty() || v.Kind() != "" || len(v.Steps()) > 0 || len(v.Claims()) > 0 {
		t.Error("a Verified was filled from JSON")
	}
}

// E2.3: the names in requests.
func TestE2_3_DataTypes(t *testing.T) {
	t.Parallel()
	if evidence.JSON.String() != "JSON" || evidence.Binary.String() != "Binary" {
		t.Error("data types have other names than in requests")
	}
}
