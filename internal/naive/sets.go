package naive

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim"
)

// L3.3: A claim set is ordered by first insertion and holds no two claims with
// equal type, value and issuer: equal claims collapse.
//
// L3.4: If equal claims collapse, the one that stays is read-only if either was.
func insert(set []claim.Claim, c claim.Claim) []claim.Claim {
	for i := range set {
		if set[i].Type == c.Type && set[i].Value == c.Value && set[i].Issuer == c.Issuer {
			if c.ReadOnly {
				set[i].ReadOnly = true
			}
			return set
		}
	}
	return append(set, c)
}

// value is a value of an expression, with whether it is read-only (L3.4).
type value struct {
	claim.Value
	readOnly bool
}

// L7.0: An expression denotes a set of distinct values, in order of first
// occurrence.
//
// L3.4: A value that is read-only in one of its occurrences is read-only.
func distinct(all []value) []value {
	var set []value
next:
	for _, v := range all {
		for i := range set {
			if set[i].Value == v.Value {
				if v.readOnly {
					set[i].readOnly = true
				}
				continue next
			}
		}
		set = append(set, v)
	}
	return set
}

// anyReadOnly reports whether a value is read-only.
func anyReadOnly(vs []value) bool {
	for _, v := range vs {
		if v.readOnly {
			return true
		}
	}
	return false
}

// binders holds the set of claims of each condition with a binder (L4.2).
type binders map[*ast.Condition][]claim.Claim
