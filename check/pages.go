package check

import (
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/grammar"
)

// Pages returns the pages of the codes that checking a policy can give, by code;
// those of package grammar are its own.
func Pages() []*diag.Page {
	return []*diag.Page{
		missingAuthorization,
		duplicateSection,
		unknownProperty,
		unknownAction,
		unknownFunction,
		undefinedBinder,
		duplicateBinder,
		negatedBinder,
		wrongOperator,
		wrongLiteral,
		misplacedAction,
		badArguments,
		argumentCount,
		argumentType,
		literalJSON,
		literalQuery,
		typeNotString,
		issuesReadOnly,
		conditionalProperty,
		binderMisuse,
		literalNotClaim,
		issueActsAsAdd,
		propertyInAuthorization,
		reservedName,
		madeKind,
		foreignProperty,
		propertyValue,
		inferredArgument,
		inferredType,
		inferredProperty,
		unknownVersion,
		laterFeature,
		sectionOrder,
		negativeInteger,
	}
}

// wrongCase and textLimit are codes of package grammar that are found here too.
var wrongCase, textLimit = pageOf("MAA1009"), pageOf("MAA1019")

func pageOf(code diag.Code) *diag.Page {
	for _, p := range grammar.Pages() {
		if p.Code == code {
			return p
		}
	}
	return nil
}
