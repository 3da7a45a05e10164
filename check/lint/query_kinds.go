package lint

import (
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/jmespath"
)

var queryKinds = &diag.Page{
	Code: "MAA3046", Name: "QueryKinds", Title: `comparison in a query that never matches`,
	Severity: diag.Warning, Clauses: []string{"E8.7", "L7.1", "T2.4"}, Since: "0.1.0",
	Why: `Queries compare strictly by type: the text '20' is not the number 20, and only numbers have an order. The comparison never holds, so the query finds nothing, and nothing says why.`,
	Bad: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=
      JmesPath(c.value, "Events[?PcrIndex == '20']"));
};
`,
	Good: `version=1.2;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=
      JmesPath(c.value, "Events[?PcrIndex == ` + "`20`" + `]"));
};
`,
}

// queryKindsDiffer reports comparisons of known members, and of results of functions,
// with literals of another kind, and orderings of what is no number.
func queryKindsDiffer(p *policy) {
	for _, u := range p.queries() {
		for _, c := range u.Comparisons {
			if c.Op == "!=" || isNull(c.Left) || isNull(c.Right) {
				continue
			}
			left, right := c.Left.Shape.Kinds, c.Right.Shape.Kinds
			switch {
			case c.Ordering() && left&jmespath.Number == 0:
				u.neverOrdered(c, c.Left, c.Right)
			case c.Ordering() && right&jmespath.Number == 0:
				u.neverOrdered(c, c.Right, c.Left)
			case c.Op == "==" && left&right == 0 && c.Right.Form == jmespath.LiteralForm:
				u.neverEqual(c.Right, c.Left)
			case c.Op == "==" && left&right == 0 && c.Left.Form == jmespath.LiteralForm:
				u.neverEqual(c.Left, c.Right)
			}
		}
	}
}

// neverEqual reports a literal that no value of the other side equals.
func (u literalUse) neverEqual(literal, other jmespath.Operand) {
	want := other.Shape.Kinds &^ jmespath.Null
	d := queryKinds.At(u.at(literal), "query: found %s, expected %s", literal.Shape.Kinds, want)
	u.report(d, u.asJSON(literal, want)...)
}

// neverOrdered reports a side of an ordering that is no number.
func (u literalUse) neverOrdered(c jmespath.Comparison, side, other jmespath.Operand) {
	at := u.at(side)
	if side.Form == jmespath.OtherForm {
		at = u.lit.SpanOf(c.From, c.To)
	}
	d := queryKinds.At(at, "query: found %s beside %q, expected a number", side.Shape.Kinds, c.Op)
	if side.Form == jmespath.LiteralForm && other.Shape.Kinds&jmespath.Number != 0 {
		d.Fixes = u.asJSON(side, jmespath.Number)
	}
	u.report(d)
}

// asJSON are the fixes that write a literal as one of another kind, if its text fits.
func (u literalUse) asJSON(o jmespath.Operand, want jmespath.Kinds) []diag.Fix {
	text := ""
	n, err := strconv.ParseInt(o.Text, 10, 64)
	switch {
	case want&jmespath.Number != 0 && o.Shape.Kinds == jmespath.Text && err == nil && strconv.FormatInt(n, 10) == o.Text:
		text = "`" + o.Text + "`"
	case want&jmespath.Boolean != 0 && o.Shape.Kinds == jmespath.Text && (o.Text == "true" || o.Text == "false"):
		text = "`" + o.Text + "`"
	case want&jmespath.Text != 0 && o.Shape.Kinds&(jmespath.Number|jmespath.Boolean) != 0:
		text = "'" + strings.TrimSpace(o.Text) + "'"
	default:
		return nil
	}
	return []diag.Fix{diag.Replace("replace with "+text, u.at(o), text)}
}
