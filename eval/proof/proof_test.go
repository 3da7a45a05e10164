package proof_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/grammar"
)

// program compiles a policy; a text without a header is that of authorizationrules.
func program(t testing.TB, name, text string) *compile.Program {
	t.Helper()
	if !strings.HasPrefix(text, "version") {
		text = "version=1.2;\nauthorizationrules {\n" + text + "\n};\n"
	}
	p, found := compile.Source(name, text)
	if p == nil {
		t.Fatal(found.Err())
	}
	return p
}

func compared(t testing.TB, before, after *compile.Program, opts proof.Options) *proof.Difference {
	t.Helper()
	d, err := proof.Compare(context.Background(), before, after, opts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// kinds are those of the counterexamples.
func kinds(d *proof.Difference) string {
	var all []string
	for _, c := range d.Counterexamples {
		all = append(all, c.Kind.String())
	}
	return strings.Join(all, " ")
}

// TestT5_3Verdicts has a pair for each verdict, and what is said first of the text
// (T5.1).
func TestT5_3Verdicts(t *testing.T) {
	t.Parallel()
	const function = `c:[type=="events"] => add(type="ok", value=JmesPath(c.value, "x")); [type=="ok"] && ![type=="events"] => permit();`
	const document = `c:[type=="events"] => add(type="ok", value=JmesPath(c.value, "x")); [type=="ok", issuer=="AttestationPolicy", value=="1"] => permit();`
	for _, test := range []struct {
		name, old, new string
		want           reason.Verdict
		kinds, text    string
		exact          bool
	}{
		{"same", `[type=="a"] => permit();`, `[type=="a"] => permit();`, reason.Yes, "", "the texts are the same", true},
		{"layout", `[type=="a"] => permit();`, "[ type == \"a\" ] // why\n => permit();", reason.Yes, "", "only layout or comments differ", true},
		{"moved", `[type=="a"] => permit(); [type=="b"] => permit();`, `[type=="b"] => permit(); [type=="a"] => permit();`, reason.Yes, "", "1 rule moved", true},
		{"binder", `b:[type=="a"] => permit();`, `c:[type=="a"] => permit();`, reason.Yes, "", "1 rule changed", true},
		{"version", "version=1.0; authorizationrules { => permit(); };", "version=1.1; authorizationrules { => permit(); };", reason.Yes, "", "version 1.0 became 1.1", true},
		{"needless", `[type=="a"] => permit(); => permit();`, `=> permit();`, reason.Yes, "", "1 rule removed", true},
		{"permitted", `=> deny();`, `=> permit();`, reason.No, "newly-permitted", "1 rule added, 1 removed", true},
		{"denied", `=> permit();`, `[type=="a"] => permit();`, reason.No, "newly-denied", "1 rule changed", true},
		{"properties", `=> permit();`, `=> permit(); => issueproperty(type="p", value=1);`, reason.No, "other-properties", "1 rule added", true},
		{"unread", function, function + ` [type=="ok"] && ![type=="events"] => permit();`, reason.Yes, "", "1 rule added", false},
		{"unknown", document, `=> deny();`, reason.Unknown, "", "1 rule added, 2 removed", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := compared(t, program(t, "old.maa", test.old), program(t, "new.maa", test.new), proof.Options{})
			text, _, _ := strings.Cut(d.String(), "\n")
			if d.Equivalent != test.want || kinds(d) != test.kinds || text != test.text || (len(d.Abstracted) == 0) != test.exact {
				t.Errorf("found %v %q %q, exact %v", d.Equivalent, kinds(d), text, len(d.Abstracted) == 0)
			}
		})
	}
}

// TestT5_3Document: what the JSON has is real. A counterexample is a claims file over
// which the policies give the results that it shows.
func TestT5_3Document(t *testing.T) {
	t.Parallel()
	before := program(t, `dir\old.maa`, "version=1.0; authorizationrules { [type==\"a<b\", value==3] => permit(); };\nissuancerules { => issue(type=\"x\", value=1); };")
	after := program(t, "new.maa", "version=1.0; authorizationrules { => permit(); };\nissuancerules { => issue(type=\"y\", value=1); [type==\"a<b\"] => issue(type=\"x\", value=2); };")
	d := compared(t, before, after, proof.Options{})
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var doc proof.DifferenceDocument
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if !doc.Exact || doc.Equivalent == nil || *doc.Equivalent || kinds(d) != "newly-permitted other-claims" {
		t.Errorf("found %s %q", text, kinds(d))
	}
	if doc.New != (proof.PolicyDocument{File: "new.maa", PolicyHash: after.Hash()}) || len(doc.Text) == 0 || doc.Abstracted == nil {
		t.Errorf("found %s", text)
	}
	for i, c := range doc.Counterexamples {
		list, _ := json.Marshal(c.Claims)
		claims, err := claim.ParseFile(list, claim.FileOptions{})
		if err != nil {
			t.Fatalf("%s: %v", list, err)
		}
		if diff := cmp.Diff(result(t, before, claims), c.Old); diff != "" {
			t.Errorf("%d: %s", i, diff)
		}
		if diff := cmp.Diff(result(t, after, claims), c.New); diff != "" {
			t.Errorf("%d: %s", i, diff)
		}
	}
	if !strings.Contains(string(text), `"oldLine":null,"newLine":2`) {
		t.Errorf("found no line that is null in %s", text)
	}
}

// result is what eval says, by the JSON that it prints (L10.2).
func result(t *testing.T, p *compile.Program, claims []claim.Claim) (out proof.ResultDocument) {
	t.Helper()
	r, err := eval.Run(context.Background(), p, claims, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(r.AppendJSON(nil, p.Source()), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestT5_3DocumentOfErrors: an example in which a policy fails has the failure.
func TestT5_3DocumentOfErrors(t *testing.T) {
	t.Parallel()
	before := program(t, "old.maa", `=> permit();`)
	after := program(t, "new.maa", `=> permit(); c:[type=="a"] => add(type=c.value, value=1);`)
	doc := compared(t, before, after, proof.Options{}).Document()
	if len(doc.Counterexamples) != 1 || doc.Counterexamples[0].New.Error == nil {
		t.Fatalf("found %+v", doc)
	}
	if e := doc.Counterexamples[0].New.Error; !strings.HasPrefix(e.Code, "MAA5") || e.Line != 3 || e.Column == 0 {
		t.Errorf("found %+v", e)
	}
}

// joined takes some steps to be permitted.
const joined = `b:[type=="y"] && [type=="x", value==1, value==b.value] && [type=="x", value==2, value==b.value] => permit();`

// TestT5_9Stopped: a search that is stopped leaves the question open, and says so.
func TestT5_9Stopped(t *testing.T) {
	t.Parallel()
	before, after := program(t, "old.maa", joined), program(t, "new.maa", `=> deny();`)
	for _, test := range []struct {
		opts proof.Options
		what string
	}{
		{proof.Options{Timeout: time.Nanosecond}, "stopped after 0.000000001 s"},
		{proof.Options{Steps: 2}, "stopped after 2 steps; no difference with up to 3 claims"},
	} {
		d := compared(t, before, after, test.opts)
		doc := d.Document()
		if doc.Equivalent != nil || doc.Exact || len(doc.Abstracted) != 1 || doc.Abstracted[0].File != nil || !strings.HasPrefix(doc.Abstracted[0].What, test.what) {
			t.Errorf("%+v: found %+v", test.opts, doc)
		}
		if text := d.String(); !strings.Contains(text, "\nunknown: ") || !strings.Contains(text, "\n  "+test.what) {
			t.Errorf("%+v: found %s", test.opts, text)
		}
	}
	if d := compared(t, before, after, proof.Options{Timeout: time.Hour}); d.Equivalent != reason.No {
		t.Errorf("within the time: found %v", d.Equivalent)
	}
}

// TestCancelled: that the caller gave up is an error of each question.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, q := program(t, "p.maa", `[type=="a"] => permit();`), program(t, "q.maa", `[type=="b"] => permit();`)
	for _, opts := range []proof.Options{{}, {Timeout: time.Hour}} {
		_, compareErr := proof.Compare(ctx, p, q, opts)
		_, impliesErr := proof.Implies(ctx, p, q, opts)
		_, neverErr := proof.NeverPermits(ctx, p, opts)
		for _, err := range []error{compareErr, impliesErr, neverErr} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("found %v", err)
			}
		}
	}
}

// TestT5_8Type: examples look like evidence of the type that is given, or else of the
// one that the names tell.
func TestT5_8Type(t *testing.T) {
	t.Parallel()
	mrsigner := strings.Repeat("ab", 32)
	p := program(t, "p.maa", `[type=="x-ms-sgx-mrsigner", value=="`+mrsigner+`"] && [type=="x-ms-sgx-svn", value>1] => permit();`)
	for _, typ := range []catalog.Type{"", "SgxEnclave"} {
		a, err := proof.NeverPermits(context.Background(), p, proof.Options{Type: typ})
		if err != nil || a.Example == nil {
			t.Fatal(err, a)
		}
		for _, c := range a.Example.Claims {
			if c.Issuer != claim.AttestationService {
				t.Errorf("%q: found %v of %v", typ, c, c.Issuer)
			}
		}
	}
}

// TestT2_11Answers has a case for each answer.
func TestT2_11Answers(t *testing.T) {
	t.Parallel()
	never := func(p string) *proof.Answer {
		a, err := proof.NeverPermits(context.Background(), program(t, "p.maa", p), proof.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	implies := func(p, q string, opts proof.Options) *proof.Answer {
		a, err := proof.Implies(context.Background(), program(t, "p.maa", p), program(t, "q.maa", q), opts)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const both = `[type=="a"] && [type=="b"] => permit();`
	for _, test := range []struct {
		name string
		got  *proof.Answer
		want string
	}{
		{"never", never(`[type=="a", value==1] => permit(); [type=="a"] => deny();`), "p.maa never permits: it denies every claims file\n"},
		{"permits", never(`=> permit();`), "p.maa permits: the smallest claims file is\n  []\n  p.maa: permitted: rule 3:1, without condition\n"},
		{"implied", implies(both, `[type=="a"] => permit();`, proof.Options{}), "yes: q.maa permits all that p.maa permits\n"},
		{"not implied", implies(`=> permit();`, both, proof.Options{}),
			"no: q.maa denies what p.maa permits; the smallest claims file is\n  []\n  p.maa: permitted: rule 3:1, without condition\n  q.maa: no-permit: nearest rule 3:1, [type==\"a\"] found none\n"},
		{"unknown", implies(joined, `=> deny();`, proof.Options{Steps: 2}),
			"unknown: found nothing that p.maa permits and q.maa denies, but that is not ruled out\n\nnot exact:\n  stopped after 2 steps; no counterexample with up to 3 claims\n"},
	} {
		if diff := cmp.Diff(test.want, test.got.String()); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		doc := test.got.Document()
		if (doc.Holds == nil) != (test.name == "unknown") || (doc.Counterexample != nil) != strings.Contains(test.want, "smallest") || doc.Exact != (test.name != "unknown") {
			t.Errorf("%s: found %+v", test.name, doc)
		}
		if x := doc.Counterexample; x != nil && (x.Other != nil) != strings.Contains(test.want, "q.maa") {
			t.Errorf("%s: found %+v", test.name, x)
		}
	}
}

// TestT7_3Text: prose keeps to a width, claims stay whole, and nothing that a terminal
// would obey comes through.
func TestT7_3Text(t *testing.T) {
	t.Parallel()
	before := program(t, "old\x1b[31m.maa", "[type==\"\u202Ea\", value==\"one two three four five six seven\"] => permit();")
	after := program(t, "new.maa", "[type==\"\u202Ea\"] => permit();")
	for line := range strings.Lines(compared(t, before, after, proof.Options{}).Text(proof.TextOptions{Width: 40})) {
		line = strings.TrimSuffix(line, "\n")
		if diag.Width(line) > 40 && !strings.Contains(line, `"issuer"`) && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("found %d columns: %s", diag.Width(line), line)
		}
		if strings.ContainsAny(line, "\x1b\u202E") {
			t.Errorf("found %q", line)
		}
	}
}

// TestEvaluateChecked agrees with the evaluation of the program.
func TestEvaluateChecked(t *testing.T) {
	t.Parallel()
	p := program(t, "p.maa", `[type=="a"] => permit(); => issueproperty(type="p", value=1);`)
	checked, found := check.Source(p.Source(), check.Options{})
	if checked == nil {
		t.Fatal(found)
	}
	for _, claims := range [][]claim.Claim{nil, {{Type: "a", Value: claim.Int(1), Issuer: claim.CustomClaim}}} {
		want, err := proof.Evaluate(p)(context.Background(), claims)
		if err != nil {
			t.Fatal(err)
		}
		got, err := proof.EvaluateChecked(checked)(context.Background(), claims)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(claim.Claim{}, claim.Value{})); diff != "" {
			t.Error(diff)
		}
		if want.Permitted != (len(claims) > 0) {
			t.Errorf("found %+v", want)
		}
	}
}

// corpus are the real policies that compile, in order.
func corpus(t testing.TB) (all []*compile.Program) {
	t.Helper()
	files, err := filepath.Glob("../../testdata/policies/*.maa")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := compile.Source(filepath.Base(f), string(text)); p != nil {
			all = append(all, p)
		}
	}
	if len(all) < 50 {
		t.Fatalf("found %d policies", len(all))
	}
	return all
}

// TestCorpus compares each real policy with itself formatted and with the next one:
// what differs one way differs the other way round, and counterexamples are as real as
// they say.
func TestCorpus(t *testing.T) {
	t.Parallel()
	turned := map[reason.Kind]reason.Kind{
		reason.NewlyPermitted: reason.NewlyDenied, reason.NewlyDenied: reason.NewlyPermitted,
		reason.OtherClaims: reason.OtherClaims, reason.OtherProperties: reason.OtherProperties,
	}
	all := corpus(t)
	for i, p := range all {
		formatted := program(t, "formatted.maa", grammar.Format(p.Source(), p.Checked().Policy))
		if d := compared(t, p, formatted, proof.Options{}); d.Equivalent != reason.Yes || len(d.Changes) > 0 {
			t.Errorf("%s: formatted it is another: %s", p.Source().Name, d)
		}
		next := all[(i+1)%len(all)]
		d, back := compared(t, p, next, proof.Options{}), compared(t, next, p, proof.Options{})
		if d.Equivalent != back.Equivalent || len(d.Counterexamples) != len(back.Counterexamples) {
			t.Errorf("%s: found %s, and the other way round %s", p.Source().Name, d, back)
			continue
		}
		for _, c := range d.Counterexamples {
			found := false
			for _, b := range back.Counterexamples {
				found = found || b.Kind == turned[c.Kind] && (len(b.Claims) == len(c.Claims) || !c.Least || !b.Least)
			}
			if !found {
				t.Errorf("%s: %s has no counterpart in %s", p.Source().Name, c.Kind, back)
			}
			if c.Old.Source != p.Source() || c.New.Source != next.Source() || (c.Kind == reason.NewlyPermitted) != (c.Old.Result.Decision < c.New.Result.Decision) {
				t.Errorf("%s: found %s", p.Source().Name, d)
			}
		}
	}
}
