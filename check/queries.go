package check

import (
	"errors"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/claim/catalog"
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
		r.quotedText(lit)
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
		if name := dashedName(lit.Value, fault.Offset); name != "" {
			d.Message = "query: found the name " + spell.Word(name) + `, expected \"` + spell.Word(name) + `\"`
		}
		d.Fixes = queryFixes(lit, fault)
	}
	r.report(d)
}

// queryFixes repairs the slips that queries of published policies have, where
// that gives a valid query, and misspelt functions.
func queryFixes(lit *ast.StringLit, fault *jmespath.SyntaxError) []diag.Fix {
	found := lit.Value[fault.Offset:fault.End]
	if fault.Class == jmespath.UnknownFunction {
		if name := spell.Closest(found, jmespath.FunctionNames()); name != "" {
			return []diag.Fix{replace(lit.SpanOf(fault.Offset, fault.End), name)}
		}
		return nil
	}
	slips := querySlips(lit.Value)
	if !valid(lit.Value, slips) {
		return nil
	}
	fix := diag.Fix{Title: slips[0].title}
	for _, e := range slips {
		if e.title != fix.Title {
			fix.Title = "write it as JMESPath"
		}
		fix.Edits = append(fix.Edits, diag.Edit{Span: lit.SpanOf(e.from, e.to), NewText: escaped.Replace(e.text)})
	}
	return []diag.Fix{fix}
}

// dashedName is the name with a dash that a fault stands in, "" if it's none.
func dashedName(query string, fault int) string {
	for _, e := range querySlips(query) {
		if name := query[e.from:e.to]; e.from <= fault && fault < e.to && strings.Contains(e.text, "-") && isWord(name[0]) && !isDigit(name[0]) {
			return name
		}
	}
	return ""
}

// escaped writes text of a query as it stands in a string of the policy (L1.4).
var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// queryEdit replaces bytes of a query.
type queryEdit struct {
	from, to int
	text     string
	title    string // of a fix that does this alone
}

// querySlips are the edits that make JMESPath of what people write for it: "=",
// numbers without backquotes right of a comparison, names with a dash without
// quotes.
func querySlips(query string) (edits []queryEdit) {
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case strings.IndexByte("'\"`", c) >= 0:
			i = closing(query, i)
		case isWord(c) && !isDigit(c):
			n := nameLen(query[i:])
			if name := query[i : i+n]; strings.Contains(name, "-") {
				edits = append(edits, queryEdit{i, i + n, `"` + name + `"`, "put the names in quotes"})
			}
			i += n - 1
		case c == '=' && !strings.HasPrefix(query[i+1:], "=") && (i == 0 || strings.IndexByte("=!<>", query[i-1]) < 0):
			edits = append(edits, queryEdit{i, i + 1, "==", `replace "=" with "=="`})
			edits = append(edits, bareNumber(query, i+1)...)
		case c == '=' || c == '<' || c == '>':
			edits = append(edits, bareNumber(query, i+1)...)
		}
	}
	return edits
}

// nameLen is the length of a name, with dashes inside it.
func nameLen(s string) int {
	n := 0
	for n < len(s) && (isWord(s[n]) || s[n] == '-' && n+1 < len(s) && isWord(s[n+1])) {
		n++
	}
	return n
}

// bareNumber is the edit that makes a literal of a number at a place, if there is
// one: `PcrIndex == 20` is no JMESPath.
func bareNumber(query string, from int) []queryEdit {
	for from < len(query) && query[from] == ' ' {
		from++
	}
	to := from
	for to < len(query) && (isDigit(query[to]) || to == from && query[to] == '-') {
		to++
	}
	if to == from || !isDigit(query[to-1]) {
		return nil
	}
	return []queryEdit{{from, to, "`" + query[from:to] + "`", "put backquotes around the numbers"}}
}

// quotedText warns of names in double quotes right of a comparison that are no known
// field: they are hardly ever meant as one. Text stands in single quotes (L7.1).
func (r *ruleCheck) quotedText(lit *ast.StringLit) {
	query := lit.Value
	for i := 0; i+1 < len(query); i++ {
		if strings.IndexByte("'\"`", query[i]) >= 0 {
			i = closing(query, i)
			continue
		}
		if op := query[i : i+2]; op != "==" && op != "!=" {
			continue
		}
		from := len(query) - len(strings.TrimLeft(query[i+2:], " "))
		i++
		if from >= len(query) || query[from] != '"' {
			continue
		}
		to := min(closing(query, from)+1, len(query))
		if rest := strings.TrimLeft(query[to:], " "); rest != "" && strings.IndexByte(".[(", rest[0]) >= 0 {
			continue // a field of a field
		}
		r.quotedName(lit, from, to)
		i = to - 1
	}
}

func (r *ruleCheck) quotedName(lit *ast.StringLit, from, to int) {
	name := strings.Trim(lit.Value[from:to], `"`)
	if catalog.IsField(name) {
		return
	}
	d := queryName.At(lit.SpanOf(from, to), `query: found the field %s, expected text in single quotes`, spell.Quote(name))
	if !strings.ContainsAny(name, `'\`) {
		text := "'" + name + "'"
		d.Fixes = []diag.Fix{diag.Replace("replace with "+text, lit.SpanOf(from, to), text)}
	}
	r.report(d)
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
