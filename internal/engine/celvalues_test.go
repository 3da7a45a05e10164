package engine

import (
	"reflect"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/assay-policy/assay/claim"
)

// TestSetInCEL: a set behaves as CEL wants of a list, without being copied.
func TestSetInCEL(t *testing.T) {
	t.Parallel()
	values := &Values{}
	want := []ref.Val{types.Int(7), types.String("x"), types.True}
	values.Add(claim.Int(7), false)
	values.Add(claim.String("x"), true)
	values.Add(claim.Bool(true), false)
	s := (*set)(values)
	if s.Size() != types.Int(3) || s.Type() != types.ListType || s.Value() != values {
		t.Errorf("got size %v, type %v", s.Size(), s.Type())
	}
	it := s.Iterator()
	for i, v := range want {
		if s.Get(types.Int(i)) != v || s.Contains(v) != types.True || it.HasNext() != types.True || it.Next() != v {
			t.Errorf("element %d is not %v", i, v)
		}
	}
	if it.HasNext() != types.False || s.Contains(types.Double(7)) != types.False || s.Contains(types.String("7")) != types.False {
		t.Error("found an element that is not there")
	}
	for _, bad := range []ref.Val{types.Int(3), types.Int(-1), types.String("0")} {
		if !types.IsError(s.Get(bad)) {
			t.Errorf("found an element at %v", bad)
		}
	}
}

// TestSetEqual: sets are equal as lists are.
func TestSetEqual(t *testing.T) {
	t.Parallel()
	a, b, c := &Values{}, &Values{}, &Values{}
	a.Add(claim.Int(1), false)
	b.Add(claim.Int(1), true)
	c.Add(claim.Int(2), false)
	for other, want := range map[ref.Val]ref.Val{
		(*set)(a): types.True, (*set)(b): types.True, (*set)(c): types.False, (*set)(&Values{}): types.False, types.Int(1): types.False,
	} {
		if got := (*set)(a).Equal(other); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// TestOpaque: what is ours takes no other form in CEL.
func TestOpaque(t *testing.T) {
	t.Parallel()
	ev := &Evaluation{}
	r := (*run)(ev)
	if r.Value() != ev || r.Type() != ref.Type(runType) || r.Equal(r) != types.True || r.Equal((*run)(&Evaluation{})) != types.False {
		t.Error("the state is not itself")
	}
	for _, v := range []ref.Val{r, (*set)(&Values{})} {
		if _, err := v.ConvertToNative(reflect.TypeFor[string]()); err == nil {
			t.Errorf("%T: converted to a native string", v)
		}
		if !types.IsError(v.ConvertToType(types.StringType)) {
			t.Errorf("%T: converted to a string", v)
		}
	}
	if !types.IsError((*set)(&Values{}).Add(types.Int(1))) {
		t.Error("added to a set")
	}
	if v, ok := (*variables)(ev).ResolveName("r9"); ok {
		t.Errorf("found %v as a set that is not there", v)
	}
	if v, ok := (*variables)(ev).ResolveName("int"); ok {
		t.Errorf("found %v as a variable", v)
	}
}
