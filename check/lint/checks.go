package lint

import (
	"slices"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/grammar"
)

// lintCheck is a row of the table: a page, and one function that reports with it.
type lintCheck struct {
	page *diag.Page
	// rule looks at one rule, and depends on what type rule says alone.
	rule func(*rule)
	// whole looks at the policy after all rules were looked at.
	whole func(*policy)
	// proof looks at a policy without errors, after the others, and reports only what
	// is proved within the steps of the policy (T2.3).
	proof func(*prover)
}

// checks are all checks, in the order in which they run: by code.
var checks = []lintCheck{
	{page: misspeltClaim, rule: misspeltClaims},
	{page: unknownClaim, rule: unknownClaims},
	{page: foreignClaim, rule: foreignClaims},
	{page: tokenOnlyClaim, rule: tokenOnlyClaims},
	{page: deprecatedClaim, rule: deprecatedClaims},
	{page: catalogueKind, rule: catalogueKinds},
	{page: madeKind, rule: madeKinds},
	{page: textOfValue, rule: textsOfValues},
	{page: unknownIssuer, rule: unknownIssuers},
	{page: unknownValuetype, rule: unknownValuetypes},
	{page: contradiction, rule: contradictions},
	{page: redundantTest, rule: redundantTests},
	{page: hexCase, rule: hexCases},
	{page: literalForm, rule: literalForms},
	{page: placeholder, rule: placeholders},
	{page: misspeltProperty, rule: misspeltProperties},
	{page: unknownProperty, rule: unknownProperties},
	{page: foreignProperty, rule: foreignProperties},
	{page: propertyPlace, rule: propertyPlaces},
	{page: loosenedVerification, whole: loosenedVerifications},
	{page: clientClaim, rule: clientClaims},
	{page: looseValue, rule: looseValues},
	{page: unconditionalPermit, rule: unconditionalPermits},
	{page: permitWithoutEvidence, proof: permitsWithoutEvidence},
	{page: debugNotExcluded, proof: debugsNotExcluded},
	{page: debugRequired, rule: debugRequirements},
	{page: neverPermits, proof: neverPermitting},
	{page: alwaysDenies, rule: denials},
	{page: unreachableRule, proof: unreachableRules},
	{page: overriddenPermit, proof: overriddenPermits},
	{page: ruleWithoutEffect, proof: rulesWithoutEffect},
	{page: duplicateRule, whole: duplicateRules, proof: superfluousDuplicates},
	{page: keyRotation, whole: keyRotations},
	{page: missingMaker, rule: missingMakers},
	{page: unusedClaim, whole: unusedClaims},
	{page: unusedBinder, rule: unusedBinders},
	{page: computedType, rule: computedTypes},
	{page: severalValues, whole: severalValuesForOne},
	{page: notEqualToSeveral, whole: notEqualsToSeveral},
	{page: queryName, whole: queryNames},
	{page: queryKinds, whole: queryKindsDiffer},
	{page: queryField, whole: queryFields},
	{page: queryNeverNull, whole: queriesNeverNull},
	{page: hiddenBytes, whole: hiddenPlaces},
}

// Pages returns the pages of the codes that lint brings, by code. Some of its checks
// report with codes of the phases before, whose pages stand there.
func Pages() []*diag.Page {
	var pages []*diag.Page
	for _, c := range checks {
		if pageOf(c.page.Code) == nil {
			pages = append(pages, c.page)
		}
	}
	return pages
}

// pageOf returns the page of a code of the phases before, nil if they have none.
func pageOf(code diag.Code) *diag.Page {
	for _, p := range slices.Concat(grammar.Pages(), check.Pages()) {
		if p.Code == code {
			return p
		}
	}
	return nil
}
