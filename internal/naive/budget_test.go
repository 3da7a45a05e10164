package naive_test

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
)

// budgetCases are policies that use memory and steps in ways of their own, each with
// small claims: the engines must end at the same place under every limit (L9.2, L9.3).
var budgetCases = []struct {
	name, policy string
	claims       []claim.Claim
}{
	{"claims that no condition sees, some twice", `
		configurationrules{ => issueproperty(type="p", value="0123456789012345678901234567890123456789"); };
		authorizationrules{ => permit(); => add(type="q", value="0123456789"); };
		issuancerules{ => issue(type="r", value="01234567890123456789"); => issue(type="r", value="01234567890123456789"); };`,
		texts("a", "x", "x", "x", "yy", "yy", "zzz")},
	{"read-only and not, of one document", `
		authorizationrules{
			=> permit();
			c:[type=="pcrs"] => add(type="u", value=JsonToClaimValue(c.value));
			c:[type=="list"] => add(type="v", value=JsonToClaimValue(c.value));
			c:[type=="pcrs"] => add(type="w", value=JsonToClaimValue(c.value));
		};
		issuancerules{
			c:[type=="list"] => issue(type="t", value=JsonToClaimValue(c.value));
			c:[type=="w", value==3] => issue(type="t", value=c.value);
		};`,
		append(texts("list", manyIntegers), claim.Claim{Type: "pcrs", Value: claim.String(manyIntegers), Issuer: claim.AttestationService})},
	{"a conversion that fails half way", `
		authorizationrules{ => permit(); };
		issuancerules{
			c:[type=="list"] => issue(type="t", value=JsonToClaimValue(JmesPath(c.value, "[0:15]")));
			c:[type=="list"] => issue(type="t", value=JsonToClaimValue(c.value));
		};`,
		texts("list", strings.TrimSuffix(manyIntegers, "]")+",[1],2]")},
	{"results of calls in calls, and several right sides", `
		authorizationrules{
			=> permit();
			c:[type=="name"] && d:[type=="name", value==AppendString("", AppendString(c.value, "")), value!=AppendString(c.value, c.value),
				value==JsonToClaimValue(JmesPath("{\"a\":[\"x\",\"y\",\"long\"]}", AppendString("a", "[?@!='y']")))]
				=> add(type=AppendString(c.value, d.value), value=IsSubsetOf(d.value, JsonToClaimValue("[\"x\",\"long\"]")));
		};
		issuancerules{ c:[type=="xx"] => issue(type="o", value=NegateBool(c.value)); c:[value==false] => issue(claim=c); };`,
		texts("name", "x")},
	{"a tree that a query made, then an argument, then known", `
		authorizationrules{ => permit(); };
		issuancerules{
			c:[type=="log"] => add(type="part", value=JmesPath(c.value, "a"));
			c:[type=="part"] => issue(type="b", value=JmesPath(c.value, "b"));
			c:[type=="part"] => issue(type="b2", value=JmesPath(c.value, "[b, b]"));
			c:[type=="log"] => issue(type="b3", value=JmesPath(JmesPath(c.value, "a"), "b.c"));
			=> issue(type="b4", value=JmesPath("{\"b\":{\"c\":[1,2]}}", "b.c"));
		};`,
		texts("log", `{"a":{"b":{"c":[1,2]}}}`)},
	{"no JSON, though not at once", `
		authorizationrules{ => permit(); };
		issuancerules{ c:[type=="log"] => issue(type="b", value=JmesPath(c.value, "b")); };`,
		texts("log", `{"a":[1,2,[[[3]]],4,5,6,7,8,9],`)},
	{"long strings that are compared", `
		authorizationrules{
			=> permit();
			c:[type=="s"] && [type=="s", value!=c.value, value!="` + block + block + `"] => add(claim=c);
			c:[value=="` + block + `x"] => add(type="` + block + block + `", value=c.type);
			c:[type=="s"] && [type!=c.value, type!="` + block + `"] => add(type="made", value=ContainsOnlyValue(c.value, "` + block + `"));
		};
		issuancerules{ c:[type=="s"] => issue(type="s2", value=IsSubsetOf(c.value, c.value)); c:[type=="s"] => issue(claim=c); };`,
		texts("s", block+block+block, block+"x", block, "y")},
	{"one claim for each copy", `
		authorizationrules{ => permit(); };
		issuancerules{
			c:[type=="a"] => issue(type="oa", value=c.value);
			c:[type=="b"] => issue(type="ob", value=c.value);
			c:[type=="c"] => issue(type="oa", value=c.value);
			c:[type=="d"] => issueproperty(type="pd", value=c.value);
		};`,
		append(append(append(texts("a", "12345"), texts("b", "1234567890123456")...), texts("c", "12345")...), texts("d", block)...)},
}

// block is as long as a step pays for.
var block = strings.Repeat("0123456789abcdef", 4)

// manyIntegers are more than a scan is good for.
const manyIntegers = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,null,1]"

// texts are claims of one type.
func texts(typ string, values ...string) []claim.Claim {
	var all []claim.Claim
	for _, v := range values {
		all = append(all, claim.Claim{Type: typ, Value: claim.String(v)})
	}
	return all
}

// The engines end at the same place under every budget.
func TestEnginesAgreeOnBudgets(t *testing.T) {
	t.Parallel()
	for _, c := range budgetCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e, err := load("version=1.2;" + c.policy)
			if err != nil {
				t.Fatal(err)
			}
			agrees := func(limits eval.Limits) {
				t.Helper()
				in := input{claims: c.claims, limits: limits}
				if _, diff := e.run(in); diff != "" {
					t.Fatalf("compiled (-) and naive (+) differ:\n%s\n%s", diff, describe(c.policy, in))
				}
			}
			all := len(c.claims)
			for _, claims := range []int{0, all, all + 1} {
				for _, depth := range []int{0, 2, 3} {
					for memory := int64(1); memory < 3500; memory += 1 + memory/200 {
						agrees(eval.Limits{Memory: memory, Claims: claims, Depth: depth})
					}
					for steps := range int64(150) {
						agrees(eval.Limits{Steps: steps, Claims: claims, Depth: depth, Memory: 1500 + 13*steps})
					}
				}
			}
		})
	}
}

// Long documents: equal ones at different places in memory, and such of more than
// 4 MiB, which are paid for each time and let go of with their rule (L9.2, L9.3). Every
// limit on the way to the least that suffices is compared.
func TestEnginesAgreeOnLongDocuments(t *testing.T) {
	t.Parallel()
	long, huge := `["`+strings.Repeat("0", 70<<10)+`", 1]`, `"`+strings.Repeat("x", 4<<20)+`"`
	var claims []claim.Claim
	for name, text := range map[string]string{"a": long, "b": long, "c": huge, "d": huge, "e": `[1, ` + huge + `]`} {
		claims = append(claims, texts(name, strings.Clone(text))...)
	}
	slices.SortFunc(claims, func(a, b claim.Claim) int { return strings.Compare(a.Type, b.Type) })
	policy := `
		authorizationrules{
			=> permit();
			c:[type=="a"] && d:[type=="b"] && [type=="a", value!=JsonToClaimValue(c.value), value!=JsonToClaimValue(d.value)] => add(type="r", value=1);
			c:[type=="c"] && [type=="r", value!=JsonToClaimValue(c.value), value!=JmesPath(c.value, "type(@)")] => add(type="r", value=2);
			c:[type=="d"] => add(type="t", value=JmesPath(c.value, "length(@)"));
			c:[type=="e"] => add(type="t", value=JmesPath(c.value, "[0]"));
			c:[type=="b"] => add(type="t", value=JsonToClaimValue(c.value));
			c:[type=="a"] => add(type="t", value=JmesPath(c.value, "[1]"));
		};`
	e, err := load("version=1.2;" + policy)
	if err != nil {
		t.Fatal(err)
	}
	permits := func(limits eval.Limits) bool {
		t.Helper()
		result, diff := e.run(input{claims, limits})
		if diff != "" {
			t.Fatalf("%+v: compiled (-) and naive (+) differ:\n%.2000s", limits, diff)
		}
		return result.Decision == eval.Permitted
	}
	memory := sort.Search(64<<10, func(n int) bool { return permits(eval.Limits{Memory: int64(n+1) << 10}) })
	steps := sort.Search(4<<20, func(n int) bool { return permits(eval.Limits{Steps: int64(n + 1)}) })
	if memory == 64<<10 || steps == 4<<20 {
		t.Errorf("found no limits that suffice, %d KiB and %d steps did not", memory, steps)
	}
}
