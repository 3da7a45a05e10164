package check

import (
	"errors"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/jmespath"
	"github.com/assay-policy/assay/internal/spell"
)

// query checks a literal query (L7.4). A fault
// is reported at its place inside the string.
func (r *ruleCheck) query(lit *ast.StringLit) {
	if lit == nil {
		return
	}
	_, err := jmespath.Compile(lit.Value)
	if err == nil {
		return
	}
	d := literalQuery.At(lit.Span, "query: %s", err)
	var fault *jmespath.SyntaxError
	if errors.As(err, &fault) {
		d.Message = "query: " + fault.Message
		if lit.Value != "" { // else the whole literal
			d.Span = lit.SpanOf(fault.Offset, fault.End)
		}
		if fault.Class == jmespath.UnknownFunction {
			d.Message = "query: unknown function " + spell.Quote(lit.Value[fault.Offset:fault.End])
		}
		d.Fixes = queryFixes(lit, fault)
	}
	r.report(d)
}

// queryFixes mends the slips that queries of published policies have, where
// that gives a valid query, and misspelt functions.
func queryFixes(lit *ast.StringLit, fault *jmespath.SyntaxError) []diag.Fix {
	found := lit.Value[fault.Offset:fault.End]
	if fault.Class == jmespath.UnknownFunction {
		if name := spell.Closest(found, jmespath.FunctionNames()); name != "" {
			return []diag.Fix{replace(lit.SpanOf(fault.Offset, fault.End), name)}
		}
		return nil
	}
	edits := bareNumbers(lit.Value)
	if !valid(lit.Value, edits) {
		return nil
	}
	fix := diag.Fix{Title: "put backquotes round the numbers"}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, diag.Edit{Span: lit.SpanOf(e.from, e.to), NewText: e.text})
	}
	return []diag.Fix{fix}
}

// queryEdit replaces bytes of a query.
type queryEdit struct {
	from, to int
	text     string
}

// bareNumbers are the edits that make literals of the numbers right of a
// comparison: `PcrIndex == 20` is no JMESPath.
func bareNumbers(query string) []queryEdit {
	var edits []queryEdit
	for i := 0; i < len(query); i++ {
		if strings.IndexByte("'\"`", query[i]) >= 0 {
			i = closing(query, i)
			continue
		}
		if query[i] != '=' && query[i] != '<' && query[i] != '>' {
			continue
		}
		from := i + 1
		for from < len(query) && query[from] == ' ' {
			from++
		}
		to := from
		for to < len(query) && (isDigit(query[to]) || to == from && query[to] == '-') {
			to++
		}
		if to > from && isDigit(query[to-1]) {
			edits = append(edits, queryEdit{from, to, "`" + query[from:to] + "`"})
		}
	}
	return edits
}

// closing returns the index of the delimiter that ends what the one at i
// begins, or the last index.
func closing(query string, i int) int {
	quote := query[i]
	for i++; i < len(query) && query[i] != quote; i++ {
		if query[i] == '\\' {
			i++
		}
	}
	return i
}

// valid reports whether edits make a query valid.
func valid(query string, edits []queryEdit) bool {
	if len(edits) == 0 {
		return false
	}
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(query[at:e.from] + e.text)
		at = e.to
	}
	b.WriteString(query[at:])
	_, err := jmespath.Compile(b.String())
	return err == nil
}
