package diag

import (
	"fmt"
	"io"
	"strings"
)

// renderGitHub writes a workflow command for each finding, which GitHub shows
// as an annotation ("Workflow commands for GitHub Actions", and the runner's
// ActionCommandManager).
func renderGitHub(w io.Writer, files []File) {
	for _, f := range files {
		for _, d := range f.Findings {
			p := place(f.Source, d.Span)
			fmt.Fprintf(w, "::%s file=%s,line=%d,", gitHubLevel(d.Severity), gitHubProperty(f.Source.Name), p.Line)
			if p.Line == p.EndLine { // the runner takes columns of one line only
				fmt.Fprintf(w, "col=%d,endLine=%d,endColumn=%d,", p.Column, p.EndLine, p.EndColumn)
			} else {
				fmt.Fprintf(w, "endLine=%d,", p.EndLine)
			}
			fmt.Fprintf(w, "title=%s::%s\n", gitHubProperty(string(d.Code)), gitHubData(d.Message))
		}
	}
}

func gitHubLevel(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case NoSeverity, Info, Hint:
	}
	return "notice"
}

// gitHubData escapes the text after a command: a raw line end in it would
// start the next line, which might be a command of its own.
func gitHubData(s string) string {
	s = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
	return Visible(s)
}

// gitHubProperty escapes the value of a property as well.
func gitHubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(gitHubData(s))
}
