package proof

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/eval"
	"github.com/assay-policy/assay/grammar"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// TextOptions say how text is written.
type TextOptions struct {
	// Width is that of the terminal, to which lines keep; 0 is no limit.
	Width int
}

// writer writes lines, none of them with anything that a terminal would obey.
type writer struct {
	out   strings.Builder
	width int
}

// line writes prose, which is wrapped if it is too wide.
func (w *writer) line(hang int, format string, args ...any) {
	text := diag.Visible(fmt.Sprintf(format, args...))
	if w.width > 0 && diag.Width(text) > w.width {
		text = diag.Wrap(text, w.width, min(hang, w.width/2))
	}
	w.out.WriteString(text + "\n")
}

// source writes a line that shows a part of a policy, which is clipped if it is too
// wide.
func (w *writer) source(format string, args ...any) {
	text := diag.Visible(fmt.Sprintf(format, args...))
	if w.width > 0 && diag.Width(text) > w.width {
		text = diag.Clip(text, w.width-1) + "…"
	}
	w.out.WriteString(text + "\n")
}

// claims writes a claims file in array form (L10.1), a line for each claim, whatever
// the width: it can be copied into a file.
func (w *writer) claims(claims []claim.Claim) {
	if len(claims) == 0 {
		w.out.WriteString("  []\n")
		return
	}
	w.out.WriteString("  [\n")
	for i, c := range claims {
		end := ","
		if i == len(claims)-1 {
			end = ""
		}
		w.out.WriteString("    " + diag.Visible(string(jsondoc.AppendObject(nil,
			jsondoc.StringMember("type", c.Type),
			jsondoc.Member{Name: "value", Text: c.Value.JSON()},
			jsondoc.StringMember("issuer", c.Issuer.String())))) + end + "\n")
	}
	w.out.WriteString("  ]\n")
}

// result writes what a policy decides, and by which rule.
func (w *writer) result(t *eval.Trace) { w.line(6, "  %s: %s", t.Source.Name, t.Summary()) }

// rule writes a rule after its place.
func (w *writer) rule(word string, src *ast.Source, r *ast.Rule) {
	w.source("  %-8s %s:%d  %s", word, src.Name, src.Place(r.Pos()).Line, grammar.Text(r))
}

// maxCalls is how many calls that were not read exactly are shown.
const maxCalls = 10

// abstracted writes what kept the answer from being exact.
func (w *writer) abstracted(all []Abstraction) {
	if len(all) == 0 {
		return
	}
	w.line(2, "")
	w.line(2, "not exact:")
	left := 0
	for i, a := range all {
		if a.Call != nil && i >= maxCalls {
			left++
			continue
		}
		if a.Call == nil {
			w.line(4, "  %s", a.What)
			continue
		}
		at := a.Source.Place(a.Call.Pos())
		w.line(4, "  %s:%d:%d: %s is not known", a.Source.Name, at.Line, at.Column, a.What)
	}
	if left > 0 {
		w.line(4, "  and %s", count(left, "more call"))
	}
}

// example introduces a claims file.
func example(least bool) string {
	if least {
		return "the smallest claims file is"
	}
	return "a claims file, perhaps not the smallest, is"
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
