//go:build !js

package suite

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast"
)

//go:embed coverage.html
var coveragePage string

var coverageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("coverage").Parse(coveragePage))
})

// HTML writes the coverage as one page that needs nothing else (T3.8): each policy
// with its conditions and actions coloured by what the cases ran.
func (c *Coverage) HTML(w io.Writer) error {
	page := htmlPage{Percent: percentText(c.Percent)}
	for i := range c.Files {
		page.Files = append(page.Files, c.Files[i].page())
	}
	return coverageTemplate().Execute(w, page)
}

type htmlPage struct {
	Percent string
	Files   []htmlFile
}

// htmlFile is a policy on the page.
type htmlFile struct {
	Name, Hash, Percent string
	Sums                []htmlSum
	Notes               []htmlNote
	Lines               []htmlLine
}

// htmlSum says how many units of a kind have a colour.
type htmlSum struct {
	Class string
	Count int
	Text  string
}

// htmlNote is what is missing at a place.
type htmlNote struct {
	Line, Column int
	Class, Text  string
}

// htmlLine is a line of the policy. Count is how often it was entered, "" for a
// line on which nothing begins.
type htmlLine struct {
	Number int
	Count  string
	Parts  []htmlPart
}

// htmlPart is a piece of a line: that of a unit has a class and a title.
type htmlPart struct{ Class, Title, Text string }

// The classes of units, as the page's style has them.
const (
	classFull    = "full"    // all that is possible came about
	classPartial = "partial" // some of it
	classNone    = "none"    // nothing of it
	classNever   = "never"   // nothing is possible
)

// class is that of a unit.
func (u *Unit) class() string {
	goals, missing := u.Goals(), u.Missing()
	switch {
	case len(goals) == 0:
		return classNever
	case len(missing) == 0:
		return classFull
	case len(missing) == len(goals):
		return classNone
	}
	return classPartial
}

// title says what a unit came to.
func (u *Unit) title() string {
	var text string
	if u.Kind == RuleUnit {
		text = fmt.Sprintf("%s: ran %d of %d", u.Rule, *u.Ran, u.Entered)
	} else {
		text = fmt.Sprintf("held %d, did not hold %d", *u.Held, *u.Failed)
	}
	if note := u.note(); note != "" {
		text += "; " + note
	}
	return text
}

// page is the policy as the page shows it.
func (f *FileCoverage) page() htmlFile {
	out := htmlFile{Name: f.File, Hash: f.PolicyHash, Percent: percentText(f.Percent), Sums: f.sums()}
	for i := range f.Units {
		u := &f.Units[i]
		if note := u.note(); note != "" {
			out.Notes = append(out.Notes, htmlNote{u.Line, u.Column, u.class(), note})
		}
	}
	counts := map[int]string{}
	for _, l := range f.lines() {
		counts[l.line] = fmt.Sprint(l.entered)
	}
	marks := f.marks()
	last := f.source.Lines()
	if f.source.Line(last) == "" {
		last-- // after the last line end
	}
	for n := 1; n <= last; n++ {
		out.Lines = append(out.Lines, htmlLine{n, counts[n], parts(f.source, f.source.LineSpan(n), marks)})
	}
	return out
}

// sums counts the units by kind and class.
func (f *FileCoverage) sums() []htmlSum {
	names := []struct{ class, rule, condition string }{
		{classFull, "rules that ran", "conditions that held and did not hold"},
		{classPartial, "", "conditions that did only one of both"},
		{classNone, "rules that never ran", "conditions that were never tested"},
		{classNever, "rules that can't run", "conditions with nothing to count"},
	}
	var out []htmlSum
	for _, kind := range []UnitKind{RuleUnit, ConditionUnit} {
		for _, n := range names {
			count := 0
			for i := range f.Units {
				if u := &f.Units[i]; u.Kind == kind && u.class() == n.class {
					count++
				}
			}
			text := n.rule
			if kind == ConditionUnit {
				text = n.condition
			}
			if count > 0 {
				out = append(out, htmlSum{n.class, count, text})
			}
		}
	}
	return out
}

// marked is a piece of the text that belongs to a unit.
type marked struct {
	ast.Span
	unit *Unit
}

// marks are the conditions and actions in the order of the text. A rule is shown by
// its action.
func (f *FileCoverage) marks() []marked {
	var out []marked
	for i := range f.Units {
		u := &f.Units[i]
		out = append(out, marked{u.shown, u})
	}
	slices.SortFunc(out, func(a, b marked) int { return int(a.From - b.From) })
	return out
}

// parts cuts a line at the marks.
func parts(src *ast.Source, line ast.Span, marks []marked) []htmlPart {
	var out []htmlPart
	at := line.From
	for _, m := range marks {
		from, to := max(m.From, at), min(m.To, line.To)
		if from >= to {
			continue
		}
		out = appendPart(out, htmlPart{Text: src.Slice(ast.Span{From: at, To: from})})
		out = append(out, htmlPart{m.unit.class(), m.unit.title(), shownText(src.Slice(ast.Span{From: from, To: to}))})
		at = to
	}
	return appendPart(out, htmlPart{Text: src.Slice(ast.Span{From: at, To: line.To})})
}

func appendPart(parts []htmlPart, p htmlPart) []htmlPart {
	if p.Text == "" {
		return parts
	}
	p.Text = shownText(p.Text)
	return append(parts, p)
}

// shownText makes what a reader would not see visible: a policy may be made to look
// like another (L1.1).
func shownText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return []rune(visible(string(r)))[0]
	}, s)
}
