package check

import "github.com/assay-policy/assay/ast/diag"

// Advice: valid, but hardly what was meant.
var (
	issueActsAsAdd = &diag.Page{
		Code: "MAA3001", Name: "IssueActsAsAdd", Title: `issue in authorizationrules`,
		Severity: diag.Warning, Clauses: []string{"L5.5"}, Since: "0.1.0",
		Why: `Nothing reaches the token from authorizationrules: issue acts as add there, and the relying party never sees the claim.`,
		Bad: `version=1.0;
authorizationrules{
  => issue(type="tee", value="sgx");
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
	propertyInAuthorization = &diag.Page{
		Code: "MAA3002", Name: "PropertyInAuthorization", Title: `issueproperty in authorizationrules`,
		Severity: diag.Warning, Clauses: []string{"L5.5"}, Since: "0.1.0",
		Why: `Properties belong in configurationrules or issuancerules. Set here, after the evidence was verified, one that steers the verification comes too late.`,
		Bad: `version=1.1;
authorizationrules{
  => issueproperty(type="report_validity_in_minutes", value=60);
  => permit();
};
`,
		Good: `version=1.1;
authorizationrules{
  => permit();
};
issuancerules{
  => issueproperty(type="report_validity_in_minutes", value=60);
};
`,
	}
	reservedName = &diag.Page{
		Code: "MAA3003", Name: "ReservedName", Title: `claim name that the service writes itself`,
		Severity: diag.Warning, Clauses: []string{"L6.6"}, Since: "0.1.0",
		Why: `The service's own value is at the top level of the token, the issued one only in x-ms-policy. A relying party that reads the name gets the value of the service. A name that begins like the evidence of the type is treated the same, known or not: it would pass for evidence.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="x-ms-ver", value="2.0");
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="policy-release", value="2.0");
};
`,
	}
	foreignProperty = &diag.Page{
		Code: "MAA3022", Name: "ForeignProperty", Title: `property without effect for the attestation type`,
		Severity: diag.Warning, Clauses: []string{"L5.6", "S2.11"}, Since: "0.1.0",
		Why:  `The service reads this property for other attestation types only: the token stays as it is by default.`,
		Type: "SgxEnclave",
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issueproperty(type="report_validity_in_minutes", value=60);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issue(type="report-validity", value=60);
};
`,
	}
	propertyValue = &diag.Page{
		Code: "MAA3023", Name: "PropertyValue", Title: `property with a value that it can't have`,
		Severity: diag.Warning, Clauses: []string{"L5.6", "S2.11"}, Since: "0.1.0",
		Why: `The service takes a value of another kind or range for this property. A token is valid for at least a minute and at most 365 days, and a mask has a bit for each of 24 PCRs.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issueproperty(type="report_validity_in_minutes", value=1000000);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  => issueproperty(type="report_validity_in_minutes", value=525600);
};
`,
	}
	queryName = &diag.Page{
		Code: "MAA3045", Name: "QueryName", Title: `name in the place of a literal in a query`,
		Severity: diag.Warning, Clauses: []string{"L7.1"}, Since: "0.1.0",
		Why: `In a query, text is written in single quotes, and true, false, null and numbers are written in backquotes. A word that is bare or in double quotes is the name of a field. A field that isn't there is null, so the comparison hardly ever holds, and nothing says why.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="events", issuer=="AttestationService"] =>
    issue(type="boot", value=
      JmesPath(c.value, "Events[?EventTypeString == \"EV_EFI_ACTION\"]"));
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
)
