package policygen_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/policygen"
)

var (
	policies = rapid.Custom(policygen.Policy)
	claims   = rapid.Custom(policygen.Claims)
)

// samples is how many policies the tests of this file look at.
const samples = 2000

// Every policy passes the check: warnings and notes at most.
func TestPoliciesPassTheCheck(t *testing.T) {
	t.Parallel()
	for seed := range samples {
		text := policies.Example(seed)
		checked, found := check.Source(ast.NewSource("random.maa", text), check.Options{})
		if checked == nil {
			t.Fatalf("seed %d: %v in\n%s", seed, found.Err(), text)
		}
	}
}

// Policies use all that the language has: each count is of policies, of samples.
func TestPoliciesUseTheLanguage(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range samples {
		text := policies.Example(seed)
		checked, found := check.Source(ast.NewSource("random.maa", text), check.Options{})
		if checked == nil {
			t.Fatalf("seed %d: %v", seed, found.Err())
		}
		for what := range constructs(checked.Policy, text, found) {
			seen[what]++
		}
	}
	for _, what := range []string{
		"version 1.0", "version 1.1", "version 1.2", "configurationrules", "authorizationrules", "issuancerules",
		"permit", "deny", "add", "issue", "issueproperty", "claim=", "value before type",
		"negation", "binder", "condition without type", "==", "!=", "<", "<=", ">", ">=",
		"JmesPath", "JsonToClaimValue", "IsSubsetOf", "AppendString", "NegateBool", "ContainsOnlyValue",
		"nested call", "call in a condition", "query literal", "document literal", "binder.type", "binder.value",
		"binder.issuer", "binder.valueType", "int literal", "string literal", "bool literal", "escape", "non-ASCII string",
		"comment", "carriage return", "warnings only",
	} {
		if seen[what] < samples/100 {
			t.Errorf("%s: found in %d of %d policies, expected at least %d", what, seen[what], samples, samples/100)
		}
	}
	for _, what := range []string{"byte order mark", "smallest integer", "largest integer", "order of sections"} {
		if seen[what] < 5 {
			t.Errorf("%s: found in %d of %d policies, expected at least 5", what, seen[what], samples)
		}
	}
}

// constructs names what a policy uses.
func constructs(p *ast.Policy, text string, found diag.List) map[string]bool {
	seen := map[string]bool{
		"byte order mark": strings.HasPrefix(text, ast.BOM),
		"carriage return": strings.Contains(text, "\r\n"),
		"comment":         len(p.Comments) > 0,
		"warnings only":   len(found) > 0,
	}
	for _, d := range found {
		seen["order of sections"] = seen["order of sections"] || d.Code == "MAA4003"
	}
	ast.Walk(p, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Version:
			seen[ast.Dump(n)[:len("version 1.x")]] = true
		case *ast.Section:
			seen[n.Kind.String()] = true
		case *ast.Action:
			seen[n.Kind.String()] = true
			if len(n.Args) == 2 && n.Args[0].Name.Name == "value" {
				seen["value before type"] = true
			}
		case *ast.Arg:
			seen[n.Name.Name+"="] = true
		case *ast.Condition:
			seen["negation"] = seen["negation"] || n.Negated()
			seen["binder"] = seen["binder"] || n.Binder != nil
			typed := false
			for _, test := range n.Tests {
				typed = typed || test.Property == ast.TypeProperty
				_, call := test.Value.(*ast.Call)
				seen["call in a condition"] = seen["call in a condition"] || call
			}
			seen["condition without type"] = seen["condition without type"] || !typed
		case *ast.Test:
			seen[n.Op.String()] = true
		case *ast.Call:
			seen[n.Name.Name] = true
			for i, arg := range n.Args {
				switch arg.(type) {
				case *ast.Call:
					seen["nested call"] = true
				case *ast.StringLit:
					seen["query literal"] = seen["query literal"] || n.Name.Name == "JmesPath" && i == 1
					seen["document literal"] = seen["document literal"] || n.Name.Name == "JmesPath" && i == 0
				}
			}
		case *ast.PropertyRef:
			seen["binder."+n.Property.String()] = true
		case *ast.IntLit:
			seen["int literal"] = true
			seen["smallest integer"] = seen["smallest integer"] || n.Value == -1<<63
			seen["largest integer"] = seen["largest integer"] || n.Value == 1<<63-1
		case *ast.BoolLit:
			seen["bool literal"] = true
		case *ast.StringLit:
			seen["string literal"] = true
			seen["escape"] = seen["escape"] || strings.Contains(n.Raw, `\`)
			seen["non-ASCII string"] = seen["non-ASCII string"] || strings.ContainsFunc(n.Value, func(r rune) bool { return r > 0x7f })
		}
		return true
	})
	for what, on := range seen {
		if !on {
			delete(seen, what)
		}
	}
	return seen
}

// Claims are of all kinds and issuers, some read-only, some equal.
func TestClaimsVary(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range samples {
		cs := claims.Example(seed)
		types := map[string]int{}
		for i, c := range cs {
			if slices.ContainsFunc(cs[:i], c.Same) {
				seen["equal claims"]++
			}
			seen[c.Value.Kind().String()]++
			seen[c.Issuer.String()]++
			if c.ReadOnly {
				seen["read-only"]++
			}
			if types[c.Type]++; types[c.Type] == 2 {
				seen["several of one type"]++
			}
		}
	}
	for _, what := range []string{
		"Boolean", "Integer", "String", "AttestationService", "AttestationPolicy", "CustomClaim",
		"read-only", "equal claims", "several of one type",
	} {
		if seen[what] < samples/10 {
			t.Errorf("%s: found %d in %d claim sets, expected at least %d", what, seen[what], samples, samples/10)
		}
	}
}

// The same seed gives the same policy and claims: a failure can be repeated.
func TestSeedsRepeat(t *testing.T) {
	t.Parallel()
	for seed := range 50 {
		if a, b := policies.Example(seed), policies.Example(seed); a != b {
			t.Errorf("seed %d: found another policy the second time", seed)
		}
		if diff := cmp.Diff(claims.Example(seed), claims.Example(seed), cmp.Comparer(sameValue)); diff != "" {
			t.Errorf("seed %d: found other claims the second time:\n%s", seed, diff)
		}
	}
}

func sameValue(a, b claim.Value) bool { return a == b }

// A fuzz target gets a whole policy from any bytes, the same from the same, and
// another if a bit changes.
func TestFuzzTakesAnyBytes(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	collect := func(data string) string {
		var text string
		policygen.Fuzz(func(rt *rapid.T) { text = policygen.Policy(rt) })(t, []byte(data))
		return text
	}
	for _, data := range []string{"", "a", "b", "ab", strings.Repeat("\x00", 100), strings.Repeat("\xff", 5000)} {
		text := collect(data)
		if text == "" || collect(data) != text {
			t.Errorf("%.10q: found no policy, or another the second time", data)
		}
		for other, had := range texts {
			if had == text {
				t.Errorf("found one policy from %.10q and %.10q", data, other)
			}
		}
		texts[data] = text
	}
}

// The fuzz target of the generator itself: any bytes make a policy that passes.
func FuzzPolicy(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("assay"))
	f.Add([]byte(strings.Repeat("\xa5\x3c", 400)))
	f.Fuzz(policygen.Fuzz(func(t *rapid.T) {
		text := policygen.Policy(t)
		if checked, found := check.Source(ast.NewSource("random.maa", text), check.Options{}); checked == nil {
			t.Fatalf("%v in\n%s", found.Err(), text)
		}
	}))
}
