package reason_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-policy/assay/check/reason"
)

// policyOf writes a policy of three sections.
func policyOf(configuration, authorization, issuance string) string {
	return "version=1.2;\nconfigurationrules{" + configuration + "};\nauthorizationrules{" + authorization +
		"};\nissuancerules{" + issuance + "};\n"
}

// found is what a comparison came to: kinds with the number of claims, or the
// verdict.
func found(t *testing.T, d *reason.Difference) string {
	t.Helper()
	if len(d.Counterexamples) == 0 {
		verdict := map[reason.Verdict]string{reason.Unknown: "unknown", reason.Yes: "equivalent", reason.No: "different"}[d.Equivalent]
		if d.Equivalent == reason.Yes && !d.Exact {
			verdict += ", not exact"
		}
		return verdict
	}
	var kinds []string
	for _, c := range d.Counterexamples {
		kinds = append(kinds, fmt.Sprintf("%s %d", c.Kind, len(c.Claims)))
		if !c.Least {
			kinds = append(kinds, "not proved least")
		}
	}
	return strings.Join(kinds, ", ")
}

func compared(t *testing.T, before, after string) string {
	t.Helper()
	d, err := reason.Compare(context.Background(), policy(t, before), policy(t, after), reason.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return found(t, d)
}

// eighteen is T5.5's example, with another test in place of value==b.value.
func eighteen(join string) string {
	var b strings.Builder
	b.WriteString(`b:[type=="y"] && c:[type=="z"` + join + `]`)
	for n := range 6 {
		fmt.Fprintf(&b, ` && [type=="x", value==%d, value==c.value]`, n+1)
	}
	return b.String() + " => permit();"
}

// Section 7 of the proof: pairs that break anything smaller.
func TestProofCounterexamples(t *testing.T) {
	t.Parallel()
	const three = `[type=="x", value>4] => add(type="xs", value=true); [type=="y", value>4] => add(type="ys", value=true); [type=="z", value>4] => add(type="zs", value=true);
		[type=="xs"] && [type=="ys"] && [type=="zs"] => permit();
		[type=="x", value<=4] => deny(); [type=="y", value<=4] => deny(); [type=="z", value<=4] => deny();
		[type=="x", valueType!="Integer"] => deny(); [type=="y", valueType!="Integer"] => deny(); [type=="z", valueType!="Integer"] => deny();`
	const issues = `c:[type=="%s"] => issue(type="t", value=c.value);`
	inOrder := func(types ...string) string {
		var b strings.Builder
		for _, typ := range types {
			fmt.Fprintf(&b, issues, typ)
		}
		return b.String()
	}
	names := `c:[type=="x"] => issueproperty(type=c.value, value=1); c:[type=="y"] => issueproperty(type=c.value, value=2);
		c:[type=="z"] => issueproperty(type=c.value, value=3);`
	for name, c := range map[string]struct{ before, after, want string }{
		"1 pcrs": {
			policyOf("", "=> permit();", `c:[value==1] => issue(type="t", value=c.value);`),
			policyOf("", "=> permit();", `[value==1] => issue(type="t", value=1);`),
			"newly-permitted 1",
		},
		"2 L5.6": {
			policyOf(`c:[value==1] => issueproperty(claim=c);`, "=> permit();", ""),
			policyOf("", "=> permit();", `c:[value==1] => issueproperty(claim=c);`),
			"newly-permitted 1",
		},
		"3 two fresh types": {
			policyOf("", `=> permit(); c:[type!="a", value==1] => add(type=c.type, value=1);`, ""),
			policyOf("", "=> permit();", ""),
			"newly-permitted 2",
		},
		"4 three of a gap": {
			policyOf("", three, inOrder("x", "y", "z")),
			policyOf("", three, inOrder("x", "z", "y")),
			"other-claims 3",
		},
		"5 three fresh names": {
			policyOf("", "=> permit();", names),
			policyOf("", `=> permit(); [type=="x"] && [type=="y"] && [type=="z"] => deny();`, names),
			"newly-denied 3",
		},
		"6 a literal that no test names": {
			policyOf("", "=> permit();", `=> issueproperty(type="p", value=5); c:[type=="x"] => issueproperty(type="p", value=c.value);`),
			policyOf("", "=> permit();", `=> issueproperty(type="p", value=6); c:[type=="x"] => issueproperty(type="p", value=c.value);`),
			"newly-permitted 1, newly-denied 1, other-properties 0",
		},
		"7 trees":                  {policyOf("", eighteen(", value==b.value"), ""), policyOf("", "", ""), "newly-denied 18"},
		"7 trees without the join": {policyOf("", eighteen(""), ""), policyOf("", "", ""), "newly-denied 13"},
		"8 IsSubsetOf":             {policyOf("", twelve(), ""), policyOf("", "", ""), "newly-denied 12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := compared(t, c.before, c.after); got != c.want {
				t.Errorf("found %s, expected %s", got, c.want)
			}
		})
	}
}

// twelve is section 8's example: three conditions that need twelve claims.
func twelve() string {
	var b strings.Builder
	for n := range 12 {
		fmt.Fprintf(&b, `=> add(type="x", value=%d);`, n+1)
	}
	b.WriteString(`x:[type=="x"] && y:[type=="y"] => add(type="ok", value=IsSubsetOf(x.value, y.value)); [type=="ok", value==true, issuer=="AttestationPolicy"] => permit();`)
	return b.String()
}

// Section 2 of the proof, row by row: where a Result does not grow with the claims.
func TestWhereAResultDoesNotGrow(t *testing.T) {
	t.Parallel()
	const permit = "=> permit();"
	for name, c := range map[string]struct{ before, after, want string }{
		"negation": {
			policyOf("", `![type=="a", value==1] => permit();`, ""), policyOf("", permit, ""), "newly-permitted 1",
		},
		"deny": {
			policyOf("", permit+`[type=="a", value>3] => deny();`, ""), policyOf("", permit, ""), "newly-permitted 1",
		},
		"type= of two": {
			policyOf("", permit+`c:[type=="a"] => add(type=c.value, value=1);`, ""),
			policyOf("", permit+`![type=="a", valueType=="String"] && [type=="a"] => deny();`, ""), "newly-permitted 2",
		},
		"type= of no string": {
			policyOf("", permit+`c:[type=="a", value==1] => add(type=c.value, value=1);`, ""), policyOf("", permit, ""), "newly-permitted 1",
		},
		"property set again": {
			policyOf("", permit, `c:[type=="a"] => issueproperty(type="p", value=c.value);`),
			policyOf("", permit, `c:[type=="a"] => issueproperty(type="p", value=c.value); [type=="a", value==1] && [type=="a", value==2] => add(type="x", value=1);`),
			"equivalent",
		},
		"property set again, by two rules": {
			policyOf("", permit, `=> issueproperty(type="p", value=1); c:[type=="a"] => issueproperty(type="p", value=c.value);`),
			policyOf("", permit, `=> issueproperty(type="p", value=1);`),
			"newly-permitted 1",
		},
		"read-only value": {
			policyOf("", permit+`c:[type=="pcrs"] => add(type="b", value=c.value);`, `d:[type=="b"] => issue(type="t", value=1); d:[type=="b"] => issue(type="u", value=d.value);`),
			policyOf("", permit+`c:[type=="pcrs"] => add(type="b", value=c.value);`, `d:[type=="b"] => issue(type="t", value=1); d:[type=="b", value==1] => issue(type="u", value=1);`),
			"newly-permitted 1, other-claims 1",
		},
		"read-only by an equal claim": {
			policyOf("", permit+`c:[type=="pcrs", value==1] => add(type="b", value=c.value); => add(type="b", value=1);`, `d:[type=="b"] => issue(type="u", value=d.value);`),
			policyOf("", permit+`=> add(type="b", value=1);`, `d:[type=="b"] => issue(type="u", value=d.value);`),
			"newly-permitted 1",
		},
		"steering name": {
			policyOf(`c:[value==1] => issueproperty(type=c.type, value=1);`, permit, ""),
			policyOf("", permit, `c:[value==1] => issueproperty(type=c.type, value=1);`), "newly-permitted 1",
		},
		"error empties the properties": {
			policyOf(`=> issueproperty(type="p", value=1);`, `c:[type=="a"] => add(type=c.value, value=1);`, ""),
			policyOf(`=> issueproperty(type="p", value=1);`, ``, ""), "other-properties 1",
		},
		"array order": {
			policyOf("", permit, `c:[type=="a"] => issue(type="t", value=c.value); => issue(type="t", value=9);`),
			policyOf("", permit, `=> issue(type="t", value=9); c:[type=="a"] => issue(type="t", value=c.value);`), "other-claims 1",
		},
		"array order in the file": {
			policyOf("", permit, `c:[type=="a"] => issue(type="t", value=c.value);`),
			policyOf("", permit, `c:[type=="a", value>0] => issue(type="t", value=c.value); c:[type=="a"] => issue(type="t", value=c.value);`), "other-claims 2",
		},
		"one value or array": {
			policyOf("", permit, `=> issue(type="t", value=1);`),
			policyOf("", permit, `=> issue(type="t", value=1); [type=="a"] => issue(type="t", value=2);`), "other-claims 1",
		},
		"fewer claims make no error": {
			policyOf("", permit+`c:[type=="a", value=="b"] => add(type=c.value, value=1);`, ""), policyOf("", permit, ""), "equivalent",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := compared(t, c.before, c.after); got != c.want {
				t.Errorf("found %s, expected %s", got, c.want)
			}
		})
	}
}
