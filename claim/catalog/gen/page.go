package main

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim/catalog"
)

// preface opens the page.
const preface = `# Known claims

The claims that evidence gives, that tokens hold and that properties set, by attestation type. Checker and editor read the
same table. This page is generated from it: run ` + "`go generate ./claim/catalog`" + `.

* **Kind** is the ` + "`valueType`" + ` that policies see; what is an object or array in the token is a string of its JSON there.
* **Use**: *in*, a condition can test it; *out*, tokens have it; *property*, ` + "`issueproperty`" + ` sets it; *steering*, it has to be
  set without a condition, since evidence is verified by it.
* **Reserved** names are the service's own: a policy can't put them at the top level of a token. That also goes for names that
  the table doesn't have, but that begin as those of the type's evidence do.
* Clauses are those of the specification.
`

// page returns the documentation page of the catalogue.
func page() string {
	var b strings.Builder
	b.WriteString(preface)
	types(&b)
	for _, g := range catalog.Groups() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", g.Title, g.About)
		b.WriteString("| name | kind | use | types | reserved | meaning | clause |\n")
		b.WriteString("|---|---|---|---|---|---|---|\n")
		for _, e := range g.Entries {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n",
				e.Name, kind(e), use(e), e.Types, reserved(e), meaning(e), e.Clause)
		}
	}
	return b.String()
}

// types writes the table of attestation types.
func types(b *strings.Builder) {
	b.WriteString("\n## Attestation types\n\nEvery verb with `--type` takes the name or one of the other words, in any case.\n\n")
	b.WriteString("| name | other words | `x-ms-attestation-type` | names of its evidence | debug claim | default policy |\n")
	b.WriteString("|---|---|---|---|---|---|\n")
	for _, t := range catalog.AttestationTypes() {
		fmt.Fprintf(b, "| `%s` | %s | `%s` | `%s…` | %s | %s |\n",
			t.Type, codes(t.Spellings...), t.ClaimValue, t.Prefix, codes(t.DebugClaim), given(t.DefaultPolicy))
	}
}

// codes sets words as code.
func codes(words ...string) string {
	text := strings.Join(words, "`, `")
	if text == "" {
		return "–"
	}
	return "`" + text + "`"
}

// given says whether there is a text.
func given(text string) string {
	if text == "" {
		return "none"
	}
	return "yes"
}

// kind describes the value: its kind, then its shape or form.
func kind(e catalog.Entry) string {
	switch {
	case e.Shape != catalog.Scalar:
		return fmt.Sprintf("%s, %s", e.Kinds, e.Shape)
	case e.Form != "":
		return fmt.Sprintf("%s, %s", e.Kinds, e.Form)
	}
	return e.Kinds.String()
}

// use names the uses.
func use(e catalog.Entry) string {
	var words []string
	for _, u := range [...]struct {
		use  catalog.Use
		word string
	}{{catalog.Incoming, "in"}, {catalog.Outgoing, "out"}, {catalog.Property, "property"}, {catalog.Steering, "steering"}} {
		if e.Use.Has(u.use) {
			words = append(words, u.word)
		}
	}
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, ", ")
}

// reserved says where the name is reserved.
func reserved(e catalog.Entry) string {
	switch e.Reserved {
	case 0:
		return "no"
	case e.Types:
		return "yes"
	}
	return e.Reserved.String()
}

// meaning is the sentence, with the current name of a deprecated one.
func meaning(e catalog.Entry) string {
	if e.Deprecated() {
		return fmt.Sprintf("%s *Deprecated: `%s`.*", e.Meaning, e.Twin)
	}
	return e.Meaning
}
