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
		queryName,
		inferredArgument,
		inferredType,
		inferredProperty,
		unknownVersion,
		laterFeature,
		sectionOrder,
		negativeInteger,
	}
}

// wrongCase is a code of package grammar that is found here too.
var wrongCase = pageOf("MAA1009")

func pageOf(code diag.Code) *diag.Page {
	for _, p := range grammar.Pages() {
		if p.Code == code {
			return p
		}
	}
	return nil
}
