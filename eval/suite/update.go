package suite

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/suite/testfile"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// Update is the new text of a test file whose expectations were renewed (T3.5).
type Update struct {
	File  string
	Text  string
	Cases []string // names of the cases that were renewed
}

// Updates renews the claims and properties that cases expect, in the texts of their
// files, for the cases that fail in nothing else. Comments stay. Expectations that
// other cases share (of defaults, rows, aliases) are left: the error names their
// cases.
func (r *Report) Updates() ([]Update, error) {
	var out []Update
	var left []error
	for i := range r.Files {
		u, err := r.Files[i].update()
		if err != nil {
			left = append(left, err)
		}
		if len(u.Cases) > 0 {
			out = append(out, u)
		}
	}
	return out, errors.Join(left...)
}

// edit replaces a span of the file.
type edit struct {
	ast.Span
	text string
}

// update renews one file.
func (f *FileReport) update() (Update, error) {
	u := Update{File: f.File}
	var edits []edit
	var left []error
	for i := range f.Cases {
		c := &f.Cases[i]
		if c.Status != Failed || !c.outdated() {
			continue
		}
		es, why := c.edits(f.source)
		if why != "" {
			left = append(left, fmt.Errorf("%s:%d: %q was not updated: %s", f.File, c.Line, c.Name, why))
			continue
		}
		edits = append(edits, es...)
		u.Cases = append(u.Cases, c.Name)
	}
	if len(edits) > 0 {
		u.Text = apply(f.source.Text, edits)
		if _, err := testfile.Parse(ast.NewSource(f.File, u.Text)); err != nil {
			u.Cases = nil
			left = append(left, fmt.Errorf("%s was not updated: the new text would not be a test file: %w", f.File, err))
		}
	}
	return u, errors.Join(left...)
}

// outdated reports whether a case fails in claims and properties only.
func (c *CaseReport) outdated() bool {
	return !slices.ContainsFunc(c.Failures, func(f Failure) bool { return f.members == nil })
}

// edits are those that make the case pass, or why there are none.
func (c *CaseReport) edits(src *ast.Source) (edits []edit, why string) {
	if c.Case.Row.From.IsValid() {
		return nil, "its expectations are those of several rows"
	}
	filled := map[*testfile.Members]bool{} // empty ones that have a member now
	for _, f := range c.Failures {
		switch {
		case !within(f.members.Span, c.Case.Expect.Span) || !within(f.members.Span, c.Case.Span):
			return nil, "its expectations stand in defaults or behind an alias"
		case hasAnchor(src, f.members.Span):
			return nil, "its expectations have an anchor"
		case f.member == nil:
			e, ok := inserted(src, f, filled[f.members])
			filled[f.members] = true
			if !ok {
				return nil, "its expectations end with an alias"
			}
			edits = append(edits, e)
		case !within(f.member.Value, f.members.Span):
			return nil, "its expectations stand behind an alias"
		case hasAnchor(src, f.member.Value):
			return nil, "its expectations have an anchor"
		default:
			edits = append(edits, replacement(src, f.member.Value, f.Found))
		}
	}
	return edits, ""
}

func within(a, b ast.Span) bool { return b.From <= a.From && a.To <= b.To }

func hasAnchor(src *ast.Source, s ast.Span) bool {
	return strings.HasPrefix(src.Text[s.From.Offset():], "&")
}

// replacement writes a value where another stands. One that is left empty may lack
// the blank or even the colon before it.
func replacement(src *ast.Source, at ast.Span, value json.RawMessage) edit {
	text := yamlValue(value)
	before := src.Text[:at.From.Offset()]
	if at.From == at.To && !strings.HasSuffix(before, " ") {
		text = " " + text
	}
	if at.From == at.To && !strings.HasSuffix(strings.TrimRight(before, " "), ":") {
		text = ":" + text
	}
	return edit{at, text}
}

// inserted adds a member at the end of a mapping, as it is written: in braces, or a
// line for each member.
func inserted(src *ast.Source, f Failure, more bool) (edit, bool) {
	text := yamlText(f.name) + ": " + yamlValue(f.Found)
	braces := strings.HasPrefix(src.Text[f.members.From.Offset():], "{")
	if len(f.members.List) == 0 {
		at := f.members.From + 1
		if more {
			text = ", " + text
		}
		return edit{ast.Span{From: at, To: at}, text}, braces
	}
	last := f.members.List[len(f.members.List)-1].Value
	if !within(last, f.members.Span) {
		return edit{}, false
	}
	if braces {
		return edit{ast.Span{From: last.To, To: last.To}, ", " + text}, true
	}
	first := src.Place(f.members.List[0].Name.From)
	line := src.LineSpan(src.Place(last.To).Line)
	end := "\n"
	if strings.HasPrefix(src.Text[line.To.Offset():], "\r") {
		end = "\r\n"
	}
	return edit{ast.Span{From: line.To, To: line.To}, end + strings.Repeat(" ", first.Column-1) + text}, true
}

// apply makes the edits. Those at one place keep their order.
func apply(text string, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.From, b.From) })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.From.Offset()])
		b.WriteString(e.text)
		at = e.To.Offset()
	}
	b.WriteString(text[at:])
	return b.String()
}

// yamlValue writes a member of a result: a scalar or a list of scalars.
func yamlValue(value json.RawMessage) string {
	doc := object(value)
	if doc.Kind() != jsondoc.Array {
		return yamlScalar(doc)
	}
	var parts []string
	for i := range doc.Len() {
		parts = append(parts, yamlScalar(doc.At(i)))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func yamlScalar(v jsondoc.Value) string {
	if v.Kind() == jsondoc.String {
		return yamlQuoted(v.Text())
	}
	return string(jsondoc.AppendCompact(nil, v))
}

// bareKey is a key that YAML reads as text without quotes, unless it is one of the
// special words.
var (
	bareKey = pattern(`^[A-Za-z$][A-Za-z0-9$_-]*$`)
	special = pattern(`(?i)^(true|false|null|y|yes|n|no|on|off)$`)
)

// yamlText writes a key.
func yamlText(name string) string {
	if bareKey().MatchString(name) && !special().MatchString(name) {
		return name
	}
	return yamlQuoted(name)
}

// yamlQuoted writes a text in double quotes, with escapes for what must not stand
// in a test file as it is.
func yamlQuoted(s string) string {
	var b strings.Builder
	for _, r := range string(jsondoc.AppendQuoted(nil, strings.ReplaceAll(s, "${", "$${"))) {
		switch {
		case r >= 0x7F && r < 0xA0, r == 0x2028, r == 0x2029, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// pattern is a regular expression that is compiled when it is first used: most runs of
// the command need none of them.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
