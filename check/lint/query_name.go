package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/spell"
)

var queryName = pageOf("MAA3045")

// queryNames reports bare names right of a comparison that are no known member: words
// that are literals in other languages, and texts without quotes. Those in double
// quotes the check reports.
func queryNames(p *policy) {
	for _, u := range p.queries() {
		for _, c := range u.Comparisons {
			if o := c.Right; o.Form == jmespath.BareName && !isMember(o) {
				u.queryName(c)
			}
		}
	}
}

func (u literalUse) queryName(c jmespath.Comparison) {
	name, text := c.Right.Name, ""
	switch {
	case name == "true" || name == "false" || name == "null":
		text = "`" + name + "`"
	case u.document != nil && c.Right.In.Members != nil && c.Left.Shape.Kinds&^jmespath.Null == jmespath.Text:
		text = "'" + name + "'"
	default:
		return
	}
	at := u.at(c.Right)
	d := queryName.At(at, "query: found the field %s, expected %s", spell.Quote(name), spell.Clip(text, 24))
	fix := diag.Replace("replace with "+text, at, text)
	if name == "null" {
		// No member has that name, so it is null all the same.
		d.Severity, fix.Safe = diag.Info, u.document != nil
	}
	if strings.ContainsAny(name, `"\`) {
		return
	}
	u.report(d, fix)
}
