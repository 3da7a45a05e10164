package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

type docCmd struct {
	Code string `arg:"" optional:"" help:"Code or name of a finding, such as MAA1003 or unused-binder; default: a list of all codes."`
}

func (docCmd) Help() string {
	return `Examples:

    # Explain a finding, with an example that has it and one that doesn't.
    assay doc MAA1003

    # List all codes.
    assay doc`
}

// Run explains a code, or lists them all.
func (c *docCmd) Run(e *env) error {
	if c.Code == "" {
		return e.answer(form{}, answer{text: listCodes})
	}
	page, err := lookup(c.Code)
	if err != nil {
		return err
	}
	return e.answer(form{}, answer{text: func(w io.Writer) { io.WriteString(w, diag.Explain(page)) }})
}

// lookup finds the page of a code, which may be written without its letters, or of a
// name, as configurations have it.
func lookup(word string) (diag.Page, error) {
	for _, page := range pages().All() {
		if page.Slug() == word {
			return page, nil
		}
	}
	code := strings.ToUpper(word)
	if !strings.HasPrefix(code, "MAA") {
		code = "MAA" + code
	}
	page, ok := pages().Lookup(diag.Code(code))
	if ok {
		return page, nil
	}
	hint := ""
	if near := cmp.Or(spell.Closest(code, codes()), spell.Closest(word, names())); near != "" {
		hint = fmt.Sprintf(", did you mean %s?", near)
	}
	return page, usage("unknown code or name %q%s (\"assay doc\" lists all)", word, hint)
}

// codes are the codes of all findings.
func codes() (all []string) {
	for _, d := range pages().All() {
		all = append(all, string(d.Code))
	}
	return all
}

// names are the names of all findings.
func names() (all []string) {
	for _, d := range pages().All() {
		all = append(all, d.Slug())
	}
	return all
}

func listCodes(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, d := range pages().All() {
		fmt.Fprintf(t, "%s\t%s\t%s\n", d.Code, d.Severity, d.Title)
	}
	t.Flush()
}
