package diag_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
)

// marked takes the marks ‹ and › out of a text and returns the span between.
func marked(t *testing.T, text string) (*ast.Source, ast.Span) {
	t.Helper()
	before, rest, ok := strings.Cut(text, "‹")
	inside, after, ok2 := strings.Cut(rest, "›")
	if !ok || !ok2 {
		t.Fatalf("no marks in %q", text)
	}
	return ast.NewSource("p.maa", before+inside+after), at(len(before), len(before)+len(inside))
}

func render(t *testing.T, format diag.Format, opts diag.Options, files ...diag.File) string {
	t.Helper()
	var b bytes.Buffer
	opts.Registry = pages
	if err := diag.Render(&b, format, files, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTextSource: where the carets stand under the source.
func TestTextSource(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"a token", "version=1.0;\n  [type‹=›\"a\"]\n", `
p.maa:2:8: error: x [MAA1003]
 2 |   [type="a"]
   |        ^
`},
		{"several columns", "‹Version›=1.0;", `
p.maa:1:1: error: x [MAA1003]
 1 | Version=1.0;
   | ^^^^^^^
`},
		{"an empty span", "a‹›b", `
p.maa:1:2: error: x [MAA1003]
 1 | ab
   |  ^
`},
		{"at the end of a line", "=> permit()‹›\n};", `
p.maa:1:12: error: x [MAA1003]
 1 | => permit()
   |            ^
`},
		{"at the end of the text", "=> permit()‹›", `
p.maa:1:12: error: x [MAA1003]
 1 | => permit()
   |            ^
`},
		{"behind the last line end", "};\n‹›", `
p.maa:2:1: error: x [MAA1003]
 2 |
   | ^
`},
		{"empty text", "‹›", `
p.maa:1:1: error: x [MAA1003]
 1 |
   | ^
`},
		{"the line end itself", "ab‹\n›cd", `
p.maa:1:3: error: x [MAA1003]
 1 | ab
   |   ^
`},
		{"CRLF", "a\r\n  [type‹=›\"a\"]\r\nb", `
p.maa:2:8: error: x [MAA1003]
 2 |   [type="a"]
   |        ^
`},
		{"the line end itself, CRLF", "ab‹\r\n›cd", `
p.maa:1:3: error: x [MAA1003]
 1 | ab
   |   ^
`},
		{"a CR alone", "a\r‹b›", `
p.maa:1:3: error: x [MAA1003]
 1 | a<U+000D>b
   |          ^
`},
		{"tabs", "\t[a]\t‹=›", `
p.maa:1:6: error: x [MAA1003]
 1 |     [a] =
   |         ^
`},
		{"a tab in the span", "a‹\t\tb›c", `
p.maa:1:2: error: x [MAA1003]
 1 | a       bc
   |  ^^^^^^^^
`},
		{"wide characters before", "// 証明 ‹x›", `
p.maa:1:7: error: x [MAA1003]
 1 | // 証明 x
   |         ^
`},
		{"wide characters in the span", "[‹“証明”›]", `
p.maa:1:2: error: x [MAA1003]
 1 | [“証明”]
   |  ^^^^^^
`},
		{"full-width quotes", "type==‹＂a＂›;", `
p.maa:1:7: error: x [MAA1003]
 1 | type==＂a＂;
   |       ^^^^^
`},
		{"Hangul in parts", "\u1100\u1161\u11a8‹x›", `
p.maa:1:4: error: x [MAA1003]
 1 | ` + "\u1100\u1161\u11a8" + `x
   |   ^
`},
		{"combining marks", "e\u0301\u0323‹x›", `
p.maa:1:4: error: x [MAA1003]
 1 | ` + "e\u0301\u0323" + `x
   |  ^
`},
		{"a combining mark alone", "e‹\u0301›x", `
p.maa:1:2: error: x [MAA1003]
 1 | ` + "e\u0301" + `x
   |  ^
`},
		{"emoji", "🔒‹x›", `
p.maa:1:2: error: x [MAA1003]
 1 | 🔒x
   |   ^
`},
		{"an emoji by its variation selector", "❤\uFE0F‹x›", `
p.maa:1:3: error: x [MAA1003]
 1 | ` + "❤\uFE0F" + `x
   |   ^
`},
		{"a skin tone", "👍🏽‹x›", `
p.maa:1:3: error: x [MAA1003]
 1 | 👍🏽x
   |   ^
`},
		{"joined emoji are shown apart", "👩\u200D💻‹x›", `
p.maa:1:4: error: x [MAA1003]
 1 | 👩<U+200D>💻x
   |             ^
`},
		{"byte order mark", "‹\uFEFF›version=1.0;", `
p.maa:1:1: error: x [MAA1003]
 1 | <U+FEFF>version=1.0;
   | ^^^^^^^^
`},
		{"behind a byte order mark", "\uFEFF‹version›=1.0;", `
p.maa:1:1: error: x [MAA1003]
 1 | <U+FEFF>version=1.0;
   |         ^^^^^^^
`},
		{"escape sequence of a terminal", "// \x1b[2J\x07‹x›", `
p.maa:1:9: error: x [MAA1003]
 1 | // <U+001B>[2J<U+0007>x
   |                       ^
`},
		{"8-bit escape sequence", "// \u009b31m‹x›", `
p.maa:1:8: error: x [MAA1003]
 1 | // <U+009B>31mx
   |               ^
`},
		{"text that runs backwards", "// \u202e‹x›\u2066", `
p.maa:1:5: error: x [MAA1003]
 1 | // <U+202E>x<U+2066>
   |            ^
`},
		{"invisible blank", "type‹\u00a0›== 1", `
p.maa:1:5: error: x [MAA1003]
 1 | type<U+00A0>== 1
   |     ^^^^^^^^
`},
		{"line separator", "a\u2028‹b›", `
p.maa:1:3: error: x [MAA1003]
 1 | a<U+2028>b
   |          ^
`},
		{"invalid UTF-8", "a‹\xff\x80›b\xe8\xa8", `
p.maa:1:2: error: x [MAA1003]
 1 | a<0xFF><0x80>b<0xE8><0xA8>
   |  ^^^^^^^^^^^^
`},
		{"over two lines", "a ‹b\n  c› d", `
p.maa:1:3: error: x [MAA1003]
 1 | a b
   |   ^
 2 |   c d
   |   ^
`},
		{"over lines with an empty one", "‹a\n\n\t b\n›c", `
p.maa:1:1: error: x [MAA1003]
 1 | a
   | ^
 2 |
 3 |      b
   |      ^
`},
		{"over five lines", "‹1\n2\n3\n4\n5›", `
p.maa:1:1: error: x [MAA1003]
 1 | 1
   | ^
 2 | 2
   | ^
 3 | 3
   | ^
 4 | 4
   | ^
 5 | 5
   | ^
`},
		{"over many lines", "‹1\n2\n3\n4\n5\n6\n7\n8\n9\n10›", `
p.maa:1:1: error: x [MAA1003]
  1 | 1
    | ^
  2 | 2
    | ^
 ..
 10 | 10
    | ^^
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src, span := marked(t, tt.text)
			f := diag.File{Source: src, Findings: diag.List{finding("MAA1003", span, "x")}}
			got := render(t, diag.Text, diag.Options{}, f)
			if diff := cmp.Diff(tt.want[1:]+"\n1 error\n", got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTextWindow: of a long line the part round the span is shown.
func TestTextWindow(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("1234567890", 100)
	tests := []struct{ name, text, want string }{
		{"fits", "12345678901234567890123456789‹0›", `
 1 | 123456789012345678901234567890
   |                              ^
`},
		{"at the start", "‹12›" + digits, `
 1 | 121234567890123456789012345678…
   | ^^
`},
		{"in the middle", digits + "‹xx›" + digits, `
 1 | …1234567890xx123456789012345678…
   |            ^^
`},
		{"at the end", digits + "‹xx›", `
 1 | …3456789012345678901234567890xx
   |                              ^^
`},
		{"behind the end", digits + "‹›", `
 1 | …123456789012345678901234567890
   |                                ^
`},
		{"longer than the window", digits + "‹" + digits + "›" + digits, `
 1 | …123456789012345678901234567890…
   |            ^^^^^^^^^^^^^^^^^^^^
`},
		{"wide characters", strings.Repeat("証明", 200) + "‹x›" + strings.Repeat("明", 200), `
 1 | …明証明証明x明明明明明明明明明…
   |            ^
`},
		{"nothing but marks", "a" + strings.Repeat("\u0301", 5000) + "‹x›", `
 1 | …` + strings.Repeat("\u0301", 60) + `x
   |  ^
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src, span := marked(t, tt.text)
			f := diag.File{Source: src, Findings: diag.List{finding("MAA1003", span, "x")}}
			_, got, _ := strings.Cut(render(t, diag.Text, diag.Options{Width: 37}, f), "\n")
			if diff := cmp.Diff(tt.want[1:]+"\n1 error\n", got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTextKeepsToTheWidth: no line of source is wider than the terminal, so
// that marks stay under their place.
func TestTextKeepsToTheWidth(t *testing.T) {
	t.Parallel()
	line := strings.Repeat(`[type=="証明", value==1] && `, 40)
	text := strings.Repeat("\n", 1233) + line + "\n" + line
	for _, width := range []int{30, 80, 132} {
		for at := range len(line) {
			span := ast.Span{From: ast.PosAt(1233 + at), To: ast.PosAt(1233 + at + 200)}
			d := finding("MAA1003", span, "x")
			got := render(t, diag.Text, diag.Options{Width: width}, diag.File{Source: ast.NewSource("p.maa", text), Findings: diag.List{d}})
			for l := range strings.Lines(got) {
				l = strings.TrimSuffix(l, "\n")
				if columns := utf8.RuneCountInString(l) + strings.Count(l, "証") + strings.Count(l, "明"); columns > width && strings.Contains(l, "|") {
					t.Fatalf("byte %d: %d columns, want %d at most: %s", at, columns, width, l)
				}
			}
		}
	}
}

// TestTextFinding: the parts of a finding, and the files in order.
func TestTextFinding(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("b.maa", "version=1.0;\nauthorizationrules{\n  ![type==\"a\"] => permit();\n};\n")
	later := finding("MAA4002", at(35, 36), `"!" needs version 1.2, this policy is 1.0`)
	later.Related = []diag.Related{{Span: at(8, 11), Message: "the version"}}
	later.Fixes = []diag.Fix{diag.Replace("set version 1.2", at(8, 11), "1.2"), diag.Replace(`remove "!"`, at(35, 36), "")}
	note := finding("MAA4003", at(13, 31), "unusual")
	hint := diag.Diagnostic{Code: "MAA3001", Severity: diag.Hint, Span: at(0, 0), Message: "a hint"}
	mark := finding("MAA1021", at(0, 3), "found a mark")
	got := render(t, diag.Text, diag.Options{},
		diag.File{Source: src, Findings: diag.List{later, note, hint, later}},
		diag.File{Source: ast.NewSource("c.maa", "")},
		diag.File{Source: ast.NewSource("a.maa", "\uFEFF"), Findings: diag.List{mark}})
	const want = `a.maa:1:1: warning: found a mark [MAA1021]
 1 | <U+FEFF>
   | ^^^^^^^^

b.maa:1:1: hint: a hint [MAA3001]
 1 | version=1.0;
   | ^

b.maa:2:1: info: unusual [MAA4003]
 2 | authorizationrules{
   | ^^^^^^^^^^^^^^^^^^

b.maa:3:3: error: "!" needs version 1.2, this policy is 1.0 [MAA4002]
 3 |   ![type=="a"] => permit();
   |   ^
  see b.maa:1:9: the version
 1 | version=1.0;
   |         ---
  fix: set version 1.2
  fix: remove "!"

1 error, 1 warning, 1 info, 1 hint in 2 files
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTextGutter: all places of a finding share one gutter.
func TestTextGutter(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", strings.Repeat("\n", 9)+"ab")
	d := finding("MAA2002", at(0, 0), "twice")
	d.Related = []diag.Related{{Span: at(9, 11), Message: "first"}}
	const want = `p.maa:1:1: error: twice [MAA2002]
  1 |
    | ^
  see p.maa:10:1: first
 10 | ab
    | --

1 error
`
	if diff := cmp.Diff(want, render(t, diag.Text, diag.Options{}, diag.File{Source: src, Findings: diag.List{d}})); diff != "" {
		t.Error(diff)
	}
}

func TestTextNone(t *testing.T) {
	t.Parallel()
	for _, files := range [][]diag.File{nil, {{Source: ast.NewSource("p.maa", "x")}}} {
		if got := render(t, diag.Text, diag.Options{}, files...); got != "no findings\n" {
			t.Errorf("got %q", got)
		}
	}
}

// TestL10_3TextMax: text stops after a number of findings, but counts all.
func TestL10_3TextMax(t *testing.T) {
	t.Parallel()
	file := func(n int) diag.File {
		return diag.File{Source: ast.NewSource("p.maa", strings.Repeat("=", n)), Findings: many(n)}
	}
	for _, tt := range []struct {
		name     string
		max, n   int
		shown    int
		wantTail string
	}{
		{"under the default", 0, 3, 3, "\n\n3 errors\n"},
		{"at the default", 0, 1000, 1000, "\n\n1000 errors\n"},
		{"over the default", 0, 1234, 1000, "\n\n234 more findings not shown\n\n1234 errors\n"},
		{"a limit", 2, 5, 2, "\n\n3 more findings not shown\n\n5 errors\n"},
		{"no limit", -1, 1500, 1500, "\n\n1500 errors\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := render(t, diag.Text, diag.Options{Max: tt.max}, file(tt.n))
			if n := strings.Count(got, "[MAA1003]"); n != tt.shown {
				t.Errorf("%d findings shown, want %d", n, tt.shown)
			}
			if !strings.HasSuffix(got, tt.wantTail) {
				t.Errorf("got the end %q, want %q", got[max(0, len(got)-60):], tt.wantTail)
			}
		})
	}
	two := render(t, diag.Text, diag.Options{Max: 3}, file(2), file(2))
	if n := strings.Count(two, "[MAA1003]"); n != 3 || !strings.Contains(two, "1 more finding not shown") {
		t.Errorf("the limit is for all files: %d findings shown, want 3", n)
	}
}

// TestTextColor: colour changes nothing but colour.
func TestTextColor(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("p.maa", "version=2.0;")
	d := finding("MAA4001", at(8, 11), "unknown version 2.0")
	d.Related = []diag.Related{{Span: at(0, 7), Message: "here"}}
	d.Fixes = []diag.Fix{diag.Replace("set version 1.2", at(8, 11), "1.2")}
	f := diag.File{Source: src, Findings: diag.List{d, finding("MAA1021", at(0, 0), "m"), finding("MAA4003", at(0, 0), "n")}}
	plain, colored := render(t, diag.Text, diag.Options{}, f), render(t, diag.Text, diag.Options{Color: true}, f)
	for _, want := range []string{
		"\x1b[1;31merror:\x1b[0m", "\x1b[1;33mwarning:\x1b[0m", "\x1b[1;36minfo:\x1b[0m",
		"\x1b[1mp.maa:1:9\x1b[0m", "   |         \x1b[1;31m^^^\x1b[0m\n", "\x1b[1;34m-------\x1b[0m",
	} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
	for _, sequence := range []string{"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"} {
		colored = strings.ReplaceAll(colored, sequence, "")
	}
	if diff := cmp.Diff(plain, colored); diff != "" {
		t.Error(diff)
	}
}

// TestTextIsSafe: nothing from outside reaches the terminal as a control
// character: not the name, the message, a title, nor the text.
func TestTextIsSafe(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;owned\x07\u202e\u009b2J\r\x00\xff"
	d := finding("MAA1003", at(3, 5), "found %s", evil)
	d.Related = []diag.Related{{Span: at(0, 9), Message: evil}}
	d.Fixes = []diag.Fix{diag.Insert(evil, 1, evil)}
	got := render(t, diag.Text, diag.Options{}, diag.File{Source: ast.NewSource(evil, evil), Findings: diag.List{d}})
	for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u009b", "\r", "\x00", "\xff"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q gets through: %q", bad, got)
		}
	}
	if !strings.HasPrefix(got, "<U+001B>]0;owned<U+0007><U+202E><U+009B>2J<U+000D><U+0000><0xFF>:1:4: error: found <U+001B>]") {
		t.Errorf("got %q", got)
	}
}

func TestRenderErrors(t *testing.T) {
	t.Parallel()
	err := diag.Render(&bytes.Buffer{}, "xml", nil, diag.Options{})
	if want := `found format "xml", expected "text", "json", "sarif" or "github"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	broken := errors.New("disk full")
	files := []diag.File{{Source: ast.NewSource("p", strings.Repeat("=", 500)), Findings: many(500)}}
	for _, format := range []diag.Format{diag.Text, diag.JSON, diag.SARIF, diag.GitHub} {
		if err := diag.Render(failing{broken}, format, files, diag.Options{Max: -1}); !errors.Is(err, broken) {
			t.Errorf("%s: got %v, want %v", format, err, broken)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// FuzzText: no text and no place breaks the renderer, whose output prints.
func FuzzText(f *testing.F) {
	f.Add("version=1.0;\n[type=\"a\"]", 18, 19, 30)
	f.Add("\uFEFF\t証明\xff\r\n🔒", 3, 9, 0)
	f.Add("", -5, 900, -1)
	f.Add(strings.Repeat("e\u0301", 300), 200, 100, 20)
	f.Fuzz(func(t *testing.T, text string, from, to, width int) {
		d := diag.Diagnostic{Code: "MAA1003", Severity: diag.Error, Span: ast.Span{From: ast.Pos(from), To: ast.Pos(to)}}
		d.Related = []diag.Related{{Span: ast.Span{From: ast.Pos(to), To: ast.Pos(from)}}}
		d.Fixes = []diag.Fix{{Title: text, Edits: []diag.Edit{{Span: d.Span, NewText: text}}}}
		file := diag.File{Source: ast.NewSource(text, text), Findings: diag.List{d}}
		got := render(t, diag.Text, diag.Options{Width: width}, file)
		if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && (r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0) }) {
			t.Fatalf("a control character gets through: %q", got)
		}
		if !strings.Contains(got, "^") && d.To >= d.From {
			t.Fatalf("no caret in %q", got)
		}
		for _, format := range []diag.Format{diag.JSON, diag.SARIF, diag.GitHub} {
			render(t, format, diag.Options{}, file)
		}
	})
}
