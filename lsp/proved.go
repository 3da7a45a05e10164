package lsp

import (
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// provedFindings are what a search found in a version of a policy. Until the next
// search they move with the text (V2.6).
type provedFindings struct {
	text  string
	found diag.List
}

// learn keeps what a search found beyond what was known.
func (w *workshop) learn(a *analysis, all diag.List) {
	known := map[ast.Span][]diag.Code{}
	for _, d := range a.found {
		known[d.Span] = append(known[d.Span], d.Code)
	}
	var proved diag.List
	for _, d := range all {
		if !slices.Contains(known[d.Span], d.Code) {
			proved = append(proved, d)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.proved = provedFindings{text: a.doc.Text, found: proved}
}

// with adds to findings those of the last search that lie outside of what changed
// since.
func (p provedFindings) with(found diag.List, d *document) diag.List {
	if len(p.found) == 0 {
		return found
	}
	head := commonPrefix(p.text, d.Text)
	tail := commonSuffix(p.text[head:], d.Text[head:])
	end, shift := len(p.text)-tail, len(d.Text)-len(p.text)
	out := slices.Clone(found)
	for _, f := range p.found {
		switch {
		case f.To.Offset() <= head:
		case f.From.Offset() >= end:
			f.Span = ast.Span{From: f.From + ast.Pos(shift), To: f.To + ast.Pos(shift)}
		default:
			continue
		}
		if p.text != d.Text {
			f.Fixes, f.Related = nil, nil
		}
		out = append(out, f)
	}
	return out.In(d.Source)
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
