package config

import "github.com/assay-policy/assay/ast/diag"

// Pages returns the pages of the codes that a configuration itself can give.
func Pages() []*diag.Page { return []*diag.Page{staleAcceptance} }

var staleAcceptance = &diag.Page{
	Code: "MAA3051", Name: "StaleAcceptance", Title: `accepted finding that is none any more`,
	Severity: diag.Warning, Clauses: []string{"T2.4", "T2.8"}, Since: "0.1.0", Language: "yaml",
	Why: `An acceptance in .assay.yaml that fits no finding, or whose last day is past, accepts nothing. It would accept the next finding of its kind, which nobody has looked at.`,
	Bad: `version: 1
lint:
  accept:
    - code: MAA3031
      policy: lab.maa
      reason: the lab runs debug enclaves only
      until: 2020-01-31
`,
	Good: `version: 1
lint:
  accept:
    - code: MAA3031
      policy: lab.maa
      reason: the lab runs debug enclaves only
`,
}
