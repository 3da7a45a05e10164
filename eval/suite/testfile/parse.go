package testfile

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/claim/catalog"
)

// Parse reads the text of a test file. What is wrong with it is an error that
// joins a *Problem for each (see Problems); the file then holds what could be read,
// for editors, and is not to be run.
func Parse(src *ast.Source) (*File, error) {
	r := &reader{src: src, fixtures: map[string]bool{}}
	f := &File{Source: src}
	if root := r.load(); root != nil {
		r.file(f, root)
	}
	var all []error
	for _, p := range r.sorted() {
		all = append(all, p)
	}
	return f, errors.Join(all...)
}

// file reads the whole file.
func (r *reader) file(f *File, root *node) {
	m := r.closed(root, "a test file", "version", "policy", "type", "fixtures", "defaults", "cases")
	if root.kind != mapping {
		return
	}
	switch v := m.get("version"); {
	case v == nil:
		r.report(root.start(), `found a test file without "version", expected version: 1`)
	case v.kind != scalar || v.text != "1":
		r.report(v.Span, "found version %s, expected 1", v.describe())
	}
	f.Policy = r.policy(m.get("policy"))
	f.Type = r.typ(m.get("type"))
	f.Fixtures = r.readFixtures(m.get("fixtures"))
	f.Cases = r.cases(root, m.get("cases"), m.get("defaults"))
}

// policy reads the path of the policy, or takes the default (T3.1).
func (r *reader) policy(n *node) Text {
	if n != nil {
		return r.text(n, "the path of a policy")
	}
	name, ok := strings.CutSuffix(path.Base(strings.ReplaceAll(r.src.Name, `\`, "/")), Suffix)
	if !ok || name == "" {
		r.report(ast.Span{From: 1, To: 1}, `found no "policy", expected one in a file whose name doesn't end in %s`, Suffix)
		return Text{}
	}
	return Text{Text: name + ".maa"}
}

// typ reads the attestation type.
func (r *reader) typ(n *node) catalog.Type {
	word := r.text(n, "an attestation type")
	if !word.Given() {
		return ""
	}
	t, ok := catalog.ParseType(word.Text)
	if !ok {
		var names []string
		for _, row := range catalog.AttestationTypes() {
			names = append(names, string(row.Type))
		}
		r.report(n.Span, "unknown attestation type %s%s", quote(word.Text), otherwise(word.Text, names))
	}
	return t
}

// readFixtures reads the fixtures. Their names are known before the first is read,
// since one may be based on a later one.
func (r *reader) readFixtures(n *node) []Fixture {
	if n == nil {
		return nil
	}
	all := r.list(n, "fixtures")
	for _, m := range all {
		r.fixtures[m.key.text] = true
	}
	var out []Fixture
	for _, m := range all {
		in := r.input(r.fill(m.value, nil))
		out = append(out, Fixture{Text{m.key.Span, m.key.text}, in})
	}
	r.cycles(out)
	return out
}

// defaults are what cases have that don't say.
type defaults struct {
	given, expect *node
	size          int // number of values
}

// maxMerged bounds the values of all cases, with what they have from defaults, for
// each of their rows.
const maxMerged = 4 * maxValues

// cases reads the cases.
func (r *reader) cases(root, n, byDefault *node) []Case {
	var d defaults
	if byDefault != nil {
		m := r.closed(byDefault, "defaults", "given", "expect")
		d.given, d.expect, d.size = m.get("given"), m.get("expect"), byDefault.size
	}
	if n == nil {
		r.report(root.start(), `found a test file without "cases"`)
		return nil
	}
	var out []Case
	items := r.items(n, "cases")
	for _, x := range items {
		out = append(out, r.cased(x, d)...)
		if r.merged > maxMerged {
			break
		}
	}
	if n.kind == list && len(items) == 0 {
		r.report(n.Span, "found no case, expected one at least")
	}
	r.unique(out)
	return out
}

// cased reads a case: one for each row if it has any.
func (r *reader) cased(n *node, d defaults) []Case {
	m := r.closed(n, "a case", "name", "each", "given", "expect", "skip")
	if n.kind != mapping {
		return nil
	}
	each := m.get("each")
	if each == nil {
		return []Case{r.one(n, m, d, nil)}
	}
	items := r.items(each, "rows")
	if each.kind == list && len(items) == 0 {
		r.report(each.Span, "found no row, expected one at least")
	}
	var out []Case
	for _, x := range items {
		if r.merged > maxMerged {
			break
		}
		by := &row{Span: x.Span, values: map[string]*node{}}
		for _, cell := range r.list(x, "a row") {
			by.names = append(by.names, cell.key.text)
			by.values[cell.key.text] = r.fill(cell.value, nil)
		}
		out = append(out, r.one(n, m, d, by))
	}
	return out
}

// one reads the case of one row, nil if it has none.
func (r *reader) one(n *node, m *members, d defaults, by *row) Case {
	c := Case{Span: n.Span}
	own := n.size
	if by != nil {
		own -= m.get("each").size
	}
	if r.merged += own + d.size; r.merged > maxMerged {
		r.report(n.start(), "found cases of more than %d values, the limit, with what they have from rows and defaults", maxMerged)
		return c
	}
	if by != nil {
		c.Row = by.Span
	}
	filled := func(name string) *node {
		if x := m.get(name); x != nil {
			return r.fill(x, by)
		}
		return nil
	}
	if name := filled("name"); name != nil {
		c.Name = r.name(name)
	} else {
		r.report(n.start(), `found a case without "name"`)
	}
	c.Skip = r.text(filled("skip"), "the reason why the case is skipped")
	given := filled("given")
	if given == nil && d.given != nil {
		given = r.fill(d.given, by)
	}
	if given != nil {
		c.Given = r.input(given)
	} else {
		r.report(n.start(), `found a case without "given", expected an input, here or in defaults`)
	}
	before := len(r.problems)
	c.Expect = r.expect(m.get("expect"), d.expect, by)
	if c.Expect.Empty() && len(r.problems) == before {
		r.report(n.start(), "found a case that expects nothing, so that it can't fail")
	}
	return c
}

// name reads the name of a case, which may look like a number: nobody computes with
// it.
func (r *reader) name(n *node) Text {
	if n.kind == scalar && n.text != "" && !n.isNull() {
		return Text{n.Span, n.text}
	}
	return r.text(n, "a name")
}

// unique reports names that two cases have (T3.3).
func (r *reader) unique(cases []Case) {
	first := map[string]ast.Pos{}
	for i := range cases {
		c := &cases[i]
		if !c.Name.Given() {
			continue
		}
		if at, ok := first[c.Name.Text]; ok {
			place := r.src.Place(at)
			r.report(ast.Span{From: c.Start(), To: c.Start()}, "found a second case named %s, the first is at %d:%d", quote(c.Name.Text), place.Line, place.Column)
			continue
		}
		first[c.Name.Text] = c.Start()
	}
}

func sortedNames(names []string) []string { slices.Sort(names); return names }
