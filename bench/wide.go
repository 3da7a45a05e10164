package main

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// wide has n rules, each for a type of its own with a value of its own, and n
// claims that satisfy them all.
func wide(n int) *subject {
	s := &subject{claims: wideClaims(n), index: byType, cedarFlat: true, policy: widePolicy(n)}
	s.want.permit = true
	s.cel = []celRule{{text: "true"}}
	s.cedar = []cedarRule{{id: "permit", text: "permit(principal, action, resource);"}}
	var f, a strings.Builder
	f.WriteString("package bench\n\nallow := true\n\n")
	a.WriteString("package bench\n\nallow := true\n\n")
	for i, c := range s.claims {
		out := wideName(i)
		s.want.issued = append(s.want.issued, pair{out, c.Value})
		fmt.Fprintf(&f, "issued contains {\"type\": %q, \"value\": v} if {\n\tsome v in input.%s\n\tv == %v\n}\n\n", out, c.Type, c.Value)
		fmt.Fprintf(&a, "issued contains {\"type\": %q, \"value\": c.value} if {\n\tsome c in input.claims\n\tc.type == %q\n\tc.value == %v\n}\n\n", out, c.Type, c.Value)
		s.cedar = append(s.cedar, cedarRule{
			id: c.Type, issue: out, attribute: c.Type,
			text: fmt.Sprintf("permit(principal, action, resource) when { context has %[1]q && context[%[1]q] == %[2]v };", c.Type, c.Value),
		})
		s.cel = append(s.cel, celRule{out, fmt.Sprintf("claims.map(c, c.type == %q && c.value == %v, c.value)", c.Type, c.Value)})
	}
	s.regoFlat, s.regoArray = f.String(), a.String()
	s.regoFlatBest, s.regoArrayBest = wideRegoBest(s.claims)
	s.closures = func() *closurePolicy { return wideClosures(s.claims) }
	s.hand = func() func([]claim.Claim, *decision) { return handWide(wideClaims(n)) }
	return s
}

// wideRegoBest folds the rules into a table: name and value by type.
func wideRegoBest(claims []claim.Claim) (flat, array string) {
	var rows []string
	for i, c := range claims {
		rows = append(rows, fmt.Sprintf("%q: {\"name\": %q, \"value\": %v}", c.Type, wideName(i), c.Value))
	}
	head := "package bench\n\nallow := true\n\ntable := {" + strings.Join(rows, ", ") + "}\n\n"
	return head + "issued := {row.name: row.value | some t, row in table; row.value in input[t]}\n",
		head + "issued := {row.name: row.value | some c in input.claims; row := table[c.type]; row.value == c.value}\n"
}

func wideName(i int) string { return fmt.Sprintf("o%04d", i) }

func widePolicy(n int) string {
	var b strings.Builder
	b.WriteString("version=1.0;\nauthorizationrules { => permit(); };\nissuancerules {\n")
	for i, c := range wideClaims(n) {
		fmt.Fprintf(&b, "  c:[type==%q, value==%v] => issue(type=%q, value=c.value);\n", c.Type, c.Value, wideName(i))
	}
	b.WriteString("};\n")
	return b.String()
}

func wideClosures(claims []claim.Claim) *closurePolicy {
	var types []string
	for _, c := range claims {
		types = append(types, c.Type)
	}
	p := newClosures(types)
	p.authorization = []closureRule{{nil, p.permit()}}
	for i, c := range claims {
		p.issuance = append(p.issuance, closureRule{[]condition{p.equal(c.Type, c.Value)}, p.issue(wideName(i))})
	}
	return p
}

// handWide is a table: for each type the value it must have and the name to
// issue it under. Claims come in the order of the rules, so the order of what
// it issues is that of the rules too.
func handWide(claims []claim.Claim) func([]claim.Claim, *decision) {
	type row struct {
		value claim.Value
		name  string
	}
	table := make(map[string]row, len(claims))
	for i, c := range claims {
		table[c.Type] = row{c.Value, wideName(i)}
	}
	return func(claims []claim.Claim, d *decision) {
		d.permit, d.claims = true, d.claims[:0]
		for i := range claims {
			if r, ok := table[claims[i].Type]; ok && r.value == claims[i].Value {
				d.claims = append(d.claims, claim.Claim{Type: r.name, Value: r.value, Issuer: claim.AttestationPolicy})
			}
		}
	}
}
