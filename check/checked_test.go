package check_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/grammar"
)

const sound = `version=1.2;
configurationrules{
  => issueproperty(type="x-ms-sgx-tcbidentifier", value="11");
  => issueproperty(type="required_pcr_mask", value=15);
  => issueproperty(type="require_valid_aik_cert", value=NegateBool(true));
  [type=="a"] => issueproperty(type="b", value=1);
};
authorizationrules{
  c:[type=="a"] && d:[type=="b", value==c.value] => add(claim=d);
  c:[type=="b"] => permit();
};
issuancerules{
  c:[type=="a"] => issue(type=c.type, value=JmesPath(c.value, "a | length(@)"));
  => issue(type="d", value=JmesPath("{\"x\": [1]}", "x"));
  => issue(type="d", value=JsonToClaimValue("[1, 2]"));
  => issue(type="d", value=AppendString("a", "b"));
};
`

func mustCheck(t *testing.T, text string) *check.Checked {
	t.Helper()
	checked, found := check.Source(ast.NewSource("sound.maa", text), check.Options{})
	if checked == nil {
		t.Fatal(found.Err())
	}
	return checked
}

// TestDefinitions, L4.8: every use of a binder leads to its condition.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	checked := mustCheck(t, sound)
	var got []string
	for node, cond := range checked.Definitions {
		use, def := checked.Source.Place(node.Pos()), checked.Source.Place(cond.From)
		got = append(got, fmt.Sprintf("%02d:%d %s is %d:%d", use.Line, use.Column,
			checked.Source.Slice(ast.Span{From: node.Pos(), To: node.End()}), def.Line, def.Column))
	}
	slices.Sort(got)
	want := []string{"09:41 c is 9:3", "09:63 d is 9:20", "13:31 c is 13:3", "13:54 c is 13:3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("definitions (-want +got):\n%s", diff)
	}
	for node := range checked.Definitions {
		switch node.(type) {
		case *ast.Ident, *ast.BinderRef:
		default:
			t.Errorf("the key of a definition is %T", node)
		}
	}
}

// TestStatic, L5.6: what the configuration sets without conditions is known
// before any claim exists.
func TestStatic(t *testing.T) {
	t.Parallel()
	got := mustCheck(t, sound).Static
	want := []claim.Claim{
		{Type: "x-ms-sgx-tcbidentifier", Value: claim.String("11"), Issuer: claim.AttestationPolicy},
		{Type: "required_pcr_mask", Value: claim.Int(15), Issuer: claim.AttestationPolicy},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestHash, L8.1: the hash is that of the text as it stands.
func TestHash(t *testing.T) {
	t.Parallel()
	const text, want = "version= 1.0;authorizationrules{=> permit();};", "9NY0VnTQ-IiBriBplVUpFbczcDaEBUwsiFYAzHu_gco"
	if got := mustCheck(t, text).Hash(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPolicy: the findings are those of the check alone, and a tree with parts
// missing gives none of its own, but no result either.
func TestPolicy(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":          "",
		"no header":        "authorizationrules{ => permit(); };",
		"no section":       "version=1.0; rules permit;",
		"no rule":          "version=1.0; authorizationrules{ => permit; };",
		"no action":        "version=1.0; authorizationrules{ => (); };",
		"unclosed section": "version=1.0; authorizationrules{ => permit();",
		"too large":        "version=1.0; authorizationrules{ => permit(); };" + string(make([]byte, 1<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := ast.NewSource("broken.maa", text)
			tree, parsed := grammar.Parse(src, grammar.Options{})
			if !parsed.HasErrors() {
				t.Fatal("the parser finds nothing")
			}
			checked, found := check.Policy(src, tree, check.Options{})
			if checked != nil || len(found) > 0 {
				t.Errorf("got %v and %v, want neither", checked, found)
			}
		})
	}
}

// TestTreeStays: the check writes nothing into the tree.
func TestTreeStays(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("sound.maa", sound)
	tree, _ := grammar.Parse(src, grammar.Options{})
	again, _ := grammar.Parse(src, grammar.Options{})
	check.Policy(src, tree, check.Options{})
	if diff := cmp.Diff(again, tree); diff != "" {
		t.Errorf("the tree changed (-want +got):\n%s", diff)
	}
}
