package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// print writes the reports that are asked for, and prints one even if that fails.
func (t *tests) print(report *suite.Report) error {
	var unwritten []error
	for _, out := range t.outputs() {
		unwritten = append(unwritten, writeReport(out.file, report, out.write))
	}
	shown := *report
	if !t.Coverage && t.coverage == nil {
		shown.Coverage = nil // it is in a file
	}
	if !t.Mutate && t.mutation == nil {
		shown.Mutation = nil
	}
	var b strings.Builder
	var err error
	if t.Output == "text" {
		err = shown.Text(&b, suite.TextOptions{Color: t.env.colour, Width: t.env.terminalWidth()})
	} else {
		err = writers["-o"][t.Output](&shown, &b)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.env.out, b.String())
	return errors.Join(append(unwritten, err)...)
}

// writer writes a report in one form.
type writer func(r *suite.Report, w io.Writer) error

// writers are the forms, by flag and the word or the end of the file's name.
var writers = map[string]map[string]writer{
	"-o":       {"json": (*suite.Report).JSON, "junit": (*suite.Report).JUnit, "tap": (*suite.Report).TAP},
	"--report": {".json": (*suite.Report).JSON, ".xml": (*suite.Report).JUnit, ".tap": (*suite.Report).TAP},
	"--coverage-out": {
		".json": func(r *suite.Report, w io.Writer) error { return r.Coverage.JSON(w) },
		".info": func(r *suite.Report, w io.Writer) error { return r.Coverage.LCOV(w) },
		".html": func(r *suite.Report, w io.Writer) error { return r.Coverage.HTML(w) },
	},
	"--mutate-out": {".json": func(r *suite.Report, w io.Writer) error { return r.Mutation.Stryker(w) }},
}

// endings lists the ends of names, for messages.
var endings = map[string]string{"--report": ".json, .xml or .tap", "--coverage-out": ".json, .info or .html", "--mutate-out": ".json"}

// output is a file that a report is written to; without a writer, its name doesn't
// tell in which form.
type output struct {
	flag, file string
	write      writer
}

// outputs are those that the flags name.
func (c *testCmd) outputs() []output {
	var all []output
	for _, file := range c.Report {
		all = append(all, output{"--report", string(file), writers["--report"][filepath.Ext(string(file))]})
	}
	for _, file := range c.CoverageOut {
		all = append(all, output{"--coverage-out", string(file), writers["--coverage-out"][filepath.Ext(string(file))]})
	}
	if file := string(c.MutateOut); file != "" {
		all = append(all, output{"--mutate-out", file, writers["--mutate-out"][filepath.Ext(file)]})
	}
	return all
}

// writeReport writes a file.
func writeReport(path string, report *suite.Report, write writer) error {
	file, err := os.Create(path)
	if err != nil {
		return fileError(path, err)
	}
	if err := errors.Join(write(report, file), file.Close()); err != nil {
		return fileError(path, err)
	}
	return nil
}

// list prints FILE/NAME of each case.
func (t *tests) list(report *suite.Report) error {
	if t.Output != "text" && t.Output != "json" {
		return usage("--list: found --output %s, expected text or json", t.Output)
	}
	err := t.env.answer(form{t.Output}, answer{
		text: func(w io.Writer) {
			for _, f := range report.Files {
				for _, c := range f.Cases {
					fmt.Fprintln(w, printable(c.Label(f.File)))
				}
			}
		},
		json: func() jsondoc.Value { return caseList(report) },
	})
	if err != nil {
		return err
	}
	return t.unread(report)
}

// caseList is the list of cases as JSON.
func caseList(report *suite.Report) jsondoc.Value {
	var all []jsondoc.Value
	for _, f := range report.Files {
		for _, c := range f.Cases {
			all = append(all, jsondoc.NewObject(
				[]string{"file", "name", "line"},
				[]jsondoc.Value{jsondoc.NewString(ast.SlashPath(f.File)), jsondoc.NewString(c.Name), jsondoc.NewInt(int64(c.Line))}))
		}
	}
	return jsondoc.NewArray(all)
}

// unread says on stderr why files can't be read, which a list has no room for.
func (t *tests) unread(report *suite.Report) error {
	for _, f := range report.Files {
		for _, c := range f.Cases {
			if c.Status == suite.Errored {
				fmt.Fprintln(t.env.err, printableLines(c.Message))
			}
		}
	}
	return t.errors(report)
}
