package engine

import "github.com/assay-policy/assay/ast/diag"

// Pages returns the pages of the codes that an evaluation can end with, by code.
func Pages() []*diag.Page {
	return []*diag.Page{
		StepLimit,
		ClaimLimit,
		StringLimit,
		ElementLimit,
		DepthLimit,
		NotOneValue,
		TypeNotOneString,
		InvalidJSON,
		InvalidQuery,
		QueryFailed,
		NotClaimValue,
		ReadOnlyIssued,
		PropertyConflict,
		MemoryLimit,
		ConditionalSteering,
	}
}

// Evaluation, reported in the result of a policy. Each of them denies (L6.4).
var (
	StepLimit = &diag.Page{
		Code: "MAA5001", Name: "StepLimit", Title: `budget of steps spent`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L9"}, Since: "0.1.0",
		Why: `The work of an evaluation is bounded, so that no policy and no claims can keep a verifier busy. What would cost more denies.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] && n:[type=="count"] =>
    add(type="counts", value=JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(d.value,
      e.value), e.value), e.value), e.value), e.value), e.value), n.value));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] && n:[type=="count"] =>
    add(type="counts", value=JmesPath(
      JmesPath(d.value, e.value), n.value));
  => permit();
};
`,
		Claims: `{
  "document": "[0]",
  "eightfold": "[@,@,@,@,@,@,@,@][]",
  "count": "map(&length([@,@,@,@,@,@,@,@][].[@,@,@,@,@,@,@,@][]), @)"
}
`,
	}
	ClaimLimit = &diag.Page{
		Code: "MAA5002", Name: "ClaimLimit", Title: `too many claims in a set`,
		Severity: diag.Error, Clauses: []string{"L3.6", "L6.4", "L9"}, Since: "0.1.0",
		Why: `The number of claims in a set is bounded, so that a small document can't fill the memory of a verifier. What would make more denies.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && t:[type=="twofold"] =>
    add(type="word", value=JsonToClaimValue(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(d.value,
      t.value), t.value), t.value), t.value), t.value), t.value),
      t.value), t.value), t.value), t.value), t.value), t.value),
      t.value), t.value), t.value), t.value), t.value)));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && t:[type=="twofold"] =>
    add(type="word", value=JsonToClaimValue(
      JmesPath(d.value, t.value)));
  => permit();
};
`,
		Claims: `{
  "document": "[\"\"]",
  "twofold": "[*].[[@, 'a'], [@, 'b']][].join('', @)"
}
`,
	}
	StringLimit = &diag.Page{
		Code: "MAA5003", Name: "StringLimit", Title: `string value too long`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7", "L9"}, Since: "0.1.0",
		Why: `The size of a string value is bounded, so that a policy can't fill the memory of a verifier by appending again and again. What would be longer denies.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] =>
    add(type="long", value=
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      d.value, e.value), e.value), e.value), e.value), e.value), e.value),
      e.value));
  c:[type=="long"] =>
    add(type="longer", value=AppendString(c.value, c.value));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] =>
    add(type="long", value=
      JmesPath(d.value, e.value));
  c:[type=="long"] =>
    add(type="longer", value=AppendString(c.value, c.value));
  => permit();
};
`,
		Claims: `{
  "document": "\"assay, \"",
  "eightfold": "join('', [@,@,@,@,@,@,@,@])"
}
`,
	}
	ElementLimit = &diag.Page{
		Code: "MAA5004", Name: "ElementLimit", Title: `list too long`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L9"}, Since: "0.1.0",
		Why: `The number of elements of a list inside a query is bounded, so that a small document can't fill the memory of a verifier. What would make a longer list denies.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] =>
    add(type="long", value=
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      d.value, e.value), e.value), e.value), e.value), e.value), e.value),
      e.value));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] =>
    add(type="long", value=
      JmesPath(d.value, e.value));
  => permit();
};
`,
		Claims: `{
  "document": "[0]",
  "eightfold": "[@,@,@,@,@,@,@,@][]"
}
`,
	}
	DepthLimit = &diag.Page{
		Code: "MAA5005", Name: "DepthLimit", Title: `JSON nested too deep`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L9"}, Since: "0.1.0",
		Why: `The nesting of JSON documents is bounded, so that none can exhaust the stack of a verifier. A document that is nested deeper denies.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && n:[type=="nest"] =>
    add(type="deep", value=
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(d.value,
      n.value), n.value), n.value), n.value), n.value), n.value),
      n.value), n.value), n.value), n.value), n.value), n.value),
      n.value), n.value), n.value), n.value), n.value), n.value));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && n:[type=="nest"] =>
    add(type="deep", value=
      JmesPath(d.value, n.value));
  => permit();
};
`,
		Claims: `{
  "document": "0",
  "nest": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[@]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
}
`,
	}
	NotOneValue = &diag.Page{
		Code: "MAA5006", Name: "NotOneValue", Title: `not exactly one value`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7"}, Since: "0.1.0",
		Why: `The function takes exactly one value of its type here, but the claims gave none, several, or another type. Such claims are denied; let the condition pick the one that is meant.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="os"] =>
    issue(type="os-family", value=AppendString("family-", c.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="os", value=="linux"] =>
    issue(type="os-family", value=AppendString("family-", c.value));
};
`,
		Claims: `{
  "os": ["linux", "ubuntu"]
}
`,
	}
	TypeNotOneString = &diag.Page{
		Code: "MAA5007", Name: "TypeNotOneString", Title: `claim type that is not exactly one string`,
		Severity: diag.Error, Clauses: []string{"L5.1", "L6.4"}, Since: "0.1.0",
		Why: `The type of a claim is one string, but the claims gave none, several, or another type. Such claims are denied.`,
		Bad: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="feature"] => issue(type=c.value, value=true);
};
`,
		Good: `version=1.0;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="feature"] => issue(type="feature", value=c.value);
};
`,
		Claims: `{
  "feature": ["secureboot", "measuredboot"]
}
`,
	}
	InvalidJSON = &diag.Page{
		Code: "MAA5008", Name: "InvalidJSON", Title: `invalid JSON`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7"}, Since: "0.1.0",
		Why: `The function reads a JSON document, but the claim holds other text. Such claims are denied.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="log"] =>
    issue(type="events", value=JmesPath(c.value, "events"));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="events", value=JmesPath(c.value, "events"));
};
`,
		Claims: `{
  "log": "events: start, stop",
  "report": {"events": ["start", "stop"]}
}
`,
	}
	InvalidQuery = &diag.Page{
		Code: "MAA5009", Name: "InvalidQuery", Title: `invalid query`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7", "L7.1"}, Since: "0.1.0",
		Why: `The query that a claim or another function gave is not JMESPath. Such claims are denied; a query that is written in the policy is checked ahead of time.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] && q:[type=="query"] =>
    issue(type="events", value=JmesPath(c.value, q.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="events", value=JmesPath(c.value, "events[0]"));
};
`,
		Claims: `{
  "report": {"events": ["start", "stop"]},
  "query": "events[0"
}
`,
	}
	QueryFailed = &diag.Page{
		Code: "MAA5010", Name: "QueryFailed", Title: `query that failed`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7", "L7.1"}, Since: "0.1.0",
		Why: `The query is valid, but a function in it got a value of a type it does not take. Such claims are denied.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="count", value=JmesPath(c.value, "length(svn)"));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="count", value=JmesPath(c.value, "length(events)"));
};
`,
		Claims: `{
  "report": {"svn": 4, "events": ["start", "stop"]}
}
`,
	}
	NotClaimValue = &diag.Page{
		Code: "MAA5011", Name: "NotClaimValue", Title: `document that can become no claim value`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L7", "L7.2"}, Since: "0.1.0",
		Why: `A claim value is a boolean, a 64-bit integer or a string. The document is, or holds, a fraction, an object or an array in an array. Such claims are denied.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="svn", value=JsonToClaimValue(c.value));
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="report"] =>
    issue(type="svn", value=JsonToClaimValue(JmesPath(c.value, "svn")));
};
`,
		Claims: `{
  "report": {"svn": 4}
}
`,
	}
	ReadOnlyIssued = &diag.Page{
		Code: "MAA5012", Name: "ReadOnlyIssued", Title: `read-only claim issued`,
		Severity: diag.Error, Clauses: []string{"L3.4", "L5.4", "L6.4"}, Since: "0.1.0",
		Why: `Read-only claims, and values made from them, may be tested but not put into tokens. The evaluation ends here and denies.`,
		Bad: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="pcrs"] =>
    add(type="pcr0", value=JmesPath(c.value, "PCRs[0].Digests.SHA1"));
  c:[type=="pcr0"] => issue(claim=c);
};
`,
		Good: `version=1.2;
authorizationrules{
  => permit();
};
issuancerules{
  c:[type=="pcrs"] =>
    add(type="pcr0", value=JmesPath(c.value, "PCRs[0].Digests.SHA1"));
  [type=="pcr0", value=="[\"4c833b1c361f\"]"] =>
    issue(type="pcr0-trusted", value=true);
};
`,
		Claims: `{
  "pcrs": {"PCRs": [{"Index": 0, "Digests": {"SHA1": ["4c833b1c361f"]}}]}
}
`,
	}
	PropertyConflict = &diag.Page{
		Code: "MAA5013", Name: "PropertyConflict", Title: `property set twice`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L6.5"}, Since: "0.1.0",
		Why: `A property has one value. Two rules that ran set different ones, so it is unclear which holds, and the evaluation ends and denies.`,
		Bad: `version=1.1;
configurationrules{
  => issueproperty(type="required_pcr_mask", value=15);
  => issueproperty(type="required_pcr_mask", value=131070);
};
authorizationrules{
  => permit();
};
`,
		Good: `version=1.1;
configurationrules{
  => issueproperty(type="required_pcr_mask", value=15);
};
authorizationrules{
  => permit();
};
`,
		Claims: `{
  "secureBootEnabled": true
}
`,
	}
	MemoryLimit = &diag.Page{
		Code: "MAA5014", Name: "MemoryLimit", Title: `too much memory`,
		Severity: diag.Error, Clauses: []string{"L6.4", "L9.3"}, Since: "0.1.0",
		Why: `Claims, documents and the values of expressions may take only so much memory together. The evaluation ends here and denies, so that no policy can exhaust the service.`,
		Bad: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] && m:[type=="many"] =>
    add(type="count", value=JmesPath(JmesPath(
      JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(JmesPath(
      d.value, e.value), e.value), e.value), e.value), e.value), e.value),
      m.value), "length(@)"));
  => permit();
};
`,
		Good: `version=1.2;
authorizationrules{
  d:[type=="document"] && e:[type=="eightfold"] && m:[type=="many"] =>
    add(type="count", value=JmesPath(JmesPath(
      JmesPath(d.value, e.value),
      m.value), "length(@)"));
  => permit();
};
`,
		Claims: `{
  "document": "[0]",
  "eightfold": "[@,@,@,@,@,@,@,@][]",
  "many": "[@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@]"
}
`,
	}
	ConditionalSteering = &diag.Page{
		Code: "MAA5015", Name: "ConditionalSteering", Title: `steering property set under conditions`,
		Severity: diag.Error, Clauses: []string{"L5.6", "L6.4"}, Since: "0.1.0",
		Why: `The property steers how evidence is verified, so it is needed before there are any claims to test. The name was not known before the rule ran, and the evaluation ends and denies.`,
		Bad: `version=1.2;
configurationrules{
  c:[type=="baseline"] =>
    issueproperty(type=AppendString("x-ms-sgx-", c.value), value="11");
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
		Claims: `{
  "baseline": "tcbidentifier"
}
`,
	}
)
