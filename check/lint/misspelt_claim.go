package lint

import (
	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/spell"
)

var misspeltClaim = &diag.Page{
	Code: "MAA3004", Name: "MisspeltClaim", Title: `claim name that is nearly a known one`,
	Severity: diag.Warning, Clauses: []string{"L3.5", "T2.3"}, Since: "0.1.0",
	Why: `Nothing makes a claim of this name, so the condition never holds, and nothing says why. Names compare byte for byte.`,
	Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-prodct-id", value==4639] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] &&
    [type=="x-ms-sgx-product-id", value==4639] => permit();
};
`,
}

// misspeltClaims reports tested names that nothing makes and that are near one that
// evidence or an earlier rule gives.
func misspeltClaims(r *rule) {
	for _, c := range r.conditions() {
		if !r.strange(c) {
			continue
		}
		if near := r.nearest(c); near != "" {
			r.report(misspeltClaim.At(c.name.Span, "found %s, expected %s", quoted(c.name.Value), quoted(near)),
				replaceText(c.name, near))
		}
	}
}

// strange reports whether a condition tests a name that is no incoming one, though
// evidence could give it, and that no rule makes which reaches it. Names that only
// tokens have are another matter (MAA3007).
func (r *rule) strange(c *condition) bool {
	return c.name != nil && c.service && !c.reached &&
		!c.entry.Use.Has(catalog.Incoming) && !c.entry.Use.Has(catalog.Outgoing)
}

// mostMisspelt is how many edits a misspelt claim name may be away (T2.3): with
// more, every unknown x-ms-sgx-… would be one.
const mostMisspelt = 2

// mostNames is how many names made before are compared with, the latest ones: else a
// hostile text could make that the whole cost of a lint.
const mostNames = 200

// nearest returns what a condition's name most likely stands for.
func (r *rule) nearest(c *condition) string {
	if !c.guessed {
		c.guessed = true
		c.guess = r.near(c.name.Value, c.made)
	}
	return c.guess
}

// near returns the incoming name, or the name made by an earlier rule, that a word
// most likely stands for; "" if none is near. Names of the policy's own attestation
// type come first.
func (r *rule) near(word string, made bool) string {
	names := [][]string{r.incoming(), nil, r.everyIncoming()}
	if made {
		names[1] = r.madeBefore()
	}
	for _, among := range names {
		if near := spell.ClosestWithin(word, among, mostMisspelt); near != "" {
			return near
		}
	}
	return ""
}

// madeBefore returns names made by earlier rules, as many as are compared with.
func (r *rule) madeBefore() []string {
	names := r.lineage.Made(r.At)
	return names[max(0, len(names)-mostNames):]
}

// quoted puts a name or text between quotes, cut to what a message has room for twice.
func quoted(text string) string { return `"` + spell.Clip(text, 28) + `"` }

// replaceText is the fix that gives a string another text.
func replaceText(lit *ast.StringLit, text string) diag.Fix {
	quoted := grammar.Quote(text)
	return diag.Replace("replace with "+quoted, lit.Span, quoted)
}
