package lsp

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/lang"
)

// What people read about words, functions and claims is written here, in Markdown, from
// the tables that know it. Hover and completion show the same.

// pageURL is the address of a place in the documentation.
func pageURL(page, anchor string) string {
	base, _, _ := strings.Cut(diag.Code("").DocURL(), "codes.md")
	return base + page + "#" + anchor
}

// anchorOf is the anchor that a heading of a page has.
func anchorOf(heading string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(heading) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
			b.WriteRune(c)
		}
	}
	return b.String()
}

// fenced is a piece of a policy.
func fenced(text string) string { return "```maa-policy\n" + text + "\n```" }

// paragraphs joins what isn't empty.
func paragraphs(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "\n\n")
}

// sinceText says which version brought something.
func sinceText(minor int) string {
	if minor == 0 {
		return ""
	}
	return fmt.Sprintf("From version 1.%d on.", minor)
}

// documentation is what is known of the word.
func (w *word) documentation() string {
	clause := fmt.Sprintf("[%s](%s)", w.clause, pageURL("spec/language.md", strings.ToLower(w.clause)))
	rule := clause
	if since := sinceText(w.since); since != "" {
		rule = since + " " + clause
	}
	return paragraphs(fmt.Sprintf("**`%s`** (%s)", w.name, w.kind), w.meaning, fenced(w.example), rule)
}

// functionLabel is how a function is called, and what it gives.
func functionLabel(f *lang.Function) string {
	result := f.Result.String()
	if f.Many {
		result = "any number of values"
	}
	return fmt.Sprintf("%s(%s): %s", f.Name, strings.Join(parameterNames(f), ", "), result)
}

func parameterNames(f *lang.Function) []string {
	var out []string
	for _, p := range f.Params {
		out = append(out, p.Name)
	}
	return out
}

// parameterText says what an argument must be.
func parameterText(p lang.Param) string {
	one := "one value"
	if p.Kinds != lang.Any {
		_, kind, _ := strings.Cut(p.Kinds.String(), " ")
		one = "one " + kind
	}
	switch {
	case p.Many:
		return "any number of values"
	case p.Content == lang.JSON, p.Content == lang.ClaimJSON:
		return one + ", a JSON text"
	case p.Content == lang.Query:
		return one + ", a JMESPath query"
	}
	return one
}

// functionExamples are calls, in a rule each. A test runs the check over them.
var functionExamples = map[string]string{
	"JmesPath": `c:[type=="events", issuer=="AttestationService"]
    => add(type="boot", value=JmesPath(c.value, "Events[?PcrIndex == ` + "`7`" + `]"));`,
	"JsonToClaimValue": `c:[type=="events", issuer=="AttestationService"]
    => add(type="count", value=JsonToClaimValue(JmesPath(c.value, "length(Events)")));`,
	"IsSubsetOf": `a:[type=="role"] && b:[type=="wanted"]
    => add(type="allowed", value=IsSubsetOf(a.value, b.value));`,
	"AppendString":      `c:[type=="name"] => add(type="path", value=AppendString(c.value, "/prod"));`,
	"NegateBool":        `c:[type=="x-ms-sgx-is-debuggable"] => add(type="production", value=NegateBool(c.value));`,
	"ContainsOnlyValue": `c:[type=="role"] => add(type="only-admin", value=ContainsOnlyValue(c.value, "admin"));`,
}

// functionDocumentation is what is known of a function of the language.
func functionDocumentation(f *lang.Function) string {
	var params []string
	for _, p := range f.Params {
		params = append(params, fmt.Sprintf("* `%s`: %s", p.Name, parameterText(p)))
	}
	readOnly := ""
	if f.Spreads {
		readOnly = "The result is read-only if an argument is."
	}
	return paragraphs(fmt.Sprintf("**`%s`** (function)", functionLabel(f)), f.Meaning, strings.Join(params, "\n"), readOnly,
		fenced(functionExamples[f.Name]),
		fmt.Sprintf("%s [%s](%s)", sinceText(f.Since), f.Name, functionURL(f)))
}

// functionURL is the page of a function.
func functionURL(f *lang.Function) string {
	return pageURL("language.md", anchorOf(f.Name+"("+strings.Join(parameterNames(f), ", ")+")"))
}

// queryLabel is how a function of queries is called, and what it gives.
func queryLabel(f jmespath.Function) string {
	dots := ""
	if f.Variadic {
		dots = ", …"
	}
	return fmt.Sprintf("%s(%s%s): %s", f.Name, strings.Join(f.Params, ", "), dots, f.Result)
}

// queryDocumentation is what is known of a function of queries.
func queryDocumentation(f jmespath.Function) string {
	return paragraphs(fmt.Sprintf("**`%s`** (function of queries)", queryLabel(f)), f.Meaning)
}

// claimDocumentation is what the catalogue knows of a claim or property.
func claimDocumentation(e catalog.Entry) string {
	facts := []string{"* Attestation types: " + e.Types.String()}
	add := func(applies bool, format string, args ...any) {
		if applies {
			facts = append(facts, "* "+fmt.Sprintf(format, args...))
		}
	}
	incoming := e.Use.Has(catalog.Incoming)
	add(incoming, "Issuer: `%s`", claim.AttestationService)
	add(!incoming && e.Use.Has(catalog.Outgoing), "In tokens only: no condition sees it.")
	add(e.Use == 0, "Only old documentation has this name.")
	add(e.Use.Has(catalog.Steering), "A property that steers the verification: a rule without conditions sets it.")
	add(e.Use.Has(catalog.Property) && !e.Use.Has(catalog.Steering), "A property of the token: `issueproperty` sets it.")
	add(incoming && e.ReadOnly(), "Read-only: rules can test it, but not issue it.")
	add(e.Reserved != 0, "Reserved: a policy can't put it at the top level of a token.")
	add(e.Most != 0, "From %d to %d.", e.Least, e.Most)
	if values := catalog.Values(e.Name); len(values) > 0 {
		add(true, "Known values: `%s`", strings.Join(values, "`, `"))
	}
	add(e.Deprecated(), "**Deprecated**: use `%s`.", e.Twin)
	if old := olderNames(e.Name); len(old) > 0 {
		add(true, "Deprecated names for it: `%s`", strings.Join(old, "`, `"))
	}
	example := claimExample(e)
	if example != "" {
		example = fenced(example)
	}
	return paragraphs(claimTitle(e), e.Meaning, strings.Join(facts, "\n"), example,
		fmt.Sprintf("[Known claims](%s)", claimURL(e.Name)))
}

func claimTitle(e catalog.Entry) string {
	kind := e.Kinds.String()
	if e.Form != "" {
		kind += ", " + e.Form
	}
	return fmt.Sprintf("**`%s`** (%s)", e.Name, kind)
}

// olderNames are the deprecated names for the same thing.
func olderNames(name string) []string {
	var out []string
	for _, e := range catalog.All() {
		if e.Twin == name {
			out = append(out, e.Name)
		}
	}
	return out
}

// claimExample is a rule that has the claim, "" if none can.
func claimExample(e catalog.Entry) string {
	if e.Use.Has(catalog.Property) {
		return fmt.Sprintf(`=> issueproperty(type="%s", value=%s);`, e.Name, exampleValue(e))
	}
	if !e.Use.Has(catalog.Incoming) {
		return ""
	}
	if f, ok := catalog.Document(e.Name); ok {
		query := "[0]"
		if members := catalog.Fields(f.Of); f.Kind == "object" && len(members) > 0 {
			query = members[0].Name
		}
		return fmt.Sprintf("c:[type==\"%s\", issuer==\"AttestationService\"]\n    => add(type=\"found\", value=JmesPath(c.value, \"%s\"));",
			e.Name, query)
	}
	op := "=="
	if e.Kinds == catalog.Integer {
		op = ">="
	}
	return fmt.Sprintf(`[type=="%s", value%s%s, issuer=="AttestationService"] => permit();`, e.Name, op, exampleValue(e))
}

// exampleValue is a value that one may want.
func exampleValue(e catalog.Entry) string {
	values := catalog.Values(e.Name)
	switch {
	case len(values) > 0:
		return `"` + values[0] + `"`
	case e.Kinds == catalog.Boolean:
		return fmt.Sprint(!isDebugClaim(e))
	case e.Kinds.Has(claim.IntegerKind):
		return fmt.Sprint(max(e.Least, 1))
	}
	return `"…"`
}

// isDebugClaim reports whether a claim says that something can be debugged.
func isDebugClaim(e catalog.Entry) bool {
	name := e.Name
	if e.Deprecated() {
		name = e.Twin
	}
	return slices.ContainsFunc(catalog.AttestationTypes(), func(row catalog.AttestationType) bool { return row.DebugClaim == name })
}

// claimURL is where the documentation lists a name; "" if the catalogue doesn't have it.
func claimURL(name string) string { return claimURLs()[name] }

var claimURLs = sync.OnceValue(func() map[string]string {
	urls := map[string]string{}
	for _, g := range catalog.Groups() {
		for _, e := range g.Entries {
			urls[e.Name] = pageURL("claims.md", anchorOf(g.Title))
		}
	}
	return urls
})
