package check

import (
	"strings"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/internal/lang"
)

// Names and types (L2.1, L3 to L5, L7).
var (
	missingAuthorization = &diag.Page{
		Code: "MAA2001", Name: "MissingAuthorization", Title: `missing section authorizationrules`,
		Severity: diag.Error, Clauses: []string{"L2.1", "L6.2"}, Since: "0.1.0",
		Why: `Only authorizationrules can permit. Without this section every attestation would be denied.`,
		Bad: `version=1.0;
issuancerules{
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
	duplicateSection = &diag.Page{
		Code: "MAA2002", Name: "DuplicateSection", Title: `section that occurs twice`,
		Severity: diag.Error, Clauses: []string{"L2.1"}, Since: "0.1.0",
		Why: `Each section occurs at most once. Which rules of two sections of one name would run is not defined, and a deny in one of them may be lost.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
authorizationrules{
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
};
`,
	}
	unknownProperty = &diag.Page{
		Code: "MAA2003", Name: "UnknownTestProperty", Title: `unknown property of a claim`,
		Severity: diag.Error, Clauses: []string{"L2", "L3.1"}, Since: "0.1.0",
		Why: `A claim has a type, a value, a valueType and an issuer, and nothing else to test or to copy.`,
		Bad: `version=1.0;
authorizationrules{
  [name=="secureBootEnabled", value==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	unknownAction = &diag.Page{
		Code: "MAA2004", Name: "UnknownAction", Title: `unknown action`,
		Severity: diag.Error, Clauses: []string{"L5"}, Since: "0.1.0",
		Why: `The actions are permit, deny, add, issue and issueproperty. A rule with a misspelled one would do nothing.`,
		Bad: `version=1.0;
authorizationrules{
  => premit();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
`,
	}
	unknownFunction = &diag.Page{
		Code: "MAA2005", Name: "UnknownFunction", Title: `unknown function`,
		Severity: diag.Error, Clauses: []string{"L7"}, Since: "0.1.0",
		Why: "The functions are " + strings.Join(lang.FunctionNames(), ", ") + ". The service refuses a policy that calls another one.",
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="testsigning-enabled"] =>
    issue(type="testsigning-disabled", value=NegateBol(c.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="testsigning-enabled"] =>
    issue(type="testsigning-disabled", value=NegateBool(c.value));
};
`,
	}
	undefinedBinder = &diag.Page{
		Code: "MAA2006", Name: "UndefinedBinder", Title: `binder that is not defined`,
		Severity: diag.Error, Clauses: []string{"L4.2", "L4.8"}, Since: "0.1.0",
		Why: `A binder names the claims of an earlier condition of the same rule. One that no such condition defines stands for nothing.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  [type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);
};
`,
	}
	duplicateBinder = &diag.Page{
		Code: "MAA2007", Name: "DuplicateBinder", Title: `binder defined twice`,
		Severity: diag.Error, Clauses: []string{"L4.8"}, Since: "0.1.0",
		Why: `A binder is unique within its rule. Of two conditions with one binder it would be unclear whose claims the action uses.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-product-id"] && c:[type=="x-ms-sgx-svn"] =>
    issue(type="svn", value=c.value);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  [type=="x-ms-sgx-product-id"] && c:[type=="x-ms-sgx-svn"] =>
    issue(type="svn", value=c.value);
};
`,
	}
	negatedBinder = &diag.Page{
		Code: "MAA2008", Name: "NegatedBinder", Title: `binder on a negated condition`,
		Severity: diag.Error, Clauses: []string{"L4.3"}, Since: "0.1.0",
		Why: `A negated condition is true if no claim satisfies it, so there is no claim that its binder could name.`,
		Bad: `version=1.2;
authorizationrules{
  !c:[type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  ![type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
	}
	wrongOperator = &diag.Page{
		Code: "MAA2009", Name: "WrongOperator", Title: `operator not made for its operands`,
		Severity: diag.Error, Clauses: []string{"L4.5"}, Since: "0.1.0",
		Why: `"<", "<=", ">" and ">=" compare integers. Strings and booleans are equal or not, but have no order.`,
		Bad: `version=1.0;
authorizationrules{
  [type>="x-ms-sgx-svn", value==4] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-svn", value>=4] => permit();
};
`,
	}
	wrongLiteral = &diag.Page{
		Code: "MAA2010", Name: "WrongLiteral", Title: `literal of the wrong type in a test`,
		Severity: diag.Error, Clauses: []string{"L4.5", "L4.6"}, Since: "0.1.0",
		Why: `Values of different types are never equal, so the test could never hold. The properties type, valueType and issuer are strings.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", valueType==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", valueType=="Boolean"] => permit();
};
`,
	}
	misplacedAction = &diag.Page{
		Code: "MAA2011", Name: "MisplacedAction", Title: `action not allowed in its section`,
		Severity: diag.Error, Clauses: []string{"L5", "L5.5"}, Since: "0.1.0",
		Why: `Decisions are taken in authorizationrules alone, and configurationrules only set properties. Elsewhere the action would have no effect, a deny among them.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
  [type=="x-ms-sgx-is-debuggable", value==true] => deny();
};
`,
	}
	badArguments = &diag.Page{
		Code: "MAA2012", Name: "BadArguments", Title: `missing, unknown or repeated argument`,
		Severity: diag.Error, Clauses: []string{"L5", "L5.3"}, Since: "0.1.0",
		Why: `An action that makes claims takes type and value, each once, or claim alone; permit and deny take nothing. Otherwise it is not clear which claims to make.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="tee");
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
	argumentCount = &diag.Page{
		Code: "MAA2013", Name: "ArgumentCount", Title: `wrong number of function arguments`,
		Severity: diag.Error, Clauses: []string{"L7"}, Since: "0.1.0",
		Why: `Each function has a fixed number of arguments. The service refuses a policy that gives more or fewer.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="codeIntegritySet"] =>
    issue(type="codeIntegrity", value=ContainsOnlyValue(c.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="codeIntegritySet"] =>
    issue(type="codeIntegrity", value=ContainsOnlyValue(c.value, true));
};
`,
	}
	argumentType = &diag.Page{
		Code: "MAA2014", Name: "ArgumentType", Title: `literal argument of the wrong type`,
		Severity: diag.Error, Clauses: []string{"L7", "L7.4"}, Since: "0.1.0",
		Why: `The function takes another type here. Every evaluation that reaches this rule would end with an error, and an error denies.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-azurevm-ostype"] =>
    issue(type="os", value=AppendString(c.value, 22));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-azurevm-ostype"] =>
    issue(type="os", value=AppendString(c.value, "22"));
};
`,
	}
	literalJSON = &diag.Page{
		Code: "MAA2015", Name: "LiteralJSON", Title: `invalid JSON literal`,
		Severity: diag.Error, Clauses: []string{"L7", "L7.4", "L7.6"}, Since: "0.1.0",
		Why: `The string should hold a JSON document, without a member name twice in an object. Every evaluation that reaches this rule would end with an error, and an error denies.`,
		Bad: `version=1.2;
authorizationrules{
  => add(type="trusted-svn", value=JsonToClaimValue("[4, 5"));
  t:[type=="trusted-svn"] && [type=="x-ms-sgx-svn", value==t.value] =>
    permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  => add(type="trusted-svn", value=JsonToClaimValue("[4, 5]"));
  t:[type=="trusted-svn"] && [type=="x-ms-sgx-svn", value==t.value] =>
    permit();
};
`,
	}
	literalQuery = &diag.Page{
		Code: "MAA2016", Name: "LiteralQuery", Title: `invalid query literal`,
		Severity: diag.Error, Clauses: []string{"L7.1", "L7.4"}, Since: "0.1.0",
		Why: `The string should hold a JMESPath query. Every evaluation that reaches this rule would end with an error, and an error denies.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=
      JmesPath(c.value, "Events[?EventTypeString == 'EV_EFI_ACTION'"));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=
      JmesPath(c.value, "Events[?EventTypeString == 'EV_EFI_ACTION']"));
};
`,
	}
	typeNotString = &diag.Page{
		Code: "MAA2017", Name: "TypeNotString", Title: `claim type that is no string`,
		Severity: diag.Error, Clauses: []string{"L5.1"}, Since: "0.1.0",
		Why: `The type of a claim is its name, a string. A claim with another type can't be made.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type=100, value="SecurityLevel");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="SecurityLevel", value=100);
};
`,
	}
	issuesReadOnly = &diag.Page{
		Code: "MAA2018", Name: "IssuesReadOnly", Title: `read-only claim in an issue action`,
		Severity: diag.Error, Clauses: []string{"L3.4", "L5.4"}, Since: "0.1.0",
		Why: `The claims pcrs are read-only: policies may test them, but not put them into tokens. Every evaluation that reaches this rule would end with an error, and an error denies.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="pcrs", issuer=="AttestationService"] => issue(claim=c);
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  [type=="pcrs", issuer=="AttestationService"] =>
    issue(type="pcrs-present", value=true);
};
`,
	}
	conditionalProperty = &diag.Page{
		Code: "MAA2019", Name: "ConditionalProperty", Title: `condition on a rule that steers verification`,
		Severity: diag.Error, Clauses: []string{"L5.6"}, Since: "0.1.0",
		Why: `This property says how evidence is verified, so it is needed before any claim exists. A condition could never see the claims it asks for.`,
		Bad: `version=1.1;
configurationrules{
  [type=="x-ms-attestation-type", value=="sgx"] =>
    issueproperty(type="x-ms-sgx-tcbidentifier", value="11");
};
authorizationrules{
  => permit();
};
`,
		Good: `version=1.1;
configurationrules{
  => issueproperty(type="x-ms-sgx-tcbidentifier", value="11");
};
authorizationrules{
  => permit();
};
`,
	}
	binderMisuse = &diag.Page{
		Code: "MAA2020", Name: "BinderMisuse", Title: `binder in the place of a value, or the other way round`,
		Severity: diag.Error, Clauses: []string{"L2", "L5.1", "L5.3"}, Since: "0.1.0",
		Why: `claim= takes a binder, which stands for whole claims; type= and value= take values, so of a binder a property.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-svn"] => issue(type="svn", value=c.value);
};
`,
	}
	literalNotClaim = &diag.Page{
		Code: "MAA2021", Name: "LiteralNotClaim", Title: `literal document that can become no claim value`,
		Severity: diag.Error, Clauses: []string{"L7", "L7.2", "L7.4"}, Since: "0.1.0",
		Why: `A claim value is a boolean, a 64-bit integer or a string. Fractions, objects and arrays in arrays are none, so every evaluation that reaches this rule would end with an error.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="level", value=JsonToClaimValue("1.0"));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="level", value=JsonToClaimValue("1"));
};
`,
	}
)
