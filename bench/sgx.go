package main

import (
	"fmt"
	"strings"

	"github.com/assay-policy/assay/claim"
)

// sgxTypes are the claim types that the six rules of the SGX default issue
// again, under their names without "x-ms-".
var sgxTypes = []string{
	"x-ms-sgx-is-debuggable", "x-ms-sgx-product-id", "x-ms-sgx-svn",
	"x-ms-sgx-mrsigner", "x-ms-sgx-mrenclave", "x-ms-attestation-type",
}

func issuedName(typ string) string { return strings.TrimPrefix(typ, "x-ms-") }

// sgxPermits are the four conditions that permit.
var sgxPermits = []pair{
	{sgxTypes[0], claim.Bool(false)}, {sgxTypes[1], claim.Int(1)},
	{sgxTypes[2], claim.Int(3)}, {sgxTypes[3], claim.String(mrSigner)},
}

// sgx is the policy that the performance goals call the SGX policy.
func sgx(n int) *subject {
	s := &subject{claims: sgxClaims(n), index: flat, closures: sgxClosures, hand: handSGX}
	s.want.permit = true
	for _, c := range s.claims {
		for _, t := range sgxTypes {
			if c.Type == t {
				s.want.issued = append(s.want.issued, pair{issuedName(t), c.Value})
			}
		}
	}
	s.policy = sgxPolicy()
	s.regoFlat, s.regoArray = sgxRego()
	s.regoFlatBest, s.regoArrayBest = sgxRegoBest(s.regoFlat, s.regoArray)
	s.cedar = sgxCedar()
	s.cel = sgxCEL()
	return s
}

func sgxPolicy() string {
	var conditions []string
	for _, p := range sgxPermits {
		conditions = append(conditions, fmt.Sprintf("[type==%q, value==%v]", p.name, p.value))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "version=1.0;\nauthorizationrules {\n  %s => permit();\n};\nissuancerules {\n", strings.Join(conditions, " && "))
	for _, t := range sgxTypes {
		fmt.Fprintf(&b, "  c:[type==%q] => issue(type=%q, value=c.value);\n", t, issuedName(t))
	}
	b.WriteString("};\n")
	return b.String()
}

func sgxRego() (flat, array string) {
	var f, a strings.Builder
	f.WriteString("package bench\n\ndefault allow := false\n\nallow if {\n")
	a.WriteString("package bench\n\ndefault allow := false\n\nallow if {\n")
	for i, p := range sgxPermits {
		fmt.Fprintf(&f, "\tinput[%q] == %v\n", p.name, p.value)
		fmt.Fprintf(&a, "\tsome c%d in input.claims\n\tc%[1]d.type == %[2]q\n\tc%[1]d.value == %[3]v\n", i, p.name, p.value)
	}
	f.WriteString("}\n\n")
	a.WriteString("}\n\n")
	for _, t := range sgxTypes {
		fmt.Fprintf(&f, "issued[%q] := input[%q]\n\n", issuedName(t), t)
		fmt.Fprintf(&a, "issued contains {\"type\": %q, \"value\": c.value} if {\n\tsome c in input.claims\n\tc.type == %q\n}\n\n", issuedName(t), t)
	}
	return f.String(), a.String()
}

// sgxRegoBest keeps the rule that allows and folds the others into one
// comprehension over a table.
func sgxRegoBest(flat, array string) (string, string) {
	var rows []string
	for _, t := range sgxTypes {
		rows = append(rows, fmt.Sprintf("%q: %q", t, issuedName(t)))
	}
	table := "{" + strings.Join(rows, ", ") + "}"
	flat, _, _ = strings.Cut(flat, "issued[")
	array, _, _ = strings.Cut(array, "issued contains")
	return flat + "issued := {name: v | some t, name in " + table + "; v := input[t]}\n",
		array + "issued := {{\"type\": name, \"value\": c.value} | some c in input.claims; name := " + table + "[c.type]}\n"
}

func sgxCedar() []cedarRule {
	var tests []string
	for _, p := range sgxPermits {
		tests = append(tests, fmt.Sprintf("context has %[1]q && context[%[1]q] == %[2]v", p.name, p.value))
	}
	rules := []cedarRule{{id: "permit", text: "permit(principal, action, resource) when { " + strings.Join(tests, " && ") + " };"}}
	for _, t := range sgxTypes {
		rules = append(rules, cedarRule{
			id: t, issue: issuedName(t), attribute: t,
			text: fmt.Sprintf("permit(principal, action, resource) when { context has %q };", t),
		})
	}
	return rules
}

func sgxCEL() []celRule {
	var tests []string
	for _, p := range sgxPermits {
		tests = append(tests, fmt.Sprintf("claims.exists(c, c.type == %q && c.value == %v)", p.name, p.value))
	}
	rules := []celRule{{text: strings.Join(tests, " && ")}}
	for _, t := range sgxTypes {
		rules = append(rules, celRule{issuedName(t), fmt.Sprintf("claims.map(c, c.type == %q, c.value)", t)})
	}
	return rules
}

func sgxClosures() *closurePolicy {
	p := newClosures(sgxTypes)
	var permit []condition
	for _, q := range sgxPermits {
		permit = append(permit, p.exists(q.name, q.value))
	}
	p.authorization = []closureRule{{permit, p.permit()}}
	for _, t := range sgxTypes {
		p.issuance = append(p.issuance, closureRule{[]condition{p.all(t)}, p.issue(issuedName(t))})
	}
	return p
}

// handSGX is the policy written out: one pass that sorts the values by type,
// four tests, six loops.
func handSGX() func([]claim.Claim, *decision) {
	var values [6][]claim.Value
	var names [6]string
	for i, t := range sgxTypes {
		names[i] = issuedName(t)
	}
	return func(claims []claim.Claim, d *decision) {
		for i := range values {
			values[i] = values[i][:0]
		}
		for i := range claims {
			c := &claims[i]
			k := 0
			switch c.Type {
			case "x-ms-sgx-is-debuggable":
			case "x-ms-sgx-product-id":
				k = 1
			case "x-ms-sgx-svn":
				k = 2
			case "x-ms-sgx-mrsigner":
				k = 3
			case "x-ms-sgx-mrenclave":
				k = 4
			case "x-ms-attestation-type":
				k = 5
			default:
				continue
			}
			if !has(values[k], c.Value) {
				values[k] = append(values[k], c.Value)
			}
		}
		d.permit = has(values[0], claim.Bool(false)) && has(values[1], claim.Int(1)) &&
			has(values[2], claim.Int(3)) && has(values[3], claim.String(mrSigner))
		d.claims = d.claims[:0]
		if !d.permit {
			return
		}
		for i := range values {
			for _, v := range values[i] {
				d.claims = append(d.claims, claim.Claim{Type: names[i], Value: v, Issuer: claim.AttestationPolicy})
			}
		}
	}
}

// has looks through a few values.
func has(values []claim.Value, v claim.Value) bool {
	for i := range values {
		if values[i] == v {
			return true
		}
	}
	return false
}
