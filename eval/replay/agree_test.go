package replay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/compile"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/replay"
	"github.com/assay-policy/assay/internal/jsondoc"
	"github.com/assay-policy/assay/internal/policygen"
)

// agreed is how many pairs of policies TestReplayIsEval compares, unless the variable
// of the environment says otherwise; each over so many claim sets.
const (
	agreed         = 30
	setsOfEach     = 20
	agreedVariable = "ASSAY_REPLAY_PAIRS"
)

// pairOf is two policies, and claims files to replay with them.
type pairOf struct {
	policies [2]string
	sets     [][]claim.Claim
}

var pairsOf = rapid.Custom(func(t *rapid.T) pairOf {
	p := pairOf{policies: [2]string{policygen.Policy(t), policygen.Policy(t)}}
	if policygen.Pick(t, []bool{false, false, true}) {
		p.policies[1] = p.policies[0]
	}
	for range setsOfEach {
		var set []claim.Claim
		for _, c := range policygen.Claims(t) {
			one := []claim.Claim{c}
			if _, err := claim.ParseFile(claim.AppendFile(nil, one), claim.FileOptions{}); err == nil { // a file can hold it
				set = append(set, c)
			}
		}
		p.sets = append(p.sets, set)
	}
	return p
})

// TestReplayIsEval: on random policies and claims, each line of a replay says what
// eval says of the claims alone, and the groups are made of these (T6, section 8).
func TestReplayIsEval(t *testing.T) {
	t.Parallel()
	n := agreed
	if text := os.Getenv(agreedVariable); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			t.Fatalf("%s: found %q, expected a number above 0", agreedVariable, text)
		}
	}
	kinds := map[replay.Kind]int{}
	for seed := range n {
		comparePair(t, pairsOf.Example(seed), kinds)
	}
	for _, k := range []replay.Kind{"", replay.NewlyPermitted, replay.NewlyDenied, replay.OtherClaims} {
		if kinds[k] < n {
			t.Errorf("found %d inputs of kind %q, want more", kinds[k], k)
		}
	}
}

// verdict is what a line says of one policy.
type verdict struct{ Decision, Reason string }

// row is a line of a replay.
type row struct {
	Input, Kind string
	verdict
	Rule     *replay.Rule
	Old, New verdict
}

func comparePair(t *testing.T, p pairOf, kinds map[replay.Kind]int) {
	t.Helper()
	old, next := program(t, "old.maa", p.policies[0]), program(t, "new.maa", p.policies[1])
	var stream []byte
	for _, set := range p.sets {
		stream = append(claim.AppendFile(stream, set), '\n')
	}
	one, single := rowsOf(t, old, nil, stream)
	two, both := rowsOf(t, old, next, stream)
	want := map[replay.Kind]int64{}
	for i, set := range p.sets {
		a, b := evaluated(t, old, set), evaluated(t, next, set)
		k := kindOf(t, a, b)
		kinds[k]++
		want[k]++
		if got := one[i].verdict; got != verdictOf(a) {
			t.Errorf("set %d: found %v, want %v\n%s", i, got, verdictOf(a), p.policies[0])
		}
		if got, want := placeOf(one[i].Rule), nearest(t, old, set); got != want && a.Decision == eval.Denied {
			t.Errorf("set %d: found rule %s, want %s, as explain has it\n%s", i, got, want, p.policies[0])
		}
		if got := two[i]; got.Old != verdictOf(a) || got.New != verdictOf(b) || got.Kind != string(k) {
			t.Errorf("set %d: found %+v, want %v, %v, %q\n%s\n%s", i, got, verdictOf(a), verdictOf(b), k, p.policies[0], p.policies[1])
		}
	}
	if sum := countOf(single.Groups, ""); sum != int64(len(p.sets)) || single.Total != sum {
		t.Errorf("found %d inputs in groups, %d in all, want %d", sum, single.Total, len(p.sets))
	}
	for _, k := range []replay.Kind{replay.NewlyPermitted, replay.NewlyDenied, replay.OtherClaims, replay.OtherProperties} {
		if got := countOf(both.Groups, k); got != want[k] {
			t.Errorf("found %d inputs %s in groups, want %d", got, k, want[k])
		}
	}
	if both.Changed != want[replay.NewlyPermitted]+want[replay.NewlyDenied] {
		t.Errorf("found %d changed", both.Changed)
	}
}

// rowsOf replays a stream, twice: the report is the same with one worker and several.
func rowsOf(t *testing.T, old, next *compile.Program, stream []byte) ([]row, *replay.Report) {
	t.Helper()
	var rows []row
	report, err := replay.Run(context.Background(), old, next, replay.Options{
		Paths: []string{"-"}, Stdin: bytes.NewReader(stream), Workers: 3,
		Line: func(line []byte) error {
			var r row
			err := json.Unmarshal(line, &r)
			rows = append(rows, r)
			return err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := replay.Run(context.Background(), old, next, replay.Options{Paths: []string{"-"}, Stdin: bytes.NewReader(stream), Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	a, errA := json.Marshal(report)
	b, errB := json.Marshal(alone)
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("found %s with several workers, %s with one", a, b)
	}
	return rows, report
}

func evaluated(t *testing.T, p *compile.Program, set []claim.Claim) *eval.Result {
	t.Helper()
	parsed, err := claim.ParseFile(claim.AppendFile(nil, set), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Run(context.Background(), p, parsed, eval.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// nearest is where explain says to look first, without a search for changes (T4.2).
func nearest(t *testing.T, p *compile.Program, set []claim.Claim) string {
	t.Helper()
	parsed, err := claim.ParseFile(claim.AppendFile(nil, set), claim.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := explain.Explain(context.Background(), p, parsed, explain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if x.Nearest == nil {
		return placeOf(nil)
	}
	at := p.Source().Place(x.Nearest.Node.Pos())
	return placeOf(&replay.Rule{Line: at.Line, Column: at.Column})
}

// placeOf is the place of a rule without its file.
func placeOf(r *replay.Rule) string {
	if r == nil {
		return "none"
	}
	return fmt.Sprintf("%d:%d", r.Line, r.Column)
}

func verdictOf(r *eval.Result) verdict { return verdict{r.Decision.String(), r.Reason.String()} }

// kindOf says what T5.2 and T5.3 say, of results as JSON.
func kindOf(t *testing.T, a, b *eval.Result) replay.Kind {
	t.Helper()
	equal := func(x, y []claim.Claim) bool {
		v, err := jsondoc.Parse(string(claim.Shape(x)), jsondoc.Options{})
		w, err2 := jsondoc.Parse(string(claim.Shape(y)), jsondoc.Options{})
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return jsondoc.Equal(v, w)
	}
	switch {
	case a.Decision < b.Decision:
		return replay.NewlyPermitted
	case a.Decision > b.Decision:
		return replay.NewlyDenied
	case !equal(a.Claims, b.Claims):
		return replay.OtherClaims
	case !equal(a.Properties, b.Properties):
		return replay.OtherProperties
	}
	return ""
}

// countOf sums up the groups of a kind.
func countOf(groups []replay.Group, k replay.Kind) int64 {
	n := int64(0)
	for _, g := range groups {
		kind := replay.Kind("")
		if g.Kind != nil {
			kind = *g.Kind
		}
		if kind == k {
			n += g.Count
		}
	}
	return n
}
