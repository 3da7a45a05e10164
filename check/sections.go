package check

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// sections checks that authorizationrules stands once and the others at most
// once, and notes an unusual order (L2.1). It reports whether all sections
// could be read: a text that is no section may be the one that is missing.
func (c *checker) sections() bool {
	whole := true
	var first [ast.Issuance + 1]*ast.Section
	var last *ast.Section // of the greatest kind so far
	for _, item := range c.policy.Items {
		s, ok := item.(*ast.Section)
		if !ok || s.Kind == ast.UnknownSection {
			whole = false
			continue
		}
		whole = whole && s.Close.IsValid()
		if s.Kind == ast.Configuration {
			c.later(s.Name.Span, s.Kind.String(), 1)
		}
		if first[s.Kind] != nil {
			c.duplicateSection(s, first[s.Kind])
			continue
		}
		first[s.Kind] = s
		if last != nil && s.Kind < last.Kind {
			c.sectionOrder(s, first)
			continue
		}
		last = s
	}
	if whole && first[ast.Authorization] == nil {
		c.missingAuthorization(first[ast.Configuration])
	}
	return whole
}

// missingAuthorization reports the lack of the one section that every policy
// has (L2.1). The fix adds it empty, which permits nothing.
func (c *checker) missingAuthorization(config *ast.Section) {
	at := ast.PosAt(0)
	if strings.HasPrefix(c.src.Text, ast.BOM) {
		at = ast.PosAt(len(ast.BOM))
	}
	var fixes []diag.Fix
	if v := c.policy.Version; v != nil { // else the header is to be put right before
		at = v.To
		if config != nil {
			at = max(at, config.To)
		}
		fixes = append(fixes, diag.Insert(`add an empty section "authorizationrules"`, at, "\nauthorizationrules\n{\n};\n"))
	}
	c.report(missingAuthorization.At(ast.Span{From: at, To: at}, `found no section "authorizationrules", expected one`), fixes...)
}

// duplicateSection reports a section that stands twice (L2.1). The fix joins
// the rules in the order in which they stand.
func (c *checker) duplicateSection(s, first *ast.Section) {
	d := duplicateSection.At(s.Name.Span, "found the section %s again, expected it once", spell.Quote(s.Kind.String()))
	d.Related = []diag.Related{{Span: first.Name.Span, Message: "the first one is here"}}
	if first.Close.IsValid() && s.Open.IsValid() && movable(s) {
		rules := c.src.Slice(ast.Span{From: s.Open + 1, To: s.Close})
		d.Fixes = []diag.Fix{{Title: "join the two sections", Edits: []diag.Edit{
			{Span: ast.Span{From: first.Close, To: first.Close}, NewText: rules},
			{Span: s.Span},
		}}}
	}
	c.report(d)
}

// movable reports whether a section can be moved as it stands: a ";" that
// another fix puts after it would be left where it was.
func movable(s *ast.Section) bool { return s.Close.IsValid() && s.Semi.IsValid() }

// sectionOrder notes a section after one that runs later: the order of the
// text does not matter (L6.1), but no public policy has another (L2.1).
func (c *checker) sectionOrder(s *ast.Section, first [ast.Issuance + 1]*ast.Section) {
	before := s // the first section in the text that should follow s
	for _, other := range first[s.Kind+1:] {
		if other != nil && other.From < before.From {
			before = other
		}
	}
	d := sectionOrder.At(s.Name.Span, "found %s after %s, an unusual order",
		spell.Quote(s.Kind.String()), spell.Quote(before.Kind.String()))
	d.Related = []diag.Related{{Span: before.Name.Span, Message: "it usually comes before this"}}
	if movable(s) {
		d.Fixes = []diag.Fix{{Title: "move before " + spell.Quote(before.Kind.String()), Safe: true, Edits: []diag.Edit{
			{Span: ast.Span{From: before.From, To: before.From}, NewText: c.src.Slice(s.Span) + "\n"},
			{Span: s.Span},
		}}}
	}
	c.report(d)
}
