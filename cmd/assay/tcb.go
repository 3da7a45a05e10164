package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/assay-policy/assay/evidence/dcap"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// tcbOf returns how good a platform is whose status was refused; nil if another step
// refused it.
func tcbOf(err error) *dcap.TCB {
	var status *dcap.StatusError
	if errors.As(err, &status) {
		return &status.TCB
	}
	return nil
}

// tcbJSON is the result of E3.10, as package dcap has it.
func tcbJSON(t *dcap.TCB) jsondoc.Value {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err) // of text, numbers and times after the year 0, it can't be
	}
	return parsed(text)
}

// describeTCB prints how good a platform is: all of it, since one status is too
// little to judge by (E3.10).
func describeTCB(w io.Writer, t *dcap.TCB) {
	list := func(n *big.Int) string {
		if n == nil {
			return ""
		}
		return "number " + n.String()
	}
	for _, row := range []struct{ name, value string }{
		{"status", string(t.Status)},
		{"platform", string(t.Platform)},
		{"TDX", string(t.TDX)},
		{"TDX module", string(t.Module)},
		{"QE", string(t.QE)},
		{"TCB date", t.Date.UTC().Format(time.DateOnly)},
		{"advisories", advisories(t.Advisories, "none")},
		{"at launch", advisories(t.LaunchAdvisories, "")},
		{"evaluation", fmt.Sprintf("%d, of the QE identity %d", t.EvaluationNumber, t.QEEvaluationNumber)},
		{"issued", stamp(t.EarliestIssue) + ", the earliest part"},
		{"expires", stamp(t.EarliestExpiry) + ", the earliest part"},
		{"set up", setUp(t.Configuration)},
		{"PCK CRL", list(t.PCKCRLNumber)},
		{"root CRL", list(t.RootCRLNumber)},
	} {
		if row.value != "" {
			fmt.Fprintf(w, "  %-10s  %s\n", row.name, printable(row.value))
		}
	}
}

// setUp says how a platform was set up; "" if its certificate doesn't.
func setUp(c *dcap.Configuration) string {
	if c == nil {
		return ""
	}
	var parts []string
	for _, part := range []struct {
		is   bool
		name string
	}{{c.Dynamic, "packages can be added and taken away"}, {c.CachedKeys, "Intel keeps the root keys"}, {c.SMT, "hyperthreading is on"}} {
		if part.is {
			parts = append(parts, part.name)
		}
	}
	if len(parts) == 0 {
		return "nothing special"
	}
	return strings.Join(parts, ", ")
}

// advisories lists them with the part that each concerns.
func advisories(list []dcap.Advisory, none string) string {
	var names []string
	for _, a := range list {
		names = append(names, fmt.Sprintf("%s (%s)", a.ID, a.Source))
	}
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}
