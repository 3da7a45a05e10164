package check

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// All versions are 1.x; this is the greatest x (L2.3).
const latest = 2

// feature is the use of something that only later versions have.
type feature struct {
	ast.Span
	name  string
	minor int // of the first version that has it
}

// later notes the use of something that version 1.minor brought (L2.3).
func (c *checker) later(at ast.Span, name string, minor int) {
	c.features = append(c.features, feature{at, name, minor})
}

// versions reports a version that does not exist, or each use of a feature
// that the version of the policy lacks (L2.3). All fixes set the version that
// the whole policy needs, so that one of them is enough.
func (c *checker) versions() {
	v := c.policy.Version
	if v == nil {
		return
	}
	if v.Major != 1 || v.Minor < 0 || v.Minor > latest {
		found := strings.Join(strings.Fields(c.src.Slice(v.Number)), "")
		c.report(unknownVersion.At(v.Number, "found version %s, expected 1.0, 1.1 or 1.2", spell.Quote(found)),
			setVersion(v, latest))
		return
	}
	needed := v.Minor
	for _, f := range c.features {
		needed = max(needed, f.minor)
	}
	for _, f := range c.features {
		if f.minor <= v.Minor {
			continue
		}
		d := laterFeature.At(f.Span, "%s needs version 1.%d, this policy is 1.%d", spell.Quote(f.name), f.minor, v.Minor)
		d.Related = []diag.Related{{Span: v.Number, Message: "the version of this policy"}}
		c.report(d, setVersion(v, needed))
	}
}

func setVersion(v *ast.Version, minor int) diag.Fix {
	number := fmt.Sprintf("1.%d", minor)
	return diag.Replace("set version "+number, v.Number, number)
}

// negative notes an integer below zero: no public policy has one, so nothing
// shows that the service takes it (L1.5).
func (c *checker) negative(lit *ast.IntLit) {
	if strings.HasPrefix(c.src.Slice(lit.Span), "-") {
		c.report(negativeInteger.At(lit.Span, "found a negative integer, which no known policy has"))
	}
}
