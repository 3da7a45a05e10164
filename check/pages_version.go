package check

import "github.com/assay-policy/assay/ast/diag"

// Version and portability (L1.5, L2.1, L2.3).
var (
	unknownVersion = &diag.Page{
		Code: "MAA4001", Name: "UnknownVersion", Title: `unknown version`,
		Severity: diag.Error, Clauses: []string{"L2.3"}, Since: "0.1.0",
		Why: `The versions are 1.0, 1.1 and 1.2. What a policy of another version means is not defined.`,
		Bad: `version=2.0;
authorizationrules{
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
`,
	}
	laterFeature = &diag.Page{
		Code: "MAA4002", Name: "LaterFeature", Title: `feature of a later version`,
		Severity: diag.Error, Clauses: []string{"L2.3"}, Since: "0.1.0",
		Why: `Version 1.1 added configurationrules, version 1.2 functions and "!". The service reads a policy by the version it names, and refuses what that version does not have.`,
		Bad: `version=1.0;
authorizationrules{
  ![type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  ![type=="x-ms-sgx-is-debuggable", value==true] => permit();
};
`,
	}
	sectionOrder = &diag.Page{
		Code: "MAA4003", Name: "SectionOrder", Title: `unusual order of sections`,
		Severity: diag.Info, Clauses: []string{"L2.1", "L6.1"}, Since: "0.1.0",
		Why: `Sections always run in the order configuration, authorization, issuance, and every known policy has them in this order. Another one misleads readers, and the service may not take it.`,
		Bad: `version=1.0;
issuancerules{
  => issue(type="tee", value="sgx");
};
authorizationrules{
  => permit();
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
	negativeInteger = &diag.Page{
		Code: "MAA4004", Name: "NegativeInteger", Title: `negative integer`,
		Severity: diag.Info, Clauses: []string{"L1.5"}, Since: "0.1.0",
		Why: `No known policy has a negative integer, and the documentation names none: the service may not take it.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-svn", value>-1] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="x-ms-sgx-svn", value>=0] => permit();
};
`,
	}
)
