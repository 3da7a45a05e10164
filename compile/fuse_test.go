package compile

import (
	"context"
	"fmt"
	"slices"
	"testing"

	celast "cel.dev/cel-go/common/ast"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/engine"
)

// shapes are all tests that the language has: every operator with a literal, of
// each kind where that is allowed, and with a set (L4.5).
func shapes() []engine.Shape {
	var all []engine.Shape
	literals := []claim.Value{
		claim.Int(3), claim.Int(-1 << 63), claim.Int(1<<63 - 1), claim.String("x"), claim.String(""), claim.String("a"),
		claim.String("Integer"), claim.String("String"), claim.String("CustomClaim"), claim.String("AttestationService"),
		claim.Bool(true), claim.Bool(false),
	}
	for p := ast.TypeProperty; p <= ast.IssuerProperty; p++ {
		for op := ast.Equal; op <= ast.GreaterEqual; op++ {
			for _, literal := range literals {
				if s := (engine.Shape{Property: p, Op: op, Literal: literal}); sound(s) {
					all = append(all, s)
				}
			}
			if s := (engine.Shape{Property: p, Op: op, Set: true}); sound(s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// specimens are claims of all kinds and issuers.
func specimens() []*claim.Claim {
	var all []*claim.Claim
	for _, kind := range []string{"a", "x", "Integer", ""} {
		for _, v := range []claim.Value{
			claim.Int(2), claim.Int(3), claim.Int(4), claim.Int(-1 << 63), claim.Int(1<<63 - 1), claim.Int(0), claim.Int(1),
			claim.String("x"), claim.String(""), claim.String("y"), claim.String("v3"), claim.String("3"), claim.Bool(true), claim.Bool(false),
		} {
			for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
				all = append(all, &claim.Claim{Type: kind, Value: v, Issuer: i})
			}
		}
	}
	return all
}

// rights are right sides: none, one and two values, of all kinds, and so many
// that they are hashed.
func rights() []*engine.Values {
	lists := [][]claim.Value{
		{}, {claim.Int(3)}, {claim.String("x")}, {claim.Bool(true)}, {claim.String("a")}, {claim.String("AttestationService")}, {claim.String("Integer")},
		{claim.Int(2), claim.Int(4)}, {claim.String("x"), claim.Int(3)}, {claim.Bool(true), claim.Bool(false)},
		{claim.Int(-1 << 63), claim.Int(1<<63 - 1), claim.String("Boolean")},
	}
	var many []claim.Value
	for i := range 40 {
		many = append(many, claim.Int(int64(i-20)), claim.String(fmt.Sprintf("v%d", i)))
	}
	var all []*engine.Values
	for _, list := range append(lists, many) {
		values := &engine.Values{}
		for _, v := range list {
			values.Add(v, false)
		}
		all = append(all, values)
	}
	return all
}

// TestFused: every test of the language is fused, and on every kind of claim and
// right side says what the CEL program says.
func TestFused(t *testing.T) {
	t.Parallel()
	env, err := engine.Environment()
	if err != nil {
		t.Fatal(err)
	}
	c := &compiler{fuser: &fuser{}, env: env, show: func(*celast.AST) {}, cache: newCache()}
	ev := &engine.Evaluation{}
	limits := engine.Limits{}.WithDefaults()
	ev.Begin(context.Background(), &limits)
	tested := 0
	for _, s := range shapes() {
		conjunct, err := c.conjunct(s, ast.Span{})
		if err != nil {
			t.Fatal(err)
		}
		native := conjunct.Native
		if !native.Fused() {
			t.Errorf("%+v is not fused", s)
			continue
		}
		for _, right := range rights() {
			right = conjunct.Narrow(right, &engine.Values{})
			for _, specimen := range specimens() {
				got, want := native.Holds(specimen, right), conjunct.Holds(ev, &engine.Subject{Claim: specimen}, right)
				if got != want {
					t.Errorf("%+v of %v, %v: fused %t, CEL %t", s, specimen, slices.Collect(right.All()), got, want)
				}
				tested++
			}
			if !s.Set {
				break
			}
		}
	}
	t.Logf("%d shapes, %d tests", len(shapes()), tested)
}

// TestNotFused: what is not quite a test of the language stays with CEL: each of
// these is one step away from what is fused.
func TestNotFused(t *testing.T) {
	t.Parallel()
	env, err := engine.Environment()
	if err != nil {
		t.Fatal(err)
	}
	c := &compiler{fuser: &fuser{}, env: env, show: func(*celast.AST) {}, cache: newCache()}
	for _, text := range []string{
		`value < 3`, `value == 1 || value == 2`, `!(value == 1)`, `3 == value`, `value == type`, `value == 1.0`,
		`type(value) == int && issuer < "x"`, `type(value) == string && value < 3`, `type(type) == int && value < 3`,
		`value < 3 && type(value) == int`, `type(value) == int && value == 3`, `type(value) != int && value < 3`,
		`value in r1`, `value in [1, 2]`, `r0.exists(v, value == v)`, `r0.exists(v, v != value)`, `r0.exists(v, value < v)`,
		`r0.all(v, value != v)`, `r1.exists(v, value != v)`, `r0.exists(w, value != w)`, `r0.exists_one(v, value != v)`,
		`type(value) == int && r0.exists(v, value < v)`, `type(value) == int && r0.exists(v, type(v) == int && value != v)`,
		`r0.exists(v, type(v) == int && value < v)`, `r0.exists(v, type(v) == int && value != v)`,
		`type(value) == int && r0.exists(v, type(value) == int && value < v)`,
		`type(type) == int && r0.exists(v, type(v) == int && value < v)`,
		`type(value) == int && r0.all(v, type(v) == int && value < v)`, `value != null`, `true`, `size(r0) == 1`,
	} {
		tree, issues := env.Parse(text)
		if issues.Err() != nil {
			t.Fatal(issues.Err())
		}
		_, native, err := c.fused(tree.NativeRep())
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if native.Fused() {
			t.Errorf("%s is fused, to %+v", text, native)
		}
	}
}

func newCache() *Cache {
	c := new(Cache)
	c.begin()
	return c
}
