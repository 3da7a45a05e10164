package grammar

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// corpus is every policy and fragment of the corpus.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	files, _ := filepath.Glob("../testdata/policies/*.maa")
	more, _ := filepath.Glob("../testdata/policies/fragments/*.rules")
	texts := map[string]string{}
	for _, f := range append(files, more...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(f)] = string(b)
	}
	if len(texts) < 100 {
		t.Fatalf("found %d texts in the corpus, want more than 100", len(texts))
	}
	return texts
}

// tiles reports whether tokens, comments and white space cover the text
// exactly and in order.
func tiles(l *lexed) bool {
	type piece struct{ from, to int }
	var pieces []piece
	for _, t := range l.tokens {
		pieces = append(pieces, piece{t.from, t.to()})
	}
	for _, c := range l.comments {
		pieces = append(pieces, piece{c.From.Offset(), c.To.Offset()})
	}
	slices.SortFunc(pieces, func(a, b piece) int { return a.from - b.from })
	at := 0
	for _, p := range pieces {
		if p.from < at || strings.TrimFunc(l.text[at:p.from], func(r rune) bool {
			return strings.ContainsRune(" \t\r\n\uFEFF", r) || blank(r)
		}) != "" {
			return false
		}
		at = p.to
	}
	return at == len(l.text)
}

func TestL1_2_TokensTileTheText(t *testing.T) {
	t.Parallel()
	for name, text := range corpus(t) {
		if !tiles(lex(text, nil)) {
			t.Errorf("%s: tokens, comments and white space don't tile the text", name)
		}
	}
}

func TestL1_4_Strings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, line, want string }{
		{"straight", `"a", "b"`, `"a"`},
		{"escaped quote", `"a\"b", "c"`, `"a\"b"`},
		{"escaped backslash at the end", `"a\\", "c"`, `"a\\"`},
		{"typographic both", `”a”, "b"`, `”a”`},
		{"closed typographically", `"11”);`, `"11”`},
		{"closed typographically, another behind", `"a”, issuer=="b"]`, `"a”`},
		{"typographic text inside", `"say “hi”", "b"`, `"say “hi”"`},
		{"typographic text inside before a comma", `"say “hi”, you", "b"`, `"say “hi”, you"`},
		{"single quotes", `'a', 'b'`, `'a'`},
		{"query in single quotes", `"x == 'a'", "b"`, `"x == 'a'"`},
		{"full width", `＂a＂]`, `＂a＂`},
		{"unterminated", `"a] => permit();`, `"a] => permit();`},
		{"broken by a carriage return", "\"a\rb\"", "\"a\rb\""},
		{"broken by a line end", "\"a\n  b\", \"c\"", "\"a\n  b\""},
		{"broken twice", "\"a\r\nb\nc\")", "\"a\r\nb\nc\""},
		{"unterminated before a rule", "\"a] => permit();\n[type==\"b\"] => permit();", `"a] => permit();`},
		{"unterminated before a string", "\"a,\n\"b\"", `"a,`},
		{"comment with a quote behind", `"a"; // don't "`, `"a"`},
	} {
		l := lex(c.line+"\nnext", nil)
		if got := l.tokens[0]; got.kind != kindString || got.text != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got.text, c.want)
		}
	}
}

func FuzzLex(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !tiles(lex(text, nil)) {
			t.Errorf("tokens, comments and white space don't tile %q", text)
		}
	})
}

// A text of the largest size on one line is read in time that grows with its
// length only: no string may look through the rest of the line.
func BenchmarkLexLongLine(b *testing.B) {
	for _, c := range []struct{ name, piece string }{
		{"straight", `"a",`}, {"foreign", `"a”,`}, {"unpaired", `"a","`}, {"quotes", `'`}, {"punctuation", `f(`}, {"carriage returns", "\"a\r\""},
	} {
		text := strings.Repeat(c.piece, 1<<20/len(c.piece))
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if l := lex(text, nil); len(l.tokens) < 2 {
					b.Fatal("no tokens")
				}
			}
		})
	}
}
