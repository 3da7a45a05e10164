package config

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

// Review applies a configuration to the findings of the policies of one run, and
// keeps in mind what its acceptances were good for.
type Review struct {
	config    *Config
	at        time.Time
	arguments map[diag.Code]diag.Severity
	accepting []*accepting
	seen      map[string]bool // paths of the policies that were judged
	there     func() ([]string, bool)
}

// accepting is an acceptance with what came of it.
type accepting struct {
	Acceptance
	code    diag.Code
	stale   bool  // past its day
	used    bool  // accepted a finding
	skipped bool  // a policy that it is about could not be judged
	fault   error // of its selector, in a policy that it is about
}

// NewReview starts a review. The time says which acceptances are past their day.
// Severities of arguments are stronger than those of the configuration (T2.9).
func (c *Config) NewReview(at time.Time, arguments map[diag.Code]diag.Severity) *Review {
	r := &Review{config: c, at: at, arguments: arguments, seen: map[string]bool{}, there: sync.OnceValues(c.below)}
	for _, a := range c.File.Lint.Accept {
		page, _ := checkNamed(string(a.Code), c.checks)
		r.accepting = append(r.accepting, &accepting{Acceptance: a, code: page.Code, stale: a.past(at)})
	}
	return r
}

// past reports whether the last day of an acceptance is over, by UTC.
func (a Acceptance) past(at time.Time) bool {
	return !a.Until.Day.IsZero() && !at.UTC().Before(a.Until.Day.AddDate(0, 0, 1))
}

// For returns what is said of a policy, arguments included.
func (r *Review) For(path string) Policy {
	p := r.config.For(path)
	for code, level := range r.arguments {
		p.Severities[code] = level
	}
	return p
}

// File applies severities and acceptances to what was found in a policy. Errors of
// the language stay as they are. Findings that are off are dropped, accepted ones
// stand apart.
func (r *Review) File(path string, src *ast.Source, found diag.List) diag.File {
	out := diag.File{Source: src, Findings: diag.List{}}
	severities := r.For(path).Severities
	about := r.about(path, src)
	for _, d := range found {
		level, set := severities[d.Code]
		switch {
		case r.ofLanguage(d):
			out.Findings = append(out.Findings, d)
			continue
		case set && level == diag.NoSeverity:
			continue
		case set:
			d.Severity = level
		}
		if a := acceptedBy(about, d); a != nil {
			a.used = true
			out.Accepted = append(out.Accepted, diag.Accepted{Diagnostic: d, Justification: string(a.Reason)})
			continue
		}
		out.Findings = append(out.Findings, d)
	}
	r.judged(path, found, severities, about)
	return out
}

// ofLanguage reports whether a finding makes the policy invalid.
func (r *Review) ofLanguage(d diag.Diagnostic) bool {
	page, ok := r.config.checks.Lookup(d.Code)
	return d.Severity == diag.Error && (!ok || page.Severity == diag.Error)
}

// scope is an acceptance in one policy.
type scope struct {
	*accepting
	within ast.Span
	none   bool // its selector fits no rule here
}

// about returns the acceptances that are about a policy.
func (r *Review) about(path string, src *ast.Source) []scope {
	rel, ok := r.config.relative(path)
	if !ok {
		return nil
	}
	var all []scope
	var selectors *grammar.Selectors
	for _, a := range r.accepting {
		if !a.Policy.pattern.Match(rel) || a.stale {
			continue
		}
		s := scope{accepting: a}
		if a.Rule != "" {
			if selectors == nil {
				tree, _ := grammar.Parse(src, grammar.Options{})
				selectors = grammar.NewSelectors(src, tree)
			}
			rule, err := selectors.Find(string(a.Rule))
			if a.fault = cmp.Or(a.fault, err); err == nil {
				s.within = rule.Span
			}
			s.none = err != nil
		}
		all = append(all, s)
	}
	return all
}

// acceptedBy returns the acceptance of a finding, nil if it has none.
func acceptedBy(about []scope, d diag.Diagnostic) *accepting {
	for _, s := range about {
		inside := s.Rule == "" || !s.none && s.within.Contains(d.From) && s.within.Contains(d.To)
		if s.code == d.Code && inside {
			return s.accepting
		}
	}
	return nil
}

// judged notes that a policy was looked at. Nothing is concluded from what is not
// found in a policy with errors, or by a check that is off.
func (r *Review) judged(path string, found diag.List, severities map[diag.Code]diag.Severity, about []scope) {
	rel, _ := r.config.relative(path)
	r.seen[rel] = true
	for _, s := range about {
		level, set := severities[s.code]
		s.skipped = s.skipped || found.HasErrors() || set && level == diag.NoSeverity
	}
}

// Stale returns the configuration with the acceptances in it that fit nothing, or
// are past their day (MAA3051). An acceptance for many policies is judged if all that
// it fits were reviewed.
func (r *Review) Stale() diag.File {
	var found diag.List
	for _, a := range r.accepting {
		switch {
		case a.stale:
			found = append(found, staleAcceptance.At(a.Code.at(r.config.Source, a.Span),
				"found an acceptance of %s until %s, which is past", a.code, a.Until.Day.Format(time.DateOnly)))
		case !a.used && !a.skipped && r.complete(a):
			found = append(found, staleAcceptance.At(a.Code.at(r.config.Source, a.Span),
				"found an acceptance of %s in %s that fits no finding%s", a.code, a.Policy, fault(a.fault)))
		}
	}
	level, set := r.For("-").Severities[staleAcceptance.Code]
	if set {
		found = slices.DeleteFunc(found, func(diag.Diagnostic) bool { return level == diag.NoSeverity })
		for i := range found {
			found[i].Severity = level
		}
	}
	return diag.File{Source: r.config.Source, Findings: found.In(r.config.Source)}
}

func fault(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(": %v", err)
}
