package catalog

import (
	"fmt"
	"strings"
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

// Markdown returns the documentation page of the catalogue.
func Markdown() string {
	var b strings.Builder
	b.WriteString(preface)
	for _, g := range groups() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", g.title, g.about)
		b.WriteString("| name | kind | use | types | reserved | meaning | clause |\n")
		b.WriteString("|---|---|---|---|---|---|---|\n")
		for _, e := range g.entries() {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n",
				e.Name, e.kind(), e.use(), e.Types, e.reserved(), e.meaning(), e.Clause)
		}
	}
	return b.String()
}

// kind describes the value: its kind, then its shape or form.
func (e Entry) kind() string {
	switch {
	case e.Shape != Scalar:
		return fmt.Sprintf("%s, %s", e.Kinds, e.Shape)
	case e.Form != "":
		return fmt.Sprintf("%s, %s", e.Kinds, e.Form)
	}
	return e.Kinds.String()
}

// use names the uses.
func (e Entry) use() string {
	var words []string
	for _, u := range [...]struct {
		use  Use
		word string
	}{{Incoming, "in"}, {Outgoing, "out"}, {Property, "property"}, {Steering, "steering"}} {
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
func (e Entry) reserved() string {
	switch e.Reserved {
	case 0:
		return "no"
	case e.Types:
		return "yes"
	}
	return e.Reserved.String()
}

// meaning is the sentence, with the current name of a deprecated one.
func (e Entry) meaning() string {
	if e.Deprecated() {
		return fmt.Sprintf("%s *Deprecated: `%s`.*", e.Meaning, e.Twin)
	}
	return e.Meaning
}
