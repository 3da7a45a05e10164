package jsondoc_test

import (
	"testing"

	"github.com/assay-policy/assay/internal/jsondoc"
)

func TestAppendObject(t *testing.T) {
	t.Parallel()
	if got := string(jsondoc.AppendObject([]byte("x"))); got != "x{}" {
		t.Errorf("got %s, want x{}", got)
	}
	got := string(jsondoc.AppendObject(nil,
		jsondoc.StringMember("a\n", `"`), jsondoc.Member{Name: "b", Text: []byte(`[1,{}]`)}, jsondoc.Member{Name: "c", Text: []byte("null")}))
	if want := `{"a\n":"\"","b":[1,{}],"c":null}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
