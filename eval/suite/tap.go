package suite

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/assay-policy/assay/internal/jsondoc"
)

// TAP writes the report in the Test Anything Protocol, version 14: the plan first,
// with what is wrong as a YAML block after its line (T3.6).
func (r *Report) TAP(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", r.Passed+r.Failed+r.Errors+r.Skipped)
	n := 0
	for i := range r.Files {
		for k := range r.Files[i].Cases {
			n++
			r.Files[i].Cases[k].tap(b, n, r.Files[i].File)
		}
	}
	return b.Flush()
}

// tap writes a test point. Values are JSON, which YAML is a superset of.
func (c *CaseReport) tap(w io.Writer, n int, file string) {
	ok, directive := "ok", ""
	switch c.Status {
	case Failed, Errored:
		ok = "not ok"
	case Skipped:
		directive = " # SKIP " + tapText(c.Message)
	case Passed:
	}
	fmt.Fprintf(w, "%s %d - %s%s\n", ok, n, tapText(c.Label(file)), directive)
	if ok == "ok" {
		return
	}
	fmt.Fprintf(w, "  ---\n  at: {file: %s, line: %d}\n", quoted(file), c.Line)
	if c.Status == Errored {
		fmt.Fprintf(w, "  severity: error\n  message: %s\n", quoted(c.Message))
	} else {
		fmt.Fprintf(w, "  severity: fail\n  failures:\n")
		for _, f := range c.Failures {
			fmt.Fprintf(w, "    - path: %s\n      wanted: %s\n      found: %s\n", quoted(f.Path), f.Wanted, f.Found)
		}
		fmt.Fprintf(w, "  explanation: %s\n", quoted(c.Explanation))
	}
	io.WriteString(w, "  ...\n")
}

// tapText is a text in a description, on one line.
func tapText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(visible(s))
}

func quoted(s string) string { return string(jsondoc.AppendQuoted(nil, s)) }
