package engine

import (
	"math"
	"unicode/utf8"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// passed is the result of a JmesPath whose only use is to be the document of
// another call, such as JsonToClaimValue(JmesPath(…)): the tree itself, where its
// text would be written only to be read again. To CEL it is an empty set.
type passed struct {
	set
	tree     jsondoc.Value
	readOnly bool
}

// passable reports whether the text of a tree, written and read again, would
// certainly be that tree: then nobody can tell that there was none. It holds for
// scalars and for lists of them, what claims can be made of, of which even the
// longest text that they may have keeps the limit.
func passable(v jsondoc.Value, limit int) bool {
	left := int64(min(limit, math.MaxInt32))
	switch v.Kind() {
	case jsondoc.Object:
		return false
	case jsondoc.Array:
		if left -= int64(v.Len()) + 2; left < 0 {
			return false
		}
		for i := range v.Len() {
			e := v.At(i)
			if left -= longest(e); left < 0 || e.Kind() >= jsondoc.Array || !utf8.ValidString(e.Text()) {
				return false
			}
		}
		return true
	}
	return longest(v) <= left && utf8.ValidString(v.Text())
}

// longest is how long the text of a scalar can be: every byte escaped.
func longest(v jsondoc.Value) int64 {
	switch v.Kind() {
	case jsondoc.String:
		return 6*int64(len(v.Text())) + 2
	case jsondoc.Number:
		return int64(len(v.Text()))
	}
	return 5
}
