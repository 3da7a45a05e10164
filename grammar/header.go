package grammar

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// version = "version" "=" INT "." INT ";" ;   (L2, L2.4)
func (s *segmenter) version() *ast.Version {
	name := s.peek()
	if name.kind != kindIdent || s.sectionStarts(0) || !s.versionWord(name) {
		s.noVersion(name)
		return nil
	}
	s.take()
	v := &ast.Version{Keyword: ident(name)}
	if name.text != "version" {
		d := wrongCase.At(name.span(), `found "%s", expected "version"`, spell.Word(name.text))
		d.Fixes = []diag.Fix{diag.Replace(`replace with "version"`, name.span(), "version")}
		s.report(d)
	}
	if !s.versionEquals(v) || !s.versionNumber(v) {
		s.skipHeader()
		return nil
	}
	if s.peek().is(";") {
		v.Semi = s.take().span().From
	} else {
		s.missingSemicolon("version")
	}
	v.Span = ast.Span{From: name.span().From, To: s.last().end()}
	return v
}

// versionWord reports whether the text's first word stands for "version".
func (s *segmenter) versionWord(name token) bool {
	return name.text == "version" || spell.Closest(name.text, []string{"version"}) != "" && !s.sectionStarts(0)
}

func (s *segmenter) noVersion(t token) {
	d := badHeader.At(t.span(), `found %s, expected "version="`, describe(t))
	if s.sectionStarts(0) || t.kind == kindEOF {
		header := "version=" + s.lowest() + ";"
		at := ast.Span{From: t.span().From, To: t.span().From}
		d = badHeader.At(at, `found %s, expected "%s" before it`, describe(t), header)
		d.Fixes = []diag.Fix{diag.Insert(`insert "`+header+`"`, at.From, s.newLine(t)+header+"\n")}
	}
	s.report(d)
	if t.kind != kindEOF && !s.sectionStarts(0) {
		s.skipHeader()
	}
}

// newLine is what goes before text that is put in the place of a token: a line end
// where that would belong to a comment.
func (s *segmenter) newLine(t token) string {
	if t.kind == kindEOF && s.endsInComment {
		return "\n"
	}
	return ""
}

// lowest is the first version that has what the policy uses (L2.3).
func (s *segmenter) lowest() string {
	version := "1.0"
	for i, t := range s.tokens[:len(s.tokens)-1] {
		function := t.kind == kindIdent && s.tokens[i+1].is("(") && i > 0 && !s.tokens[i-1].is("=>")
		switch {
		case t.is("!"), function && ast.ActionNamed(t.text) == ast.UnknownAction:
			return "1.2"
		case t.kind == kindIdent && ast.SectionNamed(t.text) == ast.Configuration:
			version = "1.1"
		}
	}
	return version
}

// skipHeader passes over a header that can't be read.
func (s *segmenter) skipHeader() {
	for s.peek().kind != kindEOF && !s.sectionStarts(0) {
		if s.take().is(";") {
			return
		}
	}
}

// versionEquals reads the "=" of the header, or what stands for it.
func (s *segmenter) versionEquals(v *ast.Version) bool {
	eq := s.peek()
	if eq.is("=") && !s.ahead(1).is("=") && !s.ahead(1).is("==") {
		v.Eq = s.take().span().From
		return true
	}
	d := badHeader.At(eq.span(), `found %s after "version", expected "="`, describe(eq))
	switch {
	case eq.is("="), eq.is("=="), eq.is(":"):
		for s.peek().is("=") || s.peek().is("==") || s.peek().is(":") {
			s.take()
		}
		d.To = s.last().end()
		d.Fixes = []diag.Fix{diag.Replace(`replace with "="`, d.Span, "=")}
	case eq.kind == kindNumber:
		d.Fixes = []diag.Fix{diag.Insert(`insert "="`, s.last().end(), "=")}
	default:
		s.badVersion(d, "=", "")
		return false
	}
	v.Eq = eq.span().From
	s.report(d)
	return true
}

// versionNumber reads "1.2", with white space around the dot if any (L2.4). Two
// numbers without a dot between them are none.
func (s *segmenter) versionNumber(v *ast.Version) bool {
	s.splitNumber()
	first := s.peek()
	var text strings.Builder
	for last := kindPunct; s.peek().kind == kindNumber || s.peek().is("."); {
		if last == kindNumber && s.peek().kind == kindNumber {
			text.WriteString(" ")
		}
		last = s.peek().kind
		text.WriteString(s.take().text)
	}
	major, minor, ok := strings.Cut(text.String(), ".")
	a, okA := versionPart(major)
	b, okB := versionPart(minor)
	if !ok || !okA || !okB {
		d := badHeader.At(first.span(), `found %s, expected a version such as 1.2`, describe(first))
		if text.Len() > 0 {
			d.Span = ast.Span{From: first.span().From, To: s.last().end()}
		}
		s.badVersion(d, "", text.String())
		return false
	}
	v.Number = ast.Span{From: first.span().From, To: s.last().end()}
	v.Major, v.Minor = a, b
	return true
}

// splitNumber parts a number from the section that follows it without a ";", since
// letters after digits are one token with them.
func (s *segmenter) splitNumber() {
	t := s.peek()
	n := strings.IndexFunc(t.text, func(r rune) bool { return r < utf8.RuneSelf && isLetter(byte(r)) })
	if t.kind != kindNumber || n < 0 || ast.SectionNamed(t.text[n:]) == ast.UnknownSection {
		return
	}
	s.tokens = slices.Insert(slices.Clone(s.tokens), s.at, token{kindNumber, t.text[:n], t.from})
	s.tokens[s.at+1] = token{kindIdent, t.text[n:], t.from + n}
}

// versionPart reads one of the two numbers. A leading zero makes it another
// text than the versions that there are (L2.3).
func versionPart(s string) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil && (s[0] != '0' || len(s) == 1)
}

// mostHeader is how many tokens a header has that a fix replaces.
const mostHeader = 8

// badVersion reports a version that can't be read, from what was read of it. The
// fix puts a version in the place of all up to the ";".
func (s *segmenter) badVersion(d diag.Diagnostic, before, read string) {
	n, line := 0, ""
	if d.From == s.peek().span().From { // nothing was read
		line = s.newLine(s.peek())
	}
	for ; n < mostHeader && s.peek().kind != kindEOF && !s.peek().is(";") && !s.sectionStarts(0); n++ {
		read += s.take().text
	}
	if n == mostHeader {
		s.report(d)
		return
	}
	version, after := s.meantVersion(read), ""
	if !s.peek().is(";") {
		after = ";"
	}
	span := ast.Span{From: d.From, To: max(d.From, s.last().end())}
	d.Fixes = []diag.Fix{diag.Replace("set version "+version, span, line+before+version+after)}
	s.report(d)
}

// versionText finds the number in what stands for a version: "v1.2", "1,2", "1.00",
// "1.0.0".
var versionText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^0-9.])0*1[.,](0*[0-2])(?:[^0-9]|$)`)
})

// meantVersion is the version that a text shows, else the lowest that fits.
func (s *segmenter) meantVersion(text string) string {
	m := versionText().FindStringSubmatch(text)
	if m == nil {
		return s.lowest()
	}
	minor, _ := strconv.Atoi(m[1])
	if minor > 0 && strings.HasPrefix(m[1], "0") {
		return s.lowest() // "1.02" might be meant as 1.2 or as 1.0
	}
	return fmt.Sprintf("1.%d", minor)
}
