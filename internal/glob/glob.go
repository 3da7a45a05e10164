package glob

import (
	"errors"
	"regexp"
	"strings"
	"sync"
)

// Meta are the characters that make a path a pattern.
const Meta = "*?[{"

// Is reports whether a path is a pattern.
func Is(path string) bool { return strings.ContainsAny(path, Meta) }

// Pattern is a pattern of paths, whose names are separated by "/".
type Pattern struct {
	whole *regexp.Regexp
	below *regexp.Regexp
}

// Compile reads a pattern.
func Compile(pattern string) (Pattern, error) {
	of := expression(pattern)
	whole, err := regexp.Compile(`(?s)^` + of + `$`)
	if err != nil {
		return Pattern{}, errors.New("a bracket or brace is not closed, or has nothing in it")
	}
	return Pattern{whole, regexp.MustCompile(`(?s)^` + of + `(?:/.*)?$`)}, nil
}

// Match reports whether a path fits.
func (p Pattern) Match(path string) bool { return p.whole != nil && p.whole.MatchString(path) }

// MatchBelow reports whether a path fits, or is below a folder that does.
func (p Pattern) MatchBelow(path string) bool { return p.below != nil && p.below.MatchString(path) }

// Split splits a pattern into the folder that it begins with and the rest, from the
// first name with a wildcard.
func Split(pattern string) (root, rest string) {
	wild := strings.IndexAny(pattern, Meta)
	if wild < 0 {
		wild = len(pattern)
	}
	slash := strings.LastIndexByte(pattern[:wild], '/')
	switch slash {
	case -1:
		return ".", pattern
	case 0:
		return "/", pattern[1:]
	}
	return pattern[:slash], pattern[slash+1:]
}

// wildcards are the parts of a pattern that are no plain text.
var wildcards = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\*\*/|\*\*|\*|\?|\[!?[^\]/]*\]|[{,}]`) })

// expression is a pattern as a regular expression.
func expression(pattern string) string {
	var b strings.Builder
	depth, at := 0, 0
	for _, m := range wildcards().FindAllStringIndex(pattern, -1) {
		b.WriteString(regexp.QuoteMeta(pattern[at:m[0]]))
		b.WriteString(wildcard(pattern[m[0]:m[1]], &depth))
		at = m[1]
	}
	b.WriteString(regexp.QuoteMeta(pattern[at:]))
	return b.String()
}

// wildcard is one of them as a regular expression, inside of depth braces.
func wildcard(text string, depth *int) string {
	switch text {
	case "**/":
		return "(?:.*/)?"
	case "**":
		return ".*"
	case "*":
		return "[^/]*"
	case "?":
		return "[^/]"
	case "{":
		*depth++
		return "(?:"
	case ",":
		if *depth > 0 {
			return "|"
		}
	case "}":
		if *depth > 0 {
			*depth--
			return ")"
		}
	default: // "[a-z]", "[!a-z]"
		inside, not := strings.CutPrefix(text[1:len(text)-1], "!")
		if not {
			return "[^/" + inside + "]"
		}
		return "[" + inside + "]"
	}
	return regexp.QuoteMeta(text)
}
