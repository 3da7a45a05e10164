package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
)

// excerpt is a source line with marks under a part of it.
type excerpt struct {
	line  int // 0 for a gap between lines
	text  string
	marks string
}

const (
	// Of a span over more lines, the first few and the last are shown.
	mostLines, headLines = 5, 2
	// What is cut off a long line.
	ellipsis = "…"
	// The columns that no source is shown in: blanks and the bar before it, and
	// room for an ellipsis on each side.
	gutterWidth = len("  | ") + 2
	// A narrow terminal shows at least as many columns of source.
	leastWidth = 20
)

// excerpts returns the lines of a span, marked with the given character.
func excerpts(src *ast.Source, span ast.Span, mark string, width int) []excerpt {
	first, last := src.Place(span.From).Line, src.Place(max(span.From, span.To)).Line
	if last > first && src.LineSpan(last).From >= span.To {
		last-- // the span ends with a line end
	}
	var out []excerpt
	for n := first; n <= last; n++ {
		if last-first >= mostLines && n == first+headLines {
			out = append(out, excerpt{})
			n = last
		}
		out = append(out, excerptOf(src, n, span, mark, width, n > first))
	}
	return out
}

// excerptOf marks what the span covers of one line; of a line after its first
// one without the blanks that indent it.
func excerptOf(src *ast.Source, n int, span ast.Span, mark string, width int, further bool) excerpt {
	at, line := src.LineSpan(n), src.Line(n)
	from := min(max(int(span.From-at.From), 0), len(line))
	to := min(max(int(span.To-at.From), from), len(line))
	if further {
		from = len(line) - len(strings.TrimLeft(line, " \t"))
		if from >= to {
			mark = ""
		}
	}
	v := window(line, from, to, width)
	return excerpt{n, v.text(), strings.TrimRight(v.marks(from, to, mark), " ")}
}

// view is the part of a line that is shown.
type view struct {
	cells             []cell
	cutLeft, cutRight bool
}

// window picks the cells of a line so that the start of the span is in sight, a
// third of the width from the left. It looks at few bytes of a line, however
// long that is.
func window(line string, from, to, width int) view {
	lo, hi := max(0, from-4*width), min(len(line), from+4*width)
	for lo > 0 && !utf8.RuneStart(line[lo]) && from-lo < 4*width+utf8.UTFMax {
		lo--
	}
	for hi < len(line) && !utf8.RuneStart(line[hi]) && hi-from < 4*width+utf8.UTFMax {
		hi++
	}
	all := cells(line, lo, hi)
	total, start := 0, 0
	for _, c := range all {
		if c.offset < from {
			start += c.width
		}
		total += c.width
	}
	v := view{cells: all, cutLeft: lo > 0, cutRight: hi < len(line)}
	if total > width {
		v.trim(max(0, min(start-width/3, total-width)), width)
	}
	return v
}

// trim keeps the cells of the columns from left on, width of them.
func (v *view) trim(left, width int) {
	var kept []cell
	column := 0
	for _, c := range v.cells {
		switch {
		case column < left:
			v.cutLeft = true
		case column+c.width > left+width:
			v.cutRight = true
		default:
			kept = append(kept, c)
		}
		column += c.width
	}
	v.cells = kept
}

func (v *view) text() string {
	var b strings.Builder
	if v.cutLeft {
		b.WriteString(ellipsis)
	}
	for _, c := range v.cells {
		b.WriteString(c.text)
	}
	if v.cutRight {
		b.WriteString(ellipsis)
	}
	return b.String()
}

// marks returns the line under the text: the mark in each column of the span,
// and in one at least.
func (v *view) marks(from, to int, mark string) string {
	var b strings.Builder
	if v.cutLeft {
		b.WriteString(" ")
	}
	marked := false
	for _, c := range v.cells {
		s := " "
		if c.offset >= from && c.offset < to {
			s = mark
			marked = marked || c.width > 0
		} else if c.offset >= to && !marked {
			b.WriteString(mark)
			return b.String()
		}
		b.WriteString(strings.Repeat(s, c.width))
	}
	if !marked {
		b.WriteString(mark)
	}
	return b.String()
}

// gutter writes excerpts with their line numbers.
func gutter(lines []excerpt, digits int, paint func(string) string) string {
	var b strings.Builder
	for _, l := range lines {
		if l.line == 0 {
			fmt.Fprintf(&b, " %s\n", strings.Repeat(".", digits))
			continue
		}
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf(" %*d | %s", digits, l.line, l.text), " "))
		if l.marks != "" {
			indent := len(l.marks) - len(strings.TrimLeft(l.marks, " "))
			fmt.Fprintf(&b, " %*s | %s%s\n", digits, "", l.marks[:indent], paint(l.marks[indent:]))
		}
	}
	return b.String()
}
