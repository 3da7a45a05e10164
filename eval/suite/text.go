package suite

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/eval/explain"
)

// TextOptions say how a report is printed for people.
type TextOptions struct {
	Color bool
	// Width is that of the terminal, to which lines keep; 0 is no limit.
	Width int
}

// colours of a terminal.
const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

// printer prints a report for people.
type printer struct {
	io.Writer
	TextOptions
}

func (p *printer) paint(colour, text string) string {
	if !p.Color || colour == "" {
		return text
	}
	return colour + text + reset
}

// Text writes the report for people: what did not pass, with what was wanted and
// found and why the policy decided as it did, a line for each file, and the sums.
// What the tests say is shown with nothing that a terminal would obey.
func (r *Report) Text(w io.Writer, opts TextOptions) error {
	b := bufio.NewWriter(w)
	p := &printer{b, opts}
	for i := range r.Files {
		p.file(&r.Files[i])
	}
	if r.Coverage != nil || r.Mutation != nil {
		fmt.Fprintln(p)
	}
	if r.Coverage != nil {
		p.coverage(r.Coverage)
	}
	if r.Mutation != nil {
		p.mutation(r.Mutation)
	}
	fmt.Fprintln(p, sums(r.Passed, r.Failed, r.Errors, r.Skipped))
	return b.Flush()
}

func (p *printer) file(f *FileReport) {
	var sum Report
	sum.Files = []FileReport{*f}
	sum.count()
	for i := range f.Cases {
		p.unfinished(f.File, &f.Cases[i])
	}
	word := p.paint(green, "ok   ")
	if !sum.OK() {
		word = p.paint(red, "FAIL ")
	}
	fmt.Fprintf(p, "%s %s  %s\n", word, visible(f.File), sums(sum.Passed, sum.Failed, sum.Errors, sum.Skipped))
}

// unfinished prints a case that did not pass.
func (p *printer) unfinished(file string, c *CaseReport) {
	place := fmt.Sprintf("%s:%d", visible(file), c.Line)
	switch c.Status {
	case Skipped:
		p.row(yellow, "skip ", place+"  ", visible(c.Name)+": "+visible(c.Message))
	case Errored:
		fmt.Fprintf(p, "%s %s  %s\n", p.paint(red, "error"), place, visible(c.Name))
		p.prose("      ", c.Message)
	case Failed:
		fmt.Fprintf(p, "%s %s  %s\n", p.paint(red, "fail "), place, visible(c.Name))
		for _, f := range c.Failures {
			fmt.Fprintf(p, "      %s\n", visible(f.Path))
			fmt.Fprintf(p, "%s\n", p.paint(green, "      - "+visible(string(f.Wanted))))
			fmt.Fprintf(p, "%s\n", p.paint(red, "      + "+visible(string(f.Found))))
		}
		p.explanation("      ", c)
	case Passed:
	}
}

// row prints a line whose last column is wrapped on a terminal.
func (p *printer) row(colour, word, columns, last string) {
	text := word + " " + columns + last
	if p.Width > 0 && diag.Width(text) > p.Width {
		text = diag.Wrap(text, p.Width, min(diag.Width(text)-diag.Width(last), p.Width/2))
	}
	fmt.Fprintf(p, "%s%s\n", p.paint(colour, word), strings.TrimPrefix(text, word))
}

// prose prints lines with an indentation, which are wrapped on a terminal.
func (p *printer) prose(indent, text string) {
	for line := range strings.Lines(text) {
		line = indent + visible(strings.TrimSuffix(line, "\n"))
		if p.Width > 0 && diag.Width(line) > p.Width {
			line = diag.Wrap(line, p.Width, 2*len(indent))
		}
		fmt.Fprintln(p, line)
	}
}

// explanation prints why the policy decided as it did.
func (p *printer) explanation(indent string, c *CaseReport) {
	text := c.Explanation
	if c.explained != nil && p.Width > 0 {
		text = c.explained.Text(explain.TextOptions{Width: max(p.Width-len(indent), len(indent))})
	}
	p.lines(indent, text)
}

// lines prints lines with an indentation.
func (p *printer) lines(indent, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(p, "%s%s\n", indent, visible(strings.TrimSuffix(line, "\n")))
	}
}

// sums says how many cases came to what.
func sums(passed, failed, errors, skipped int) string {
	out := fmt.Sprintf("%d passed", passed)
	if failed > 0 {
		out += fmt.Sprintf(", %d failed", failed)
	}
	switch {
	case errors == 1:
		out += ", 1 error"
	case errors > 1:
		out += fmt.Sprintf(", %d errors", errors)
	}
	if skipped > 0 {
		out += fmt.Sprintf(", %d skipped", skipped)
	}
	return out
}

// coverage prints the share of each policy, and what is missing.
func (p *printer) coverage(c *Coverage) {
	for i := range c.Files {
		f := &c.Files[i]
		fmt.Fprintf(p, "coverage %s  %s\n", percentText(f.Percent), visible(f.File))
		for k := range f.Units {
			u := &f.Units[k]
			if note := u.note(); note != "" {
				p.row("", "     ", fmt.Sprintf("%s:%d:%d  ", visible(f.File), u.Line, u.Column), visible(note))
			}
		}
	}
	if len(c.Files) != 1 {
		fmt.Fprintf(p, "coverage %s  of all\n", percentText(c.Percent))
	}
	fmt.Fprintln(p)
}

func percentText(percent float64) string { return fmt.Sprintf("%.1f%%", percent) }

// note says what no case brought about, and what is proved to be impossible; ""
// for a unit without either.
func (u *Unit) note() string {
	var parts []string
	if missing := u.Missing(); len(missing) > 0 {
		parts = append(parts, u.lacks(missing))
	}
	if never := u.never(); never != "" {
		parts = append(parts, never+": proved, not counted")
	}
	return strings.Join(parts, "; ")
}

// never says what is proved to be impossible.
func (u *Unit) never() string {
	switch {
	case len(u.Impossible) == 0:
		return ""
	case len(u.Impossible) == 2:
		return "condition is never tested"
	}
	return map[string]string{
		"ran": "rule can't run", "held": "condition can't hold", "failed": "condition always holds",
	}[u.Impossible[0]]
}

// lacks says what no case brought about.
func (u *Unit) lacks(missing []string) string {
	switch {
	case u.Kind == RuleUnit:
		return "rule never ran: " + u.Rule
	case u.Entered == 0:
		return "condition never entered"
	case len(missing) == 2:
		return "condition ended in an error each time"
	case missing[0] == "held":
		return "condition never held"
	}
	return "condition always held"
}

// visible keeps what a terminal would obey out of what it shows.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
