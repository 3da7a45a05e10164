package grammar

import (
	"strings"

	"github.com/assay-policy/assay/ast/diag"
)

// Pages returns the pages of the codes that reading a policy can give, by code.
func Pages() []*diag.Page {
	return []*diag.Page{
		unexpectedToken,
		missingSemicolon,
		singleEquals,
		doubleEquals,
		wrongQuotes,
		commentForm,
		badEscape,
		unterminatedString,
		wrongCase,
		unknownSection,
		equalsBrace,
		missingArrow,
		missingAction,
		positionalArgument,
		badInteger,
		unbalancedBracket,
		placeholder,
		illegalCharacter,
		textLimit,
		badHeader,
		byteOrderMark,
		swallowedRule,
		invisibleCharacter,
		disabledRule,
	}
}

// Syntax (L1, L2, L5.3, L9). wrongCase is found by package check too, for words
// that stand inside rules.
var (
	unexpectedToken = &diag.Page{
		Code: "MAA1001", Name: "UnexpectedToken", Title: `unexpected token`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `The text is not a policy at this place. The service refuses the whole policy, and the one in force before stays in force.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable" value==false] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==false] => permit();
};
`,
	}
	missingSemicolon = &diag.Page{
		Code: "MAA1002", Name: "MissingSemicolon", Title: `missing semicolon`,
		Severity: diag.Error, Clauses: []string{"L2.2"}, Since: "0.1.0",
		Why: `The version, every rule and every section end with ";", also the last of them. Without it the service refuses the policy.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit()
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	singleEquals = &diag.Page{
		Code: "MAA1003", Name: "SingleEquals", Title: `single "=" in a condition`,
		Severity: diag.Error, Clauses: []string{"L2.5"}, Since: "0.1.0",
		Why: `A condition compares, and comparing is written "==". Published samples have "=", and policies copied from them are refused.`,
		Bad: `version=1.0;
authorizationrules{
  [type="secureBootEnabled", value==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	doubleEquals = &diag.Page{
		Code: "MAA1004", Name: "DoubleEquals", Title: `"==" in an action argument`,
		Severity: diag.Error, Clauses: []string{"L2.5"}, Since: "0.1.0",
		Why: `An action argument is given a value, it compares nothing. The service refuses the policy.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type=="tee", value="sgx");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx");
};
`,
	}
	wrongQuotes = &diag.Page{
		Code: "MAA1005", Name: "WrongQuotes", Title: `quotes other than straight double quotes`,
		Severity: diag.Error, Clauses: []string{"L1.4"}, Since: "0.1.0",
		Why: `Strings are written in straight double quotes. Typographic, single and full-width quotes come from web pages and word processors, and the service refuses them.`,
		Bad: `version=1.0;
authorizationrules{
  [type==“secureBootEnabled”, value==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	commentForm = &diag.Page{
		Code: "MAA1006", Name: "CommentForm", Title: `comment form of another language`,
		Severity: diag.Error, Clauses: []string{"L1.3"}, Since: "0.1.0",
		Why: `Comments start with "//" and end with the line. Any other form is read as policy text and refused.`,
		Bad: `version=1.0;
authorizationrules{
  # machines without secure boot stay out
  [type=="secureBootEnabled", value==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  // machines without secure boot stay out
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	badEscape = &diag.Page{
		Code: "MAA1007", Name: "BadEscape", Title: `unknown escape in a string`,
		Severity: diag.Error, Clauses: []string{"L1.4"}, Since: "0.1.0",
		Why: `The only escapes are \" and \\. What another one would stand for is not defined, so the string might not be the one that was meant.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="bootloader", value=="\windows\boot"] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="bootloader", value=="\\windows\\boot"] => permit();
};
`,
	}
	unterminatedString = &diag.Page{
		Code: "MAA1008", Name: "UnterminatedString", Title: `unterminated string`,
		Severity: diag.Error, Clauses: []string{"L1.4"}, Since: "0.1.0",
		Why: `A string ends on the line on which it starts. Without its last quote it takes the rest of the rule in.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx");
};
`,
	}
	wrongCase = &diag.Page{
		Code: "MAA1009", Name: "WrongCase", Title: `wrong case of a word of the language`,
		Severity: diag.Error, Clauses: []string{"L1.7"}, Since: "0.1.0",
		Why: `Keywords, sections, properties, actions and functions are case sensitive. Published samples have "Version", and policies copied from them may be refused.`,
		Bad: `Version=1.0;
authorizationrules{
  => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
`,
	}
	unknownSection = &diag.Page{
		Code: "MAA1010", Name: "UnknownSection", Title: `unknown section`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `There are three sections: configurationrules, authorizationrules and issuancerules. The rules of a misspelled one would never run.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuerules{
  => issue(type="tee", value="sgx");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx");
};
`,
	}
	equalsBrace = &diag.Page{
		Code: "MAA1011", Name: "EqualsBrace", Title: `"=" before the brace of a section`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `The brace follows the name of the section directly. Published samples have "={", and policies copied from them are refused.`,
		Bad: `version=1.0;
authorizationrules={
  => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
`,
	}
	missingArrow = &diag.Page{
		Code: "MAA1012", Name: "MissingArrow", Title: `missing "=>"`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `"=>" separates the conditions of a rule from its action, and a rule without conditions starts with it. The service refuses the policy.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	missingAction = &diag.Page{
		Code: "MAA1013", Name: "MissingAction", Title: `missing action name`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `"=>" is followed by what the rule does: permit, deny, add, issue or issueproperty. The rule says to whom, but not what.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => (type="tee", value="sgx");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx");
};
`,
	}
	positionalArgument = &diag.Page{
		Code: "MAA1014", Name: "PositionalArgument", Title: `positional argument of an action`,
		Severity: diag.Error, Clauses: []string{"L5.3"}, Since: "0.1.0",
		Why: `The arguments of an action have names. A published sample leaves one out, and policies copied from it are refused.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue("tee", value="sgx");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee", value="sgx");
};
`,
	}
	badInteger = &diag.Page{
		Code: "MAA1015", Name: "BadInteger", Title: `malformed integer`,
		Severity: diag.Error, Clauses: []string{"L1.5"}, Since: "0.1.0",
		Why: `Integers are decimal and fit into 64 bits with a sign. Hexadecimal numbers, fractions and larger numbers are no values of this language.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-svn", value>=0x10] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-svn", value>=16] => permit();
};
`,
	}
	unbalancedBracket = &diag.Page{
		Code: "MAA1016", Name: "UnbalancedBracket", Title: `unclosed or stray bracket`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `Each bracket, parenthesis and brace has its counterpart. Where one is missing it is unclear what belongs to the rule or section, and the service refuses the policy.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	placeholder = &diag.Page{
		Code: "MAA1017", Name: "UnquotedPlaceholder", Title: `unquoted placeholder`,
		Severity: diag.Error, Clauses: []string{"L2"}, Since: "0.1.0",
		Why: `The text is a template: something in angle brackets was to be replaced with a value. As it stands the service refuses it.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-product-id", value==<product-id>] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-product-id", value==4639] => permit();
};
`,
	}
	illegalCharacter = &diag.Page{
		Code: "MAA1018", Name: "IllegalCharacter", Title: `illegal character or invalid UTF-8`,
		Severity: diag.Error, Clauses: []string{"L1.1", "L2"}, Since: "0.1.0",
		Why: `A policy is UTF-8 text, and outside of strings and comments only few characters have a meaning. Others are often invisible, or look like those that were meant.`,
		Bad: `version=1.0;
authorizationrules{
  [type==$tee, value=="sgx"] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="$tee", value=="sgx"] => permit();
};
`,
	}
	textLimit = &diag.Page{
		Code: "MAA1019", Name: "TextLimit", Title: `limit of the text`,
		Severity: diag.Error, Clauses: []string{"L9"}, Since: "0.1.0",
		Why: `The size of a policy, its rules, the conditions of a rule and the nesting of calls are bounded, so that no text can exhaust the program that reads it. The message names the limit; each can be raised.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="testsigning-enabled"] =>
    issue(type="testsigning-disabled", value=
` + strings.Repeat("    "+strings.Repeat("NegateBool(", 5)+"\n", 13) + "    c.value\n" +
			strings.Repeat("    "+strings.Repeat(")", 5)+"\n", 13) + `  );
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="testsigning-enabled"] =>
    issue(type="testsigning-disabled", value=
    NegateBool(c.value)
  );
};
`,
	}
	badHeader = &diag.Page{
		Code: "MAA1020", Name: "BadHeader", Title: `missing or malformed version header`,
		Severity: diag.Error, Clauses: []string{"L2", "L2.3"}, Since: "0.1.0",
		Why: `The version says which features a policy may use. Without it the policy has no defined meaning.`,
		Bad: `authorizationrules{
  => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
`,
	}
)
