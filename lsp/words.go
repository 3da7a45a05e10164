package lsp

import (
	"slices"

	"github.com/assay-policy/assay/ast"
)

// wordKind says what a word of the language is: the same letters may be several.
type wordKind string

const (
	headerWord    wordKind = "header"
	sectionWord   wordKind = "section"
	actionWord    wordKind = "action"
	argumentWord  wordKind = "argument"
	propertyWord  wordKind = "property"
	operatorWord  wordKind = "operator"
	issuerWord    wordKind = "issuer"
	valueTypeWord wordKind = "value type"
	booleanWord   wordKind = "boolean"
	syntaxWord    wordKind = "sign"
)

// word is what is known of a word or sign of the language: the one row that completion,
// hover and signature help read. Functions have their rows in package lang, claims in
// package catalog, functions of queries in package jmespath.
type word struct {
	kind wordKind
	name string
	// since is the minor version that brought it: 1 for 1.1; 0 is there from the start.
	since   int
	clause  string // of the language
	meaning string
	// example is a rule, a section or a header that has the word.
	example string
}

// words is the table, in the order in which words are offered.
var words = []word{
	{headerWord, "version", 0, "L2.3", "The version of the language that the policy is written in: 1.0, 1.1 or 1.2.", `version=1.2;`},

	{sectionWord, "configurationrules", 1, "L2.1", "Rules that set properties, which steer how evidence is verified.",
		`configurationrules { => issueproperty(type="x-ms-sgx-tcbidentifier", value="azuredefault"); };`},
	{sectionWord, "authorizationrules", 0, "L2.1", "Rules that permit or deny. Every policy has this section.",
		`authorizationrules { => permit(); };`},
	{sectionWord, "issuancerules", 0, "L2.1", "Rules that put claims into the token. They run if the policy permits.",
		`issuancerules { c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value); };`},

	{actionWord, "permit", 0, "L6.2", "Permits, unless a deny runs as well.",
		`[type=="x-ms-sgx-is-debuggable", value==false, issuer=="AttestationService"] => permit();`},
	{actionWord, "deny", 0, "L6.2", "Denies, whatever else permits.",
		`[type=="x-ms-sgx-is-debuggable", value==true] => deny();`},
	{actionWord, "add", 0, "L5.1", "Adds claims that later rules can test. They don't reach the token.",
		`c:[type=="x-ms-sgx-svn"] => add(type="svn", value=c.value);`},
	{actionWord, "issue", 0, "L5.1", "Puts claims into the token. Later rules can test them, too.",
		`c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);`},
	{actionWord, "issueproperty", 0, "L5.1", "Sets properties, of the verification or of the token.",
		`=> issueproperty(type="report_validity_in_minutes", value=60);`},

	{argumentWord, "type", 0, "L5.1", "The type of the claims that are made: one string.",
		`=> issue(type="profile", value="production");`},
	{argumentWord, "value", 0, "L5.1", "The values of the claims that are made: each makes one claim.",
		`c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);`},
	{argumentWord, "claim", 0, "L5.1", "A binder, whose claims are copied with their type and value.",
		`c:[type=="x-ms-sgx-svn"] => issue(claim=c);`},

	{propertyWord, "type", 0, "L3.1", "The name of the claim, a string.",
		`[type=="x-ms-sgx-is-debuggable", value==false] => permit();`},
	{propertyWord, "value", 0, "L3.1", "The value of the claim: a boolean, an integer or a string.",
		`[type=="x-ms-sgx-svn", value>=4] => permit();`},
	{propertyWord, "valueType", 0, "L3.1", "What kind of value the claim has: Boolean, Integer or String.",
		`[type=="nonce", valueType=="Integer"] => permit();`},
	{propertyWord, "issuer", 0, "L3.2", "Who vouches for the claim: AttestationService, AttestationPolicy or CustomClaim.",
		`[type=="x-ms-sgx-svn", value>=4, issuer=="AttestationService"] => permit();`},

	{operatorWord, "==", 0, "L4.6", "Equal. Values of different kinds never are.", `[type=="x-ms-sgx-svn", value==4] => permit();`},
	{operatorWord, "!=", 0, "L4.6", "Not equal. Values of different kinds never are equal, so this holds for them.",
		`[type=="x-ms-sgx-svn", value!=4] => permit();`},
	{operatorWord, ">=", 0, "L4.5", "Greater or equal, for integers.", `[type=="x-ms-sgx-svn", value>=4] => permit();`},
	{operatorWord, ">", 0, "L4.5", "Greater, for integers.", `[type=="x-ms-sgx-svn", value>3] => permit();`},
	{operatorWord, "<=", 0, "L4.5", "Less or equal, for integers.", `[type=="x-ms-sgx-svn", value<=9] => permit();`},
	{operatorWord, "<", 0, "L4.5", "Less, for integers.", `[type=="x-ms-sgx-svn", value<10] => permit();`},

	{issuerWord, "AttestationService", 0, "L3.2", "The claim comes from verified evidence.",
		`[type=="x-ms-sgx-svn", value>=4, issuer=="AttestationService"] => permit();`},
	{issuerWord, "AttestationPolicy", 0, "L3.2", "A rule of this policy made the claim.",
		`[type=="trusted", value==true, issuer=="AttestationPolicy"] => permit();`},
	{issuerWord, "CustomClaim", 0, "L3.2", "The client sent the claim, and nothing verified it.",
		`[type=="role", value=="admin", issuer=="CustomClaim"] => permit();`},

	{valueTypeWord, "Boolean", 0, "L3.1", "The value is true or false.", `[type=="nonce", valueType!="Boolean"] => permit();`},
	{valueTypeWord, "Integer", 0, "L3.1", "The value is a 64-bit integer.", `[type=="nonce", valueType=="Integer"] => permit();`},
	{valueTypeWord, "String", 0, "L3.1", "The value is a string.", `[type=="nonce", valueType=="String"] => permit();`},

	{booleanWord, "true", 0, "L1.6", "The boolean that holds.", `[type=="secureboot", value==true] => permit();`},
	{booleanWord, "false", 0, "L1.6", "The boolean that doesn't hold.", `[type=="x-ms-sgx-is-debuggable", value==false] => permit();`},

	{syntaxWord, "[", 0, "L4.1", "A condition. It is true if at least one claim passes all of its tests.",
		`[type=="x-ms-sgx-svn", value>=4, issuer=="AttestationService"] => permit();`},
	{syntaxWord, "!", 2, "L4.3", "Negates a condition: it is true if no claim passes all of its tests.",
		`![type=="x-ms-sgx-is-debuggable", value==true] => permit();`},
	{syntaxWord, ":", 0, "L4.2", "Binds a name to the set of all claims that pass the condition, for later conditions and the action.",
		`c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);`},
	{syntaxWord, "&&", 0, "L4.4", "Both conditions must be true.",
		`[type=="x-ms-sgx-svn", value>=4] && [type=="x-ms-sgx-is-debuggable", value==false] => permit();`},
	{syntaxWord, "=>", 0, "L4.4", "The action after it runs, once, if all conditions before it are true; without conditions always.",
		`=> permit();`},
}

// wordNamed returns the row of a word, nil if there is none.
func wordNamed(kind wordKind, name string) *word {
	i := slices.IndexFunc(words, func(w word) bool { return w.kind == kind && w.name == name })
	if i < 0 {
		return nil
	}
	return &words[i]
}

// wordsOf are the words of a kind, in the order in which they are offered.
func wordsOf(kind wordKind) []word {
	var out []word
	for _, w := range words {
		if w.kind == kind {
			out = append(out, w)
		}
	}
	return out
}

// allowedIn says which actions a section has (L5, L5.5).
var allowedIn = map[ast.SectionKind][]ast.ActionKind{
	ast.Configuration: {ast.IssueProperty},
	ast.Authorization: {ast.Permit, ast.Deny, ast.Add},
	ast.Issuance:      {ast.Issue, ast.Add, ast.IssueProperty},
}

// argumentsOf are the ways to give an action its arguments (L5.3).
func argumentsOf(action ast.ActionKind) [][]string {
	switch action {
	case ast.Add, ast.Issue, ast.IssueProperty:
		return [][]string{{"type", "value"}, {"claim"}}
	case ast.Permit, ast.Deny:
		return [][]string{nil}
	case ast.UnknownAction:
	}
	return nil
}
