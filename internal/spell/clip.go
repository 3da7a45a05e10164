package spell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clip cuts a text that a message shows to at most so many bytes, never inside
// a character, and marks the cut.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// Value is how many bytes of a value a message shows.
const Value = 40

// Word cuts a word of a policy that a message quotes: to 24 characters, and
// before the first control character.
func Word(s string) string {
	const most = 24
	if i := strings.IndexFunc(s, unicode.IsControl); i >= 0 {
		s = s[:i] + "…"
	}
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// Quote is Word between double quotes.
func Quote(s string) string { return `"` + Word(s) + `"` }
