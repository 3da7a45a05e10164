package jmespath_test

import (
	"testing"

	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// shapeOf returns all there is to know of a value.
func shapeOf(v jsondoc.Value) *jmespath.Shape {
	s := &jmespath.Shape{Kinds: 1 << v.Kind()}
	switch v.Kind() {
	case jsondoc.Array:
		for i := range v.Len() {
			if e := shapeOf(v.At(i)); i == 0 {
				s.Element = e
			} else {
				budget := 1 << 20
				s.Element = jmespath.Common(s.Element, e, &budget)
			}
		}
	case jsondoc.Object:
		s.Members = map[string]*jmespath.Shape{}
		for i := range v.Len() {
			s.Members[v.Name(i)] = shapeOf(v.At(i))
		}
	case jsondoc.Null, jsondoc.Bool, jsondoc.Number, jsondoc.String:
	}
	return s
}

// misfit returns the first part of a value that isn't as a shape says.
func misfit(v jsondoc.Value, s *jmespath.Shape, path string) string {
	if s == nil {
		return ""
	}
	if s.Kinds&(1<<v.Kind()) == 0 {
		return path + " is " + v.Kind().String()
	}
	for i := range v.Len() {
		bad := ""
		if v.Kind() == jsondoc.Array {
			bad = misfit(v.At(i), s.Element, path+"[]")
		} else if m := s.Members[v.Name(i)]; m != nil {
			bad = misfit(v.At(i), m, path+"."+v.Name(i))
		}
		if bad != "" {
			return bad
		}
	}
	return ""
}

// L7.1: the results of the official suite are as they were inferred, from all that
// is known of the documents and from nothing.
func TestInferSuite(t *testing.T) {
	t.Parallel()
	known := 0
	for _, c := range suite(t) {
		q, err := jmespath.Compile(c.expression)
		if err != nil || c.class != "" {
			continue
		}
		for _, doc := range []*jmespath.Shape{shapeOf(c.given), nil} {
			result, _ := q.Infer(doc)
			if result.Kinds != jmespath.Anything {
				known++
			}
			if bad := misfit(c.result, result, "the result"); bad != "" {
				t.Errorf("%s: %s: %s, not as inferred", c.name, c.expression, bad)
			}
		}
	}
	if known < 500 {
		t.Errorf("the type of %d results is known, want 500 or more", known)
	}
}

// L7.1: names and comparisons have their places, and what is known of their values.
func TestInferUses(t *testing.T) {
	t.Parallel()
	number := &jmespath.Shape{Kinds: jmespath.Number}
	doc := &jmespath.Shape{Kinds: jmespath.Object, Members: map[string]*jmespath.Shape{
		"list": {Kinds: jmespath.Array, Element: &jmespath.Shape{Kinds: jmespath.Object, Members: map[string]*jmespath.Shape{"n": number}}},
	}}
	const query = "list[?n == '20' || `5` < \"m\"] | @ != `null` && sort_by(list, &(n > x)) == length(@)"
	q, err := jmespath.Compile(query)
	if err != nil {
		t.Fatal(err)
	}
	result, uses := q.Infer(doc)
	if result.Kinds != jmespath.Boolean {
		t.Errorf("the result is %s, want a boolean", result.Kinds)
	}
	want := []struct {
		op, left, right string
		leftKinds       string
	}{
		{"==", "n", "'20'", "a number"},
		{"<", "`5`", `"m"`, "a number"},
		{"!=", "", "`null`", "an array"},
		{">", "n", "x", "a value"},
		{"==", "", "", "an array"},
	}
	if len(uses.Comparisons) != len(want) {
		t.Fatalf("%d comparisons, want %d", len(uses.Comparisons), len(want))
	}
	for i, c := range uses.Comparisons {
		left, right := query[c.Left.From:c.Left.To], query[c.Right.From:c.Right.To]
		w := want[i]
		if query[c.From:c.To] != w.op || c.Op != w.op || left != w.left || right != w.right || c.Left.Shape.Kinds.String() != w.leftKinds {
			t.Errorf("comparison %d: %q %s %q, the left is %s, want %+v", i, left, c.Op, right, c.Left.Shape.Kinds, w)
		}
	}
	if first := uses.Names[0]; first.Name != "list" || first.In != doc || first.Form != jmespath.BareName {
		t.Errorf("the first name is %+v", first)
	}
	if m := uses.Comparisons[1].Right; m.Form != jmespath.QuotedName || m.Name != "m" || m.Shape.Kinds != jmespath.Anything {
		t.Errorf("the quoted name is %+v", m)
	}
}

// What shapes have in common costs no more than the budget, whatever they are.
func TestCommonBudget(t *testing.T) {
	t.Parallel()
	wide := func() *jmespath.Shape {
		s := &jmespath.Shape{Kinds: jmespath.Object, Members: map[string]*jmespath.Shape{}}
		for _, name := range []string{"a", "b", "c"} {
			s.Members[name] = &jmespath.Shape{Kinds: jmespath.Number}
		}
		return s
	}
	for budget, members := range map[int]int{100: 3, 7: 3, 3: 0} {
		left := budget
		if got := jmespath.Common(wide(), wide(), &left); got == nil || len(got.Members) != members {
			t.Errorf("with %d: got %+v, want %d members", budget, got, members)
		}
	}
	none := 0
	if got := jmespath.Common(wide(), wide(), &none); got != nil {
		t.Errorf("with none: got %+v", got)
	}
	same := wide()
	if got := jmespath.Common(same, same, &none); got != same {
		t.Errorf("of one shape: got %+v", got)
	}
}
