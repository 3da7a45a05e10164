package check

import "github.com/assay-policy/assay/ast/diag"

// Kinds that are inferred and don't fit (L0.1): advice, where a literal would be an
// error.
var (
	madeKind = &diag.Page{
		Code: "MAA3010", Name: "MadeKind", Title: `comparison of values of different kinds`,
		Severity: diag.Warning, Clauses: []string{"L0.1", "L4.5", "L4.6"}, Since: "0.1.0",
		Why: `Values of different kinds are never equal, and an ordering holds for integers only. With "!=" the test always holds, with any other operator never: the rule does not ask what it seems to ask.`,
		Bad: `version=1.0;
authorizationrules{
  c:[type=="lowest-svn", valueType=="String"] &&
    [type=="x-ms-sgx-svn", value>=c.value] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  c:[type=="lowest-svn", valueType=="Integer"] &&
    [type=="x-ms-sgx-svn", value>=c.value] => permit();
};
`,
	}
	inferredArgument = &diag.Page{
		Code: "MAA3052", Name: "InferredArgument", Title: `function argument that is always of the wrong kind`,
		Severity: diag.Warning, Clauses: []string{"L0.1", "L7"}, Since: "0.1.0",
		Why: `The function takes another kind of value here. Every evaluation that reaches it ends with an error, and an error denies.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="x-ms-sgx-svn", value>=4] =>
    issue(type="release", value=AppendString("r", c.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="release-name", valueType=="String"] =>
    issue(type="release", value=AppendString("r", c.value));
};
`,
	}
	inferredType = &diag.Page{
		Code: "MAA3053", Name: "InferredType", Title: `claim type from values that are no strings`,
		Severity: diag.Warning, Clauses: []string{"L0.1", "L5.1"}, Since: "0.1.0",
		Why: `The type of a claim is its name, a string. Every evaluation that reaches this rule ends with an error, and an error denies.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="release", value>=4] => issue(type=c.value, value=true);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="release", value>=4] => issue(type=c.type, value=true);
};
`,
	}
	inferredProperty = &diag.Page{
		Code: "MAA3054", Name: "InferredProperty", Title: `property that steers verification from a rule with conditions`,
		Severity: diag.Warning, Clauses: []string{"L0.1", "L5.6"}, Since: "0.1.0",
		Why: `This property says how evidence is verified, so it is needed before any claim exists. Every evaluation in which the rule runs ends with an error, and an error denies.`,
		Bad: `version=1.2;
configurationrules{
  [type=="baseline"] => issueproperty(
    type=AppendString("x-ms-sgx-", "tcbidentifier"), value="11");
};
authorizationrules{
  => permit();
};
`,
		Good: `version=1.2;
configurationrules{
  => issueproperty(type="x-ms-sgx-tcbidentifier", value="11");
};
authorizationrules{
  => permit();
};
`,
	}
)
