package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-policy/assay/ast"
)

// Page documents one code: findings are made from it, and the reference, the help
// of an editor and the rules of a SARIF log show it. Each phase has the pages of
// what it can find.
type Page struct {
	// Code is the permanent name, never used for anything else.
	Code Code
	// Name is the code's name in CamelCase, as SARIF has it.
	Name string
	// Title is a short noun phrase, lower case.
	Title string
	// Severity is that of every finding with this code.
	Severity Severity
	// Clauses are the clauses of the language that the finding rests on.
	Clauses []string
	// Why says in one to three sentences what goes wrong if it is ignored.
	Why string
	// Bad is a whole policy that gives this code and no other; Good is the same
	// policy put right.
	Bad, Good string
	// Type is the attestation type that the examples are checked for; empty for any.
	Type string
	// Claims is the claims file, in its object form (L10.1), with which the
	// examples are evaluated; empty for codes that a check reports.
	Claims string
	// Language is what the examples are written in; empty for the policy language.
	Language string
	// Since is the first release with this code.
	Since string
}

// Slug returns the name in the form of configurations and completions:
// unused-binder for UnusedBinder.
func (p Page) Slug() string {
	var b strings.Builder
	for i, r := range p.Name {
		lower := i+1 < len(p.Name) && unicode.IsLower(rune(p.Name[i+1]))
		if i > 0 && unicode.IsUpper(r) && (lower || unicode.IsLower(rune(p.Name[i-1]))) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// At returns a finding with the page's code and severity.
func (p *Page) At(span ast.Span, format string, args ...any) Diagnostic {
	return Diagnostic{Code: p.Code, Severity: p.Severity, Span: span, Message: fmt.Sprintf(format, args...)}
}

// Registry holds the pages of several phases, by code. The zero Registry is
// empty. It is never written to.
type Registry struct{ pages []*Page }

// NewRegistry puts the pages of phases together. Two pages of one code are a bug
// of the program, and panic.
func NewRegistry(phases ...[]*Page) Registry {
	pages := slices.Concat(phases...)
	slices.SortFunc(pages, func(a, b *Page) int { return cmp.Compare(a.Code, b.Code) })
	for i := 1; i < len(pages); i++ {
		if pages[i].Code == pages[i-1].Code {
			panic(fmt.Sprintf("diag: two pages of code %s", pages[i].Code))
		}
	}
	return Registry{pages}
}

// indexOf returns the place of a code, -1 if it isn't there.
func (r Registry) indexOf(code Code) int {
	i, ok := slices.BinarySearchFunc(r.pages, code, func(p *Page, c Code) int {
		return cmp.Compare(p.Code, c)
	})
	if !ok {
		return -1
	}
	return i
}

// Lookup returns the page of a code.
func (r Registry) Lookup(code Code) (Page, bool) {
	i := r.indexOf(code)
	if i < 0 {
		return Page{}, false
	}
	return *r.pages[i], true
}

// All returns the pages of all codes, sorted by code.
func (r Registry) All() []Page {
	out := make([]Page, len(r.pages))
	for i, p := range r.pages {
		out[i] = *p
	}
	return out
}
