package suite

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/check/reason"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/internal/jsondoc"
)

// testCase writes a case for claims on which policy and mutant differ: what the policy
// makes of them, as far as the mutant makes something else of them (T3.11).
func testCase(m *Mutant, example *reason.Counterexample) string {
	expect := "decision: deny"
	if example.Old.Permitted {
		expect = "decision: permit"
	}
	switch example.Kind {
	case reason.OtherClaims:
		expect += ", claimsExactly: " + yamlMembers(example.Old.Claims)
	case reason.OtherProperties:
		expect += ", propertiesExactly: " + yamlMembers(example.Old.Properties)
	case reason.NewlyPermitted, reason.NewlyDenied:
	}
	return fmt.Sprintf("  - name: %s\n    given: {claims: %s}\n    expect: {%s}\n", yamlQuoted(m.caseName()), yamlClaims(example.Claims), expect)
}

// caseName says what the case tells apart. Places make it unlike the others.
func (m *Mutant) caseName() string {
	return fmt.Sprintf("%d:%d %s", m.Line, m.Column, m.change())
}

// change says in one line what the mutant is.
func (m *Mutant) change() string {
	if m.Replacement == "" {
		return "without " + oneLine(m.Original)
	}
	return oneLine(m.Original) + " becomes " + oneLine(m.Replacement)
}

// oneLine puts a text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// yamlMembers writes claims as a result has them.
func yamlMembers(claims []claim.Claim) string {
	doc := object(claim.Shape(claims))
	var parts []string
	for i := range doc.Len() {
		parts = append(parts, yamlText(doc.Name(i))+": "+yamlValue(jsondoc.AppendCompact(nil, doc.At(i))))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// yamlClaims writes a claims file, in object form if that says it all (L10.1).
func yamlClaims(claims []claim.Claim) string {
	plain := true
	seen := map[string]bool{"type": true, "value": true, "claims": true}
	for _, c := range claims {
		plain = plain && c.Issuer == claim.AttestationService && !seen[c.Type]
		seen[c.Type] = true
	}
	var parts []string
	for _, c := range claims {
		value := yamlValue(c.Value.JSON())
		if plain {
			parts = append(parts, yamlText(c.Type)+": "+value)
		} else {
			parts = append(parts, fmt.Sprintf("{type: %s, value: %s, issuer: %s}", yamlText(c.Type), value, c.Issuer))
		}
	}
	if plain {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
