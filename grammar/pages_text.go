package grammar

import "github.com/assay-policy/assay/ast/diag"

// What is valid, but hides something from the reader (L1.1, L1.3).
var (
	byteOrderMark = &diag.Page{
		Code: "MAA1021", Name: "ByteOrderMark", Title: `byte order mark`,
		Severity: diag.Warning, Clauses: []string{"L1.1", "L8.1"}, Since: "0.1.0",
		Why: `The mark before the first character is invisible, but it is part of the policy's hash: the same policy without it has another one.`,
		Bad: "\uFEFF" + `version=1.0;
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
	swallowedRule = &diag.Page{
		Code: "MAA1022", Name: "SwallowedRule", Title: `comment that swallows a rule`,
		Severity: diag.Warning, Clauses: []string{"L1.3"}, Since: "0.1.0",
		Why: `A comment goes on to the end of its line, and a carriage return alone ends none. A rule in a comment after code never runs; often the line breaks of the policy got lost.`,
		Bad: `version=1.0;
authorizationrules{ // debug [type=="is-debuggable", value==true] => deny();
  => permit();
};
`,
		Good: `version=1.0;
authorizationrules{ // debug
  [type=="is-debuggable", value==true] => deny();
  => permit();
};
`,
	}
	invisibleCharacter = &diag.Page{
		Code: "MAA3019", Name: "InvisibleCharacter", Title: `invisible character in a string or comment`,
		Severity: diag.Warning, Clauses: []string{"L1.1"}, Since: "0.1.0",
		Why: `Characters that take no room, turn the direction of the text, or look like others make a policy read as something else than it says. Strings compare byte for byte, so a claim with such a character in its type is another claim.`,
		Bad: `version=1.0;
authorizationrules{
  [type=="secureBoot` + "\u200B" + `Enabled", value==true] => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="secureBootEnabled", value==true] => permit();
};
`,
	}
	disabledRule = &diag.Page{
		Code: "MAA3049", Name: "DisabledRule", Title: `rule in a comment of its own`,
		Severity: diag.Info, Clauses: []string{"L1.3"}, Since: "0.1.0",
		Why: `The comment holds a whole rule, which does not run. People switch rules off on purpose; a deny among them is worth a second look.`,
		Bad: `version=1.0;
authorizationrules{
  // [type=="is-debuggable", value==true] => deny();
  => permit();
};
`,
		Good: `version=1.0;
authorizationrules{
  [type=="is-debuggable", value==true] => deny();
  => permit();
};
`,
	}
)
