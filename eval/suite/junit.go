//go:build !js

package suite

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The elements of a JUnit report, as Jenkins reads it (T3.6).
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		Time      string        `xml:"time,attr"`
		Skipped   *junitOutcome `xml:"skipped"`
		Error     *junitOutcome `xml:"error"`
		Failure   *junitOutcome `xml:"failure"`
	}
	junitOutcome struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as JUnit XML: a suite for each file, an error for each case
// that could not be run.
func (r *Report) JUnit(w io.Writer) error {
	all := junitSuites{Tests: r.Passed + r.Failed + r.Errors + r.Skipped, Failures: r.Failed, Errors: r.Errors}
	for i := range r.Files {
		all.Suites = append(all.Suites, r.Files[i].junit())
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func (f *FileReport) junit() junitSuite {
	s := junitSuite{Name: f.File}
	seconds := 0.0
	for i := range f.Cases {
		c := &f.Cases[i]
		k := junitCase{Name: c.Name, ClassName: f.File, Time: junitTime(c.Seconds)}
		switch c.Status {
		case Failed:
			k.Failure = &junitOutcome{"expectation", c.brief(), c.detail()}
			s.Failures++
		case Errored:
			k.Error = &junitOutcome{"error", firstLine(c.Message), c.Message}
			s.Errors++
		case Skipped:
			k.Skipped = &junitOutcome{Message: c.Message}
			s.Skipped++
		case Passed:
		}
		s.Tests++
		seconds += c.Seconds
		s.Cases = append(s.Cases, k)
	}
	s.Time = junitTime(seconds)
	return s
}

func junitTime(seconds float64) string { return fmt.Sprintf("%.2f", seconds) }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// brief says in a line what failed.
func (c *CaseReport) brief() string {
	var parts []string
	for _, f := range c.Failures {
		parts = append(parts, fmt.Sprintf("%s: wanted %s, found %s", f.Path, f.Wanted, f.Found))
	}
	return strings.Join(parts, "; ")
}

// detail is the differences, and why the policy decided as it did.
func (c *CaseReport) detail() string {
	var b strings.Builder
	for _, f := range c.Failures {
		fmt.Fprintf(&b, "%s\n- %s\n+ %s\n", f.Path, f.Wanted, f.Found)
	}
	b.WriteString("\n" + c.Explanation)
	return b.String()
}
