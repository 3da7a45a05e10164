package lint

import (
	"math"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// domain is the set of the claims that pass some tests with literals, each property
// for itself: types and issuers as texts, values with their valueType. It is exact
// (L3.1, L4.5, L4.6); the tests of a condition that use binders are no part of it.
type domain struct {
	types, issuers texts
	values         values
}

// everyClaim is the domain without tests.
func everyClaim() domain {
	return domain{
		types:   texts{all: true},
		issuers: texts{all: true},
		values: values{
			booleans: [2]bool{true, true}, least: math.MinInt64, most: math.MaxInt64, integers: true, strings: texts{all: true},
		},
	}
}

// domainOf returns the claims that pass all of some tests.
func domainOf(tests []*ast.Test) domain {
	d := everyClaim()
	for _, t := range tests {
		d.meet(t)
	}
	return d
}

// empty reports whether there is no such claim.
func (d domain) empty() bool {
	return d.types.empty() || d.issuers.empty() || d.noIssuer() || d.values.empty()
}

// noIssuer reports whether all issuers there are have been excluded (L3.2).
func (d domain) noIssuer() bool {
	if !d.issuers.all {
		return false
	}
	for i := claim.CustomClaim; i <= claim.AttestationService; i++ {
		if !slices.Contains(d.issuers.list, i.String()) {
			return false
		}
	}
	return true
}

// within reports whether all claims of a domain pass a test: none is left if it is
// turned round.
func (d domain) within(t *ast.Test) bool {
	turned := *t
	if turned.Op = opposite[t.Op]; turned.Op == ast.UnknownOp {
		return false
	}
	without := d.clone()
	without.meet(&turned)
	if ordering(t.Op) { // what is no integer fails the test and its opposite
		if d.values.booleans != [2]bool{} || !d.values.strings.empty() {
			return false
		}
	}
	return without.empty()
}

var opposite = [...]ast.Op{
	ast.Equal: ast.NotEqual, ast.NotEqual: ast.Equal, ast.Less: ast.GreaterEqual, ast.GreaterEqual: ast.Less,
	ast.LessEqual: ast.Greater, ast.Greater: ast.LessEqual,
}

// ordering reports whether an operator is one of those for integers (L4.5).
func ordering(op ast.Op) bool { return op >= ast.Less }

// clone copies what meet would write to.
func (d domain) clone() domain {
	d.types.list = slices.Clone(d.types.list)
	d.issuers.list = slices.Clone(d.issuers.list)
	d.values.strings.list = slices.Clone(d.values.strings.list)
	d.values.without = slices.Clone(d.values.without)
	return d
}

// meet takes away the claims that fail a test. A test of a text that no property has
// takes none away: it is another finding (MAA3012, MAA3013).
func (d *domain) meet(t *ast.Test) {
	equal := t.Op == ast.Equal
	switch lit := t.Value.(type) {
	case *ast.StringLit:
		switch t.Property {
		case ast.TypeProperty:
			d.types.meet(lit.Value, equal)
		case ast.IssuerProperty:
			d.issuers.meet(lit.Value, equal)
		case ast.ValueTypeProperty:
			if kind, ok := claim.ParseKind(lit.Value); ok {
				d.values.meetKind(kind, equal)
			}
		case ast.ValueProperty:
			d.values.strings.meet(lit.Value, equal)
			d.values.only(equal, claim.StringKind)
		case ast.UnknownProperty:
		}
	case *ast.BoolLit:
		d.values.meetBool(lit.Value, equal)
	case *ast.IntLit:
		d.values.meetInt(lit.Value, t.Op)
	case *ast.BinderRef, *ast.PropertyRef, *ast.Call:
	}
}

// texts is a set of texts: those in a list, or all but those.
type texts struct {
	all  bool
	list []string
}

func (s texts) empty() bool { return !s.all && len(s.list) == 0 }

// meet keeps one text, or takes it away.
func (s *texts) meet(text string, equal bool) {
	listed := slices.Contains(s.list, text)
	switch {
	case equal && listed != s.all:
		*s = texts{list: []string{text}}
	case equal:
		*s = texts{}
	case s.all && !listed:
		s.list = append(s.list, text)
	case !s.all && listed:
		s.list = slices.DeleteFunc(slices.Clone(s.list), func(x string) bool { return x == text })
	}
}

// values is a set of values: booleans, an interval of integers without some, and
// strings.
type values struct {
	booleans    [2]bool // false, true
	integers    bool
	least, most int64
	without     []int64
	strings     texts
}

func (v values) empty() bool {
	return v.booleans == [2]bool{} && v.noInteger() && v.strings.empty()
}

// noInteger reports whether no integer is left.
func (v values) noInteger() bool {
	if !v.integers || v.least > v.most {
		return true
	}
	width := uint64(v.most) - uint64(v.least)
	if width >= uint64(len(v.without)) {
		return false
	}
	for n := v.least; ; n++ {
		if !slices.Contains(v.without, n) {
			return false
		}
		if n == v.most {
			return true
		}
	}
}

// meetKind keeps the values of one kind, or takes them away.
func (v *values) meetKind(kind claim.Kind, equal bool) {
	for _, k := range [...]claim.Kind{claim.BooleanKind, claim.IntegerKind, claim.StringKind} {
		if (k == kind) == equal {
			continue
		}
		switch k {
		case claim.BooleanKind:
			v.booleans = [2]bool{}
		case claim.IntegerKind:
			v.integers = false
		case claim.StringKind:
			v.strings = texts{}
		}
	}
}

// only keeps the values of a kind if a test wants one of them.
func (v *values) only(equal bool, kind claim.Kind) {
	if equal {
		v.meetKind(kind, true)
	}
}

func (v *values) meetBool(b, equal bool) {
	place := 0
	if b {
		place = 1
	}
	if equal {
		v.booleans[1-place] = false
	} else {
		v.booleans[place] = false
	}
	v.only(equal, claim.BooleanKind)
}

func (v *values) meetInt(n int64, op ast.Op) {
	v.only(op != ast.NotEqual, claim.IntegerKind)
	switch op {
	case ast.Equal:
		v.least, v.most = max(v.least, n), min(v.most, n)
	case ast.NotEqual:
		if !slices.Contains(v.without, n) {
			v.without = append(v.without, n)
		}
	case ast.Less:
		v.most = min(v.most, n-1)
		v.integers = v.integers && n > math.MinInt64
	case ast.LessEqual:
		v.most = min(v.most, n)
	case ast.Greater:
		v.least = max(v.least, n+1)
		v.integers = v.integers && n < math.MaxInt64
	case ast.GreaterEqual:
		v.least = max(v.least, n)
	case ast.UnknownOp:
	}
}
