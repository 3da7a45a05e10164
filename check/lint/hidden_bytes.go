package lint

import (
	"slices"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

var hiddenBytes = &diag.Page{
	Code: "MAA3050", Name: "HiddenBytes", Title: `bytes that count for the hash and are not seen`,
	Severity: diag.Info, Clauses: []string{"L1.1", "L8.1", "T2.4"}, Since: "0.1.0",
	Why: `A policy's identity is its bytes. Carriage returns, blanks at the ends of lines and no-break spaces in comments change its hash without anybody seeing a difference, and editors add and drop them.`,
	Bad: `version=1.0;
authorizationrules{
  // no` + "\u00A0" + `debugger
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	Good: `version=1.0;
authorizationrules{
  // no debugger
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
}

// hidden are places of a kind of bytes that nobody sees, with the edits that do
// without them.
type hidden struct {
	one, many string
	edits     []diag.Edit
}

// hiddenPlaces reports the bytes that nobody sees, once for each kind.
func hiddenPlaces(p *policy) {
	for _, h := range []hidden{p.carriageReturns(), p.blanksAtEnds(), p.noBreakSpaces()} {
		if len(h.edits) == 0 {
			continue
		}
		d := hiddenBytes.At(h.edits[0].Span, "found %d %s, expected none", len(h.edits), h.many)
		if len(h.edits) == 1 {
			d.Message = "found " + h.one + ", expected none"
		}
		if p.Checked != nil && len(h.edits) <= mostHidden {
			d.Fixes = []diag.Fix{{Title: "remove all " + h.many, Safe: true, Edits: h.edits}}
		}
		p.report(d)
	}
}

// mostHidden bounds the edits of a fix.
const mostHidden = 20_000

// carriageReturns are those outside of strings. One that stands alone between tokens
// becomes a line feed, so that these stay apart; in a comment it goes, so that the
// comment stays one.
func (p *policy) carriageReturns() hidden {
	h := hidden{one: "a carriage return", many: "carriage returns"}
	text := p.Source.Text
	if strings.IndexByte(text, '\r') < 0 {
		return h
	}
	strs, comments := p.strings(), p.comments()
	for i := range len(text) {
		if text[i] != '\r' || strs.has(i) {
			continue
		}
		instead := ""
		if next := i + 1; (next == len(text) || text[next] != '\n') && !comments.has(i) {
			instead = "\n"
		}
		h.edits = append(h.edits, edit(i, i+1, instead))
	}
	return h
}

// blanksAtEnds are the blanks before the ends of lines.
func (p *policy) blanksAtEnds() hidden {
	h := hidden{one: "blanks at the end of a line", many: "lines with blanks at their ends"}
	at := 0
	for line := range strings.Lines(p.Source.Text) {
		text := strings.TrimRight(line, "\r\n")
		if kept := len(strings.TrimRight(text, " \t")); kept < len(text) {
			h.edits = append(h.edits, edit(at+kept, at+len(text), ""))
		}
		at += len(line)
	}
	if len(h.edits) > 0 {
		strs := p.strings()
		h.edits = slices.DeleteFunc(h.edits, func(e diag.Edit) bool { return strs.has(e.From.Offset()) })
	}
	return h
}

// noBreakSpaces are those in comments.
func (p *policy) noBreakSpaces() hidden {
	const space = "\u00A0"
	h := hidden{one: "a no-break space in a comment", many: "no-break spaces in comments"}
	for _, c := range p.Tree.Comments {
		for from := 0; ; {
			i := strings.Index(c.Text[from:], space)
			if i < 0 {
				break
			}
			at := c.From.Offset() + from + i
			h.edits = append(h.edits, edit(at, at+len(space), " "))
			from += i + len(space)
		}
	}
	return h
}

func edit(from, to int, text string) diag.Edit {
	return diag.Edit{Span: ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)}, NewText: text}
}

// spans are places in the text, in order, that don't overlap.
type spans []ast.Span

// has reports whether an offset lies in one of them.
func (s spans) has(offset int) bool {
	at := ast.PosAt(offset)
	i, found := slices.BinarySearchFunc(s, at, func(x ast.Span, at ast.Pos) int { return int(x.From - at) })
	return found || i > 0 && at < s[i-1].To
}

// strings are the places of the strings of the policy.
func (p *policy) strings() spans {
	var out spans
	ast.Walk(p.Tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.StringLit); ok {
			out = append(out, lit.Span)
		}
		return true
	})
	return out
}

// comments are the places of its comments.
func (p *policy) comments() spans {
	var out spans
	for _, c := range p.Tree.Comments {
		out = append(out, c.Span)
	}
	return out
}
