package main

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// isGlob reports whether a path is a pattern. The shell leaves it where nothing
// fits or where it is in quotes, and some shells leave each.
func isGlob(path string) bool { return strings.ContainsAny(path, "*?[{") }

// policiesLike returns the policies that fit a pattern, sorted bytewise: "*", "?" and
// "[a-z]" within a name, "**" for any number of folders, "{a,b}" for either. As with
// the shell, a directory that fits stands for all that is below it. Files that are
// named otherwise count only if the pattern says how their names end.
func policiesLike(pattern string) ([]string, error) {
	root, rest := fixedPart(filepath.ToSlash(pattern))
	fits, err := regexp.Compile("^" + globRegexp(rest) + "(?:/.*)?$")
	if err != nil {
		return nil, usage("%s: not a pattern: a bracket is not closed, or has nothing in it", pattern)
	}
	ext := path.Ext(rest)
	anyName := ext != "" && !isGlob(ext)
	found, err := filesBelow(root, func(name string) bool {
		return anyName || strings.HasSuffix(name, policySuffix)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return slices.DeleteFunc(found, func(file string) bool {
		rel, err := filepath.Rel(root, file)
		return err != nil || !fits.MatchString(filepath.ToSlash(rel))
	}), err
}

// fixedPart splits a pattern into the folder that it begins with and the rest, from
// the first name with a wildcard.
func fixedPart(pattern string) (root, rest string) {
	wild := strings.IndexAny(pattern, "*?[{")
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
var wildcards = regexp.MustCompile(`\*\*/|\*\*|\*|\?|\[!?[^\]/]*\]|[{,}]`)

// globRegexp is a pattern as a regular expression.
func globRegexp(pattern string) string {
	var b strings.Builder
	depth, at := 0, 0
	for _, m := range wildcards.FindAllStringIndex(pattern, -1) {
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
