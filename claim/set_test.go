package claim_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/claim"
)

// model is the plainest claim set: a slice, searched from the start.
type model []claim.Claim

func (m *model) add(c claim.Claim) bool {
	for i, d := range *m {
		if d.Type == c.Type && d.Value == c.Value && d.Issuer == c.Issuer {
			(*m)[i].ReadOnly = d.ReadOnly || c.ReadOnly
			return false
		}
	}
	*m = append(*m, c)
	return true
}

func (m model) ofType(name string) []claim.Claim {
	return slices.DeleteFunc(slices.Clone(m), func(c claim.Claim) bool { return c.Type != name })
}

// drawClaim makes claims of few types and values, so that many are equal.
func drawClaim(t *rapid.T) claim.Claim {
	value := rapid.OneOf(
		rapid.Map(rapid.Bool(), claim.Bool),
		rapid.Map(rapid.Int64Range(-15, 15), claim.Int),
		rapid.Map(rapid.SampledFrom([]string{"", "1", "true", "é"}), claim.String),
	)
	return claim.Claim{
		Type:     rapid.SampledFrom([]string{"", "a", "b", "A", "pcrs"}).Draw(t, "type"),
		Value:    value.Draw(t, "value"),
		Issuer:   claim.Issuer(rapid.IntRange(0, 2).Draw(t, "issuer")),
		ReadOnly: rapid.Bool().Draw(t, "readOnly"),
		JSON:     rapid.Bool().Draw(t, "json"),
	}
}

// L3.3, L3.4: the set is the plain model, whatever is added.
func TestL3_3_SetAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.SampledFrom([]int{0, 150}).Draw(t, "least") // beyond the size that is scanned
		claims := rapid.SliceOfN(rapid.Custom(drawClaim), least, 200).Draw(t, "claims")
		var m model
		var s claim.Set
		for i, c := range claims {
			if has := slices.ContainsFunc(m, c.Same); s.Has(c) != has {
				t.Fatalf("claim %d, %v: Has %v, want %v", i, c, !has, has)
			}
			if got, want := s.Add(c), m.add(c); got != want {
				t.Fatalf("claim %d, %v: Add %v, want %v", i, c, got, want)
			}
		}
		compare(t, &s, m)
		compare(t, claim.NewSet(claims...), m)
	})
}

func compare(t *rapid.T, s *claim.Set, m model) {
	if s.Len() != len(m) {
		t.Fatalf("Len %d, want %d", s.Len(), len(m))
	}
	for i, want := range m {
		if got := s.At(i); got != want {
			t.Fatalf("At(%d) = %+v, want %+v", i, got, want)
		}
	}
	if got := slices.Collect(s.All()); !slices.Equal(got, m) {
		t.Fatalf("All: %v, want %v", got, m)
	}
	for _, name := range []string{"", "a", "b", "A", "pcrs", "absent"} {
		if got, want := slices.Collect(s.OfType(name)), m.ofType(name); !slices.Equal(got, want) {
			t.Fatalf("OfType(%q): %v, want %v", name, got, want)
		}
	}
}

func TestSetZero(t *testing.T) {
	t.Parallel()
	var s claim.Set
	if s.Len() != 0 || s.Has(claim.Claim{}) {
		t.Error("the zero Set is not empty")
	}
	for c := range s.All() {
		t.Errorf("All: %v", c)
	}
	for c := range s.OfType("") {
		t.Errorf("OfType: %v", c)
	}
	if !s.Add(claim.Claim{}) || s.Len() != 1 {
		t.Error("the zero Set takes no claim")
	}
}

// L3.4: an equal claim that is read-only makes the one that stays read-only, so
// that adding it again under another guise launders nothing.
func TestL3_4_NoLaundering(t *testing.T) {
	t.Parallel()
	open := claim.Claim{Type: "t", Value: claim.Int(1)}
	closed := open
	closed.ReadOnly = true
	for name, claims := range map[string][]claim.Claim{
		"first":  {closed, open},
		"second": {open, closed},
	} {
		if s := claim.NewSet(claims...); s.Len() != 1 || !s.At(0).ReadOnly {
			t.Errorf("read-only %s: %+v", name, s.At(0))
		}
	}
}

// Claims that are added while the set is read don't join the reading.
func TestSetGrowsWhileRead(t *testing.T) {
	t.Parallel()
	s := claim.NewSet(claim.Claim{Type: "t", Value: claim.Int(0)}, claim.Claim{Type: "t", Value: claim.Int(1)})
	seen := 0
	for c := range s.OfType("t") {
		s.Add(claim.Claim{Type: "t", Value: claim.Int(c.Value.Int() + 10)})
		seen++
	}
	for c := range s.All() {
		s.Add(claim.Claim{Type: "t", Value: claim.Int(c.Value.Int() + 100)})
		seen++
	}
	if seen != 2+4 || s.Len() != 8 {
		t.Errorf("saw %d claims, the set has %d; want 6 and 8", seen, s.Len())
	}
}

func TestSetIterationStops(t *testing.T) {
	t.Parallel()
	s := claim.NewSet(claim.Claim{Type: "t", Value: claim.Int(0)}, claim.Claim{Type: "t", Value: claim.Int(1)})
	seen := 0
	for range s.OfType("t") {
		seen++
		break
	}
	for range s.All() {
		seen++
		break
	}
	if seen != 2 {
		t.Errorf("saw %d claims, want 2", seen)
	}
}

func BenchmarkSetAdd(b *testing.B) {
	for _, n := range []int{20, 1_000, 100_000} {
		for _, shape := range []string{"types", "values"} {
			claims := make([]claim.Claim, n)
			for i := range claims {
				claims[i] = claim.Claim{Type: "t", Value: claim.Int(int64(i))}
				if shape == "types" {
					claims[i] = claim.Claim{Type: fmt.Sprint("type-", i), Value: claim.Int(1)}
				}
			}
			b.Run(fmt.Sprintf("%s=%d", shape, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if s := claim.NewSet(claims...); s.Len() != n {
						b.Fatal(s.Len())
					}
				}
			})
		}
	}
}
