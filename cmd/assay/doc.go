package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/spell"
)

type docCmd struct {
	Code string `arg:"" optional:"" help:"Code of a finding, such as MAA1003; without one, all codes are listed."`
}

// Run explains a code, or lists them all.
func (c *docCmd) Run(e *env) error {
	if c.Code == "" {
		return listCodes(e)
	}
	code := strings.ToUpper(c.Code)
	if !strings.HasPrefix(code, "MAA") {
		code = "MAA" + code
	}
	entry, ok := pages().Lookup(diag.Code(code))
	if !ok {
		var names []string
		for _, d := range pages().All() {
			names = append(names, string(d.Code))
		}
		hint := ""
		if near := spell.Closest(code, names); near != "" {
			hint = fmt.Sprintf(", did you mean %s?", near)
		}
		return usage("unknown code %q%s (\"assay doc\" lists all)", c.Code, hint)
	}
	_, err := fmt.Fprint(e.out, diag.Explain(entry))
	return err
}

func listCodes(e *env) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, d := range pages().All() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", d.Code, d.Severity, d.Title)
	}
	return w.Flush()
}
