package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/lsp/internal/position"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// completeAt asks what can stand at an offset.
func completeAt(t testing.TB, s *server, d *document, at int) protocol.CompletionList {
	t.Helper()
	p := &protocol.CompletionParams{TextDocumentPositionParams: protocol.TextDocumentPositionParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: d.uri}, Position: d.index.Place(at),
	}}
	list, err := completion(t.Context(), &request{snapshot: s.snap.Load(), server: s}, p)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// accept returns the text after an item was chosen.
func accept(t *testing.T, d *document, list protocol.CompletionList, label string) string {
	t.Helper()
	i := slices.IndexFunc(list.Items, func(item protocol.CompletionItem) bool { return item.Label == label })
	if i < 0 {
		var labels []string
		for _, item := range list.Items {
			labels = append(labels, item.Label)
		}
		t.Fatalf("%q is not offered, but %q", label, labels)
	}
	item := list.Items[i]
	changes := []position.Change{{Range: &item.TextEdit.Range, Text: item.TextEdit.NewText}}
	for _, e := range item.AdditionalTextEdits {
		changes = append(changes, position.Change{Range: &e.Range, Text: e.NewText})
	}
	return d.index.Apply(changes).Text()
}

// V1.50: what a text becomes if an item is accepted.
func TestV1_50Accepted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, label, want string }{
		{`[type=="‸"] => permit();`, "x-ms-attestation-type", `[type=="x-ms-attestation-type"] => permit();`},
		{`[type=="x-ms-at‸test"] => permit();`, "x-ms-attestation-type", `[type=="x-ms-attestation-type"] => permit();`},
		{`[type=="x-ms-at‸] => permit();`, "x-ms-attestation-type", `[type=="x-ms-attestation-type"] => permit();`},
		{`[type=="‸, value=="x"] => permit();`, "x-ms-attestation-type", `[type=="x-ms-attestation-type", value=="x"] => permit();`},
		{`[type==‸] => permit();`, "$is-debuggable", `[type=="$is-debuggable"] => permit();`},
		{`[type==$is-de‸] => permit();`, "$is-debuggable", `[type=="$is-debuggable"] => permit();`},
		{`[type==x-‸ms] => permit();`, "nonce", `[type=="nonce"] => permit();`},
		{`["🔒"] && [type=="x‸"] => permit();`, "nonce", `["🔒"] && [type=="nonce"] => permit();`},
		{`[ty‸=="nonce"] => permit();`, "type", `[type=="nonce"] => permit();`},
		{`[ty‸] => permit();`, "type", `[type==] => permit();`},
		{`[type=="nonce", value‸] => permit();`, ">=", `[type=="nonce", value>=] => permit();`},
		{`[type=="nonce", issuer==‸] => permit();`, "CustomClaim", `[type=="nonce", issuer=="CustomClaim"] => permit();`},
		{`c:[type=="nonce"] && [type=="a", value==c.‸val] => permit();`, "value", `c:[type=="nonce"] && [type=="a", value==c.value] => permit();`},
		{`c:[type=="nonce"] => add(claim=‸`, "c", `c:[type=="nonce"] => add(claim=c`},
		{`c:[type=="nonce"] => ad‸d(claim=c);`, "add", `c:[type=="nonce"] => add(claim=c);`},
		{`=> add(ty‸);`, "type", `=> add(type=);`},
		{`c:[type=="events"] => add(type="a", value=JmesPath(c.value, "\"Events\" || Ev‸"));`, "Events",
			`c:[type=="events"] => add(type="a", value=JmesPath(c.value, "\"Events\" || Events"));`},
		{`c:[type=="events"] => add(type="a", value=JmesPath(c.value, "Events[?Pcr‸`, "PcrIndex",
			`c:[type=="events"] => add(type="a", value=JmesPath(c.value, "Events[?PcrIndex`},
		{`[type=="a", value==I‸(1, 2)] => permit();`, "IsSubsetOf", `[type=="a", value==IsSubsetOf(1, 2)] => permit();`},
	} {
		before, after := "version=1.2;\nauthorizationrules{\n  ", "\n};\n"
		m := readMarks(before + c.text + after)
		s := testServer(t, everything, "{}")
		d := s.put("p.maa", m.text)
		if got := accept(t, d, completeAt(t, s, d, m.at), c.label); got != before+c.want+after {
			t.Errorf("%s with %s: got\n%s", c.text, c.label, got)
		}
	}
}

// V1.50: a section of a later version brings the edit of the header along.
func TestV1_50HeaderEdit(t *testing.T) {
	t.Parallel()
	s := testServer(t, `{}`, "{}")
	d := s.put("p.maa", "version=1.0;\n\nauthorizationrules{};\n")
	list := completeAt(t, s, d, len("version=1.0;\n"))
	want := "version=1.1;\nconfigurationrules {\n    \n};\nauthorizationrules{};\n"
	if got := accept(t, d, list, "configurationrules"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// V1.5, V1.50: without an attestation type claims of all are offered, each with its
// own; the list is complete, and the deprecated names come last.
func TestV1_50AllTypes(t *testing.T) {
	t.Parallel()
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", `version=1.0; authorizationrules{ [type==""] => permit(); };`)
	list := completeAt(t, s, d, strings.Index(d.Text, `""`)+1)
	if list.IsIncomplete || len(list.Items) < 100 || len(list.Items) > mostItems {
		t.Fatalf("got %d items, incomplete %v", len(list.Items), list.IsIncomplete)
	}
	deprecated := false
	for _, item := range list.Items {
		if !strings.Contains(item.Detail, ", ") {
			t.Errorf("%s: got %q, want its attestation types", item.Label, item.Detail)
		}
		if deprecated && len(item.Tags) == 0 {
			t.Errorf("%s comes after deprecated names", item.Label)
		}
		deprecated = len(item.Tags) > 0
	}
	if !deprecated {
		t.Error("no deprecated name comes last")
	}
}

// V1.50: a list has at most 500 items; of many claims that rules make the last are in it,
// and those of evidence.
func TestV1_50Cap(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("version=1.0; authorizationrules{\n")
	for i := range 2 * mostItems {
		fmt.Fprintf(&text, "=> add(type=\"t%d\", value=1);\n", i)
	}
	at := text.Len() + len(`[type=="`)
	text.WriteString(`[type==""] => permit(); };`)
	s := testServer(t, everything, "{}")
	d := s.put("p.maa", text.String())
	list := completeAt(t, s, d, at)
	if len(list.Items) > mostItems || list.IsIncomplete {
		t.Errorf("got %d items, incomplete %v", len(list.Items), list.IsIncomplete)
	}
	for label, want := range map[string]bool{"t0": false, "t999": true, "x-ms-sgx-mrsigner": true} {
		if got := slices.ContainsFunc(list.Items, func(item protocol.CompletionItem) bool { return item.Label == label }); got != want {
			t.Errorf("%s: offered %v, want %v", label, got, want)
		}
	}
}

// V1.50, V1.15: at any place of any policy each item replaces what is around the place on
// its line, and has what clients filter and sort by; what is known is of that place.
func TestV1_50Everywhere(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../testdata/policies/*.maa")
	if err != nil || len(paths) < 50 {
		t.Fatalf("found %d policies, %v", len(paths), err)
	}
	for i, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := testServer(t, everything, "{}")
		d := s.put("p.maa", string(data))
		step := max(1, len(data)/5)
		for at := i % step; at <= len(data); at += step {
			list := completeAt(t, s, d, at)
			place := d.index.Place(at)
			last := ""
			for _, item := range list.Items {
				r := item.TextEdit.Range
				if r.Start.Line != place.Line || r.End.Line != place.Line || r.Start.Character > place.Character || r.End.Character < place.Character {
					t.Errorf("%s at %d: %s replaces %v", path, at, item.Label, r)
				}
				if item.FilterText == "" || item.SortText <= last {
					t.Errorf("%s at %d: %s is sorted by %q after %q, and filtered by %q", path, at, item.Label, item.SortText, last, item.FilterText)
				}
				last = item.SortText
			}
			wantHoverAround(t, s, d, at)
		}
	}
}

// wantHoverAround asks what is known of a place: of something that contains it.
func wantHoverAround(t *testing.T, s *server, d *document, at int) {
	t.Helper()
	h, err := hover(t.Context(), &request{snapshot: s.snap.Load(), server: s}, &protocol.TextDocumentPositionParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: d.uri}, Position: d.index.Place(at),
	})
	if err != nil {
		t.Fatal(err)
	}
	if h == nil {
		return
	}
	if from, to := d.index.Span(h.Range); from > at || to < at || from == to {
		t.Errorf("at %d: what is known is about %d to %d of\n%s", at, from, to, d.Text)
	}
}

// V1.14: what is resolved is what a client that doesn't resolve gets at once.
func TestV1_14Resolve(t *testing.T) {
	t.Parallel()
	const text = `version=1.2; authorizationrules{ c:[type=="events"] => add(type="a", value=JmesPath(c.value, "")); [type==""] => permit(); };`
	lazy, eager := testServer(t, everything, "{}"), testServer(t, strings.Replace(everything, `"documentation", `, "", 1), "{}")
	for _, place := range []string{`"")`, `""]`, `[type==""`, `permit`} {
		at := strings.LastIndex(text, place) + 1
		later, now := completeAt(t, lazy, lazy.put("p.maa", text), at), completeAt(t, eager, eager.put("p.maa", text), at)
		for i, item := range later.Items {
			if item.Documentation != nil {
				t.Errorf("%s has its documentation before it is resolved", item.Label)
			}
			resolved, err := completionResolve(t.Context(), &request{snapshot: lazy.snap.Load()}, &item)
			got, _ := json.Marshal(resolved.Documentation)
			want, _ := json.Marshal(now.Items[i].Documentation)
			if err != nil || string(got) != string(want) {
				t.Errorf("%s: got %s, %v, want %s", item.Label, got, err, want)
			}
			if item.Data != nil && resolved.Documentation == nil {
				t.Errorf("%s: nothing is known of %+v", item.Label, item.Data)
			}
		}
	}
}
