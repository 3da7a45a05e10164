package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var duplicateRule = &diag.Page{
	Code: "MAA3037", Name: "DuplicateRule", Title: `rule that its section has already`,
	Severity: diag.Info, Clauses: []string{"L3.3", "L6.2", "T1.3"}, Since: "0.1.0",
	Why: `An earlier rule of the section is the same but for white space, comments and the names of binders. Most often the second was to be another.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  c:[type=="x-ms-sgx-svn"] => add(type="level", value=c.value);
  s:[type=="x-ms-sgx-svn"] => add(type="level", value=s.value);
};
issuancerules{
  c:[type=="level", issuer=="AttestationPolicy"] => issue(claim=c);
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
  c:[type=="x-ms-sgx-svn"] => add(type="level", value=c.value);
};
issuancerules{
  c:[type=="level", issuer=="AttestationPolicy"] => issue(claim=c);
};
`,
}

// duplicateRules reports rules that an earlier rule of the section equals.
func duplicateRules(p *policy) {
	type text struct {
		section ast.SectionKind
		rule    string
	}
	first := make(map[text]*rule, len(p.rules))
	for _, r := range p.rules {
		if r.broken {
			continue
		}
		key := text{r.Section, r.canonical()}
		earlier := first[key]
		if earlier == nil {
			first[key] = r
			continue
		}
		d := duplicateRule.At(r.Rule.Span, "found a rule that its section has already")
		d.Related = []diag.Related{{Span: earlier.Rule.Span, Message: "the same rule is here"}}
		r.report(d, p.removeRule(r.Rule))
	}
}

// superfluousDuplicates makes the fix safe where it is proved to be.
func superfluousDuplicates(p *prover) { p.proveDuplicates() }

// proveDuplicates looks at the duplicates that were found, before other rules.
func (p *prover) proveDuplicates() {
	if p.duplicates {
		return
	}
	p.duplicates = true
	for _, r := range p.rules {
		for i := range r.found {
			d := &r.found[i]
			if d.Code != duplicateRule.Code || d.Span != r.Rule.Span {
				continue
			}
			if _, fixable := p.superfluous(r); fixable {
				d.Fixes = []diag.Fix{p.removeSafely(r)}
			}
		}
	}
}

// removeRule is the fix that takes out a rule, with its lines if nothing else stands
// on them.
func (p *policy) removeRule(rule *ast.Rule) diag.Fix {
	text := p.Source.Text
	from, to := rule.From.Offset(), rule.To.Offset()
	start := len(strings.TrimRight(text[:from], " \t"))
	end := to + len(text[to:]) - len(strings.TrimLeft(text[to:], " \t\r"))
	if start > 0 && text[start-1] == '\n' && end < len(text) && text[end] == '\n' {
		from, to = start, end+1
	}
	return diag.Replace("remove the rule", ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)}, "")
}
