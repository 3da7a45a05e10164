package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

// unknown says that a word is none of those that there are.
func unknown(what, word string, words []string) error {
	if near := spell.Closest(word, words); near != "" {
		return fmt.Errorf("unknown %s %s; did you mean %q?", what, spell.Quote(word), near)
	}
	if len(words) > 10 {
		return fmt.Errorf("unknown %s %s", what, spell.Quote(word))
	}
	return fmt.Errorf("unknown %s %s, expected one of %s", what, spell.Quote(word), strings.Join(words, ", "))
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// UnmarshalText reads a number from 0 to 100.
func (p *Percent) UnmarshalText(text []byte) error {
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(n >= 0 && n <= 100) {
		return fmt.Errorf("found %s, expected a percentage from 0 to 100", spell.Quote(string(text)))
	}
	*p = Percent(n)
	return nil
}

// checkNamed returns the page that a code or a name stands for.
func checkNamed(word string, checks diag.Registry) (diag.Page, error) {
	if page, ok := checks.Lookup(diag.Code(word)); ok {
		return page, nil
	}
	var words []string
	all := checks.All()
	for _, page := range all {
		words = append(words, string(page.Code), page.Slug())
	}
	i := slices.IndexFunc(all, func(p diag.Page) bool { return p.Slug() == word })
	if i < 0 {
		return diag.Page{}, unknown("check", word, words)
	}
	return all[i], nil
}

// ParseSetting reads CODE=LEVEL, as arguments of a command set severities: the code
// or the name of a check, and off, info, warning or error.
func ParseSetting(text string, checks diag.Registry) (diag.Code, diag.Severity, error) {
	word, level, found := strings.Cut(text, "=")
	if !found {
		return "", 0, fmt.Errorf("found %s, expected CODE=LEVEL", spell.Quote(text))
	}
	var l Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return "", 0, err
	}
	page, err := checkNamed(word, checks)
	if err == nil {
		err = settable(page, l)
	}
	return page.Code, diag.Severity(l), err
}

// settable refuses to lower what makes a policy invalid (T2.9).
func settable(page diag.Page, l Level) error {
	if page.Severity == diag.Error && diag.Severity(l) != diag.Error {
		return fmt.Errorf("%s is an error of the language, which can't be lowered", page.Code)
	}
	return nil
}
