package grammar

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// Text that was copied in another form than a policy has is reported as a whole,
// with one fix for all of it: taken word by word it would give a finding for each.

// form is another form of a policy's text.
type form struct {
	name  string // what was found
	title string // of the fix
	// edits are the changes that make the policy of it.
	edits func(l *lexed) []diag.Edit
}

var (
	htmlForm = form{"HTML-escaped text, expected the text itself", "unescape the text", htmlEdits}
	jsonForm = form{"JSON-escaped text, expected the text itself", "unescape the text", jsonEdits}
	wideForm = form{"full-width characters, expected those of ASCII", "replace the full-width characters", wideEdits}
)

// fewestWide is how many full-width characters make it the form of the text. Fewer
// are slips, each with its own finding.
const fewestWide = 3

// formOf says which other form the tokens of a text show, false for none.
func formOf(l *lexed) (form, bool) {
	wide := 0
	if t := l.tokens[0]; t.kind == kindString && strings.Contains(t.text, `\`) {
		return jsonForm, true // the whole policy in quotes
	}
	for _, t := range l.tokens {
		switch {
		case t.kind != kindIllegal:
		case t.text == `\`:
			return jsonForm, true
		case t.text == "&" && entityLen(l.text[t.from:]) > 0:
			return htmlForm, true
		case narrow(t.text) != "":
			if wide++; wide == fewestWide {
				return wideForm, true
			}
		}
	}
	return form{}, false
}

// pasted reports a text of another form, if it has fewer errors in ours.
func pasted(l *lexed, found diag.List, opts Options) (diag.Diagnostic, bool) {
	f, ok := formOf(l)
	if !ok {
		return diag.Diagnostic{}, false
	}
	edits := f.edits(l)
	fixed, made := diag.Apply(l.text, diag.Fix{Edits: edits})
	if made == 0 || len(fixed) > opts.MaxText {
		return diag.Diagnostic{}, false
	}
	_, _, left := new(Cache).read(ast.NewSource("", fixed), opts)
	if errorsIn(left) >= errorsIn(found) {
		return diag.Diagnostic{}, false
	}
	d := illegalCharacter.At(edits[0].Span, "found %s", f.name)
	if len(edits) <= mostEdits {
		d.Fixes = []diag.Fix{{Title: f.title, Edits: edits}}
	} else {
		whole := ast.Span{From: ast.PosAt(0), To: ast.PosAt(len(l.text))}
		d.Fixes = []diag.Fix{diag.Replace(f.title, whole, fixed)}
	}
	return d, true
}

func errorsIn(l diag.List) (n int) {
	for _, d := range l {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

// rewrite makes an edit of bytes.
func rewrite(from, to int, text string) diag.Edit {
	return diag.Edit{Span: ast.Span{From: ast.PosAt(from), To: ast.PosAt(to)}, NewText: text}
}

// entities are those that escaping uses; others stand for no sign of a policy.
var entities = map[string]string{"quot": `"`, "gt": ">", "lt": "<", "amp": "&", "apos": "'", "nbsp": " "}

// entityLen is the length of the entity at the start of a text, 0 without.
func entityLen(s string) int {
	const longest = len("&#x0000;")
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 || entity(s[:end+1]) == "" {
		return 0
	}
	return end + 1
}

// entity is what "&name;" or "&#34;" stands for, "" if that is no ASCII.
func entity(s string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(s, "&"), ";")
	number, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return entities[name]
	}
	base := 10
	if hex := strings.TrimLeft(number, "xX"); hex != number {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 7)
	if err != nil || n < ' ' {
		return ""
	}
	return string(rune(n))
}

func htmlEdits(l *lexed) (edits []diag.Edit) {
	for i := 0; i < len(l.text); i++ {
		if n := entityLen(l.text[i:]); l.text[i] == '&' && n > 0 {
			edits = append(edits, rewrite(i, i+n, entity(l.text[i:i+n])))
			i += n - 1
		}
	}
	return edits
}

// jsonEscapes are the escapes of JSON but for \uXXXX (RFC 8259, section 7).
var jsonEscapes = map[byte]string{'"': `"`, '\\': `\`, '/': "/", 'n': "\n", 'r': "\r", 't': "\t", 'b': "\b", 'f': "\f"}

func jsonEdits(l *lexed) (edits []diag.Edit) {
	from, to := 0, len(l.text)
	trimmed := strings.TrimSpace(l.text)
	if len(trimmed) > 1 && trimmed[0] == '"' && trimmed[len(trimmed)-1] == '"' { // the string as a whole
		from = strings.IndexByte(l.text, '"')
		to = from + len(trimmed) - 1
		edits = append(edits, rewrite(from, from+1, ""))
		from++
	}
	for i := from; i+1 < to; i++ {
		if l.text[i] != '\\' {
			continue
		}
		if text := jsonEscapes[l.text[i+1]]; text != "" {
			edits = append(edits, rewrite(i, i+2, text))
			i++
		} else if n, err := strconv.ParseUint(l.text[min(i+2, to):min(i+6, to)], 16, 16); err == nil && l.text[i+1] == 'u' {
			edits = append(edits, rewrite(i, i+6, string(rune(n))))
			i += 5
		}
	}
	if from > 0 && to < len(l.text) && l.text[to] == '"' {
		edits = append(edits, rewrite(to, to+1, ""))
	}
	return edits
}

// narrow is the sign or word of ASCII that a full-width character stands for, ""
// if it is none.
func narrow(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case n < len(s):
		return ""
	case r >= 0xFF01 && r <= 0xFF5E:
		return string(r - 0xFF01 + '!')
	case r == 0x3000:
		return " "
	case r == 0x3001, r == 0x3010, r == 0x3011:
		return otherSigns[s]
	}
	return ""
}

// wideEdits are those of all full-width characters outside of strings and comments,
// and of the full-width quotes around strings.
func wideEdits(l *lexed) (edits []diag.Edit) {
	at := 0
	fold := func(to int) {
		for at < to {
			_, n := utf8.DecodeRuneInString(l.text[at:])
			if text := narrow(l.text[at : at+n]); text != "" {
				edits = append(edits, rewrite(at, at+n, text))
			}
			at += n
		}
	}
	comments := l.comments
	skip := func(to int) {
		for len(comments) > 0 && comments[0].From.Offset() < to {
			fold(comments[0].From.Offset())
			at = comments[0].To.Offset()
			comments = comments[1:]
		}
		fold(to)
	}
	for _, t := range l.tokens {
		if t.kind != kindString {
			continue
		}
		skip(t.from)
		inside := strings.TrimSuffix(strings.TrimPrefix(t.text, "\uFF02"), "\uFF02")
		from := t.from + len(t.text) - len(strings.TrimPrefix(t.text, "\uFF02"))
		fold(from)
		at = from + len(inside)
		fold(t.to())
	}
	skip(len(l.text))
	return edits
}

// envelope reports a policy that is packed for the service (S4.1), which the
// command unpacks: base64 in three parts, of which the first begins with a brace.
func envelope(text string) (diag.Diagnostic, bool) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(text, ast.BOM))
	packed := strings.HasPrefix(trimmed, "eyJ") && strings.Count(trimmed, ".") == 2 &&
		strings.IndexFunc(trimmed, func(r rune) bool { return !strings.ContainsRune("-_=.", r) && (r > 'z' || !isWord(byte(r))) }) < 0
	if !packed {
		return diag.Diagnostic{}, false
	}
	from := strings.Index(text, trimmed)
	at := ast.Span{From: ast.PosAt(from), To: ast.PosAt(from + len(trimmed))}
	return badHeader.At(at, "found a policy envelope, expected the policy inside"), true
}
