package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/assay-policy/assay/evidence/collateral"
	"github.com/assay-policy/assay/internal/jsondoc"
)

type collateralShowCmd struct {
	Dir word    `arg:"" help:"Directory of collateral, as \"evidence collateral fetch\" writes it."`
	At  *moment `help:"Mark what has expired as of this time, such as 2024-01-01T12:00:00Z; default: now." placeholder:"TIME"`
	form
}

func (collateralShowCmd) Help() string {
	return `Nothing is verified: this is what the files say about themselves.

Examples:

    # Show what was fetched, and what has expired since.
    assay evidence collateral show collateral

    # Show the same for a script.
    assay evidence collateral show -o json collateral`
}

// Run shows a directory.
func (c *collateralShowCmd) Run(e *env) error {
	at, err := e.at(c.At)
	if err != nil {
		return err
	}
	summary, err := collateral.Show(string(c.Dir))
	if err != nil {
		return fileError(string(c.Dir), err)
	}
	return e.showCollateral(c.form, shownCollateral{dir: string(c.Dir), summary: summary, at: at})
}

// shownCollateral is a directory as it is shown.
type shownCollateral struct {
	dir     string
	need    collateral.Need // that it was fetched for; nil if it was there
	summary *collateral.Summary
	at      time.Time
}

// showCollateral prints a directory.
func (e *env) showCollateral(f form, s shownCollateral) error {
	return e.answer(f, answer{json: s.json, text: s.text})
}

// text prints a line for each file, and what is missing.
func (s shownCollateral) text(w io.Writer) {
	if s.need != nil {
		fmt.Fprintf(w, "%s: fetched into %s\n", printable(s.need.String()), printable(s.dir))
	}
	fmt.Fprint(w, "NOT VERIFIED: this is what the files say about themselves.\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range s.summary.Parts {
		fmt.Fprintf(t, "  %s\t%s\n", p.File, printable(s.line(p)))
	}
	t.Flush()
	if missing := s.summary.Missing; len(missing) > 0 {
		fmt.Fprintf(w, "\nNot there: %s\n", strings.Join(missing, ", "))
	}
}

// line says what a file is for, and until when.
func (s shownCollateral) line(p collateral.Part) string {
	if p.Err != nil {
		return fmt.Sprintf("can't be read: %v", p.Err)
	}
	text := p.For
	if p.EvaluationNumber > 0 {
		text += fmt.Sprintf(", evaluation %d", p.EvaluationNumber)
	}
	if p.CRLNumber != "" {
		text += ", number " + p.CRLNumber
	}
	return fmt.Sprintf("%s; %s to %s%s", text, stamp(p.From), stamp(p.Until), s.mark(p))
}

// mark says that a file is of no use at the time.
func (s shownCollateral) mark(p collateral.Part) string {
	switch {
	case s.at.After(p.Until):
		return " EXPIRED"
	case s.at.Before(p.From):
		return " NOT YET VALID"
	}
	return ""
}

// json is an object with a member for each part.
func (s shownCollateral) json() jsondoc.Value {
	names, values := []string{"directory"}, []jsondoc.Value{jsondoc.NewString(s.dir)}
	if s.need != nil {
		names, values = append(names, "for"), append(values, jsondoc.NewString(s.need.String()))
	}
	var parts, missing []jsondoc.Value
	for _, p := range s.summary.Parts {
		parts = append(parts, s.part(p))
	}
	for _, name := range s.summary.Missing {
		missing = append(missing, jsondoc.NewString(name))
	}
	return jsondoc.NewObject(
		append(names, "verified", "at", "parts", "missing"),
		append(values, jsondoc.NewBool(false), jsondoc.NewString(stamp(s.at)), jsondoc.NewArray(parts), jsondoc.NewArray(missing)))
}

// part is a file.
func (s shownCollateral) part(p collateral.Part) jsondoc.Value {
	names := []string{"file", "name"}
	values := []jsondoc.Value{jsondoc.NewString(p.File), jsondoc.NewString(p.Name)}
	add := func(name string, v jsondoc.Value) { names, values = append(names, name), append(values, v) }
	if p.Err != nil {
		add("error", jsondoc.NewString(p.Err.Error()))
		return jsondoc.NewObject(names, values)
	}
	add("for", jsondoc.NewString(p.For))
	add("from", jsondoc.NewString(stamp(p.From)))
	add("until", jsondoc.NewString(stamp(p.Until)))
	add("current", jsondoc.NewBool(s.mark(p) == ""))
	if p.EvaluationNumber > 0 {
		add("evaluation", jsondoc.NewInt(p.EvaluationNumber))
	}
	if p.CRLNumber != "" {
		add("crlNumber", jsondoc.NewString(p.CRLNumber))
	}
	return jsondoc.NewObject(names, values)
}
