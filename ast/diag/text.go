package diag

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast"
)

// renderText writes findings for people: the place and the message, the source
// with carets under it, related places, the titles of fixes, and a summary.
func renderText(w io.Writer, files []File, opts Options) {
	t := textWriter{w: w, color: opts.Color, width: bounded(opts.Width, DefaultWidth)}
	shown, more := files, 0
	if opts.ShowAccepted {
		shown = slices.Clone(files)
		for i, f := range files {
			shown[i].Findings = f.merged()
		}
	}
	for _, f := range shown {
		more += len(f.Findings)
	}
	for f, d := range first(shown, opts.Max) {
		t.finding(f, d)
		more--
	}
	if more > 0 {
		fmt.Fprintf(w, "%s not shown\n\n", count(more, "more finding"))
	}
	fmt.Fprintln(w, t.paint(bold, summary(files)))
}

// bounded keeps the width in what makes sense: the renderer multiplies it.
func bounded(width, def int) int {
	if width <= 0 {
		return def
	}
	return min(width, 10_000)
}

type textWriter struct {
	w     io.Writer
	color bool
	width int
}

// The escape sequences of colours.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	cyan   = "\x1b[1;36m"
	blue   = "\x1b[1;34m"
	reset  = "\x1b[0m"
)

func (t *textWriter) paint(color, text string) string {
	if !t.color || text == "" {
		return text
	}
	return color + text + reset
}

func colorOf(s Severity) string {
	switch s {
	case Error:
		return red
	case Warning:
		return yellow
	case NoSeverity, Info, Hint:
	}
	return cyan
}

// finding writes one finding and an empty line.
func (t *textWriter) finding(f File, d Diagnostic) {
	src := f.Source
	color := colorOf(d.Severity)
	fmt.Fprintf(t.w, "%s: %s %s [%s]\n", t.paint(bold, address(src, d.Span)),
		t.paint(color, d.Severity.String()+":"), t.paint(bold, Visible(d.Message)), d.Code)
	digits := t.digits(src, d)
	t.source(src, d.Span, "^", color, digits)
	for _, r := range d.Related {
		fmt.Fprintf(t.w, "  see %s: %s\n", address(src, r.Span), Visible(r.Message))
		t.source(src, r.Span, "-", blue, digits)
	}
	if reason, ok := f.justification(d); ok {
		fmt.Fprintf(t.w, "  %s %s\n", t.paint(cyan, "accepted:"), Visible(reason))
	}
	for _, f := range d.Fixes {
		fmt.Fprintf(t.w, "  %s %s\n", t.paint(cyan, "fix:"), Visible(f.Title))
	}
	fmt.Fprintln(t.w)
}

func (t *textWriter) source(src *ast.Source, span ast.Span, mark, color string, digits int) {
	lines := excerpts(src, span, mark, max(t.width-digits-gutterWidth, leastWidth))
	io.WriteString(t.w, gutter(lines, digits, func(s string) string { return t.paint(color, s) }))
}

// digits is the width of the longest line number that the finding shows.
func (t *textWriter) digits(src *ast.Source, d Diagnostic) int {
	last := src.Place(max(d.From, d.To)).Line
	for _, r := range d.Related {
		last = max(last, src.Place(max(r.From, r.To)).Line)
	}
	return len(strconv.Itoa(last))
}

// address is name:line:column.
func address(src *ast.Source, span ast.Span) string {
	p := src.Place(span.From)
	return fmt.Sprintf("%s:%d:%d", Visible(src.Name), p.Line, p.Column)
}

// summary counts the findings: "2 errors, 1 warning in 2 files, 1 accepted".
func summary(files []File) string {
	accepted := 0
	for _, f := range files {
		accepted += len(f.Accepted)
	}
	if accepted > 0 {
		return fmt.Sprintf("%s, %d accepted", counted(files), accepted)
	}
	return counted(files)
}

// counted counts the findings that aren't accepted.
func counted(files []File) string {
	var counts [len(severityNames)]int
	with := 0
	for _, f := range files {
		if len(f.Findings) > 0 {
			with++
		}
		for _, d := range f.Findings {
			counts[d.Severity]++
		}
	}
	var parts []string
	for s := Error; int(s) < len(counts); s++ {
		if counts[s] > 0 {
			parts = append(parts, count(counts[s], s.String()))
		}
	}
	switch {
	case len(parts) == 0:
		return "no findings"
	case with > 1:
		return fmt.Sprintf("%s in %d files", strings.Join(parts, ", "), with)
	}
	return strings.Join(parts, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
