// Package lint gives advice about policies that are valid but hardly mean what
// their author wants (T2): misspelt claims, tests that can't hold, rules that never
// run. Each check is a file of its own with its page and its function; the table in
// checks.go lists them. What several checks need to know of a policy is found out
// once, in facts.go and in the table of lineage of package check.
//
// A check looks at a rule or at the whole policy, and its row says which. What a
// check of a rule finds depends on the text of the rule, on the attestation type and
// on what rules make, and on nothing else: so a Memory keeps, from one version of a
// policy to the next, the findings of the rules that none of this changed for. Checks
// of the whole see all rules, and what was found in them.
package lint
