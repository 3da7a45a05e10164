package reason_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// drawn is a policy as lists of rules, so that one can be changed a little.
type drawn struct {
	rules [3][]string // configuration, authorization, issuance
}

func (d drawn) text() string {
	return "version=1.2;\nconfigurationrules{\n" + strings.Join(d.rules[0], "\n") +
		"\n};\nauthorizationrules{\n" + strings.Join(d.rules[1], "\n") +
		"\n};\nissuancerules{\n" + strings.Join(d.rules[2], "\n") + "\n};\n"
}

// generator draws small policies with all that makes a Result not grow with the
// claims: joins, `!`, computed types, copies, `pcrs`, names of L5.6, issueproperty.
type generator struct {
	*rand.Rand
	functions bool
	typed     bool // each condition has its type, so that all sets can be tried
}

func (g generator) pick(all ...string) string { return all[g.IntN(len(all))] }

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g generator) policy() drawn {
	var d drawn
	for section, most := range []int{1, 3, 3} {
		for range g.IntN(most + 1) {
			d.rules[section] = append(d.rules[section], g.rule(section))
		}
	}
	if g.chance(60) {
		d.rules[1] = append(d.rules[1], "=> permit();")
	}
	return d
}

// changed is the policy with one or two changes.
func (g generator) changed(d drawn) drawn {
	for s := range d.rules {
		d.rules[s] = slices.Clone(d.rules[s])
	}
	for range 1 + g.IntN(2) {
		s := g.IntN(3)
		rules := d.rules[s]
		switch at := g.IntN(len(rules) + 1); {
		case at == len(rules) || g.chance(20):
			d.rules[s] = slices.Insert(rules, at, g.rule(s))
		case g.chance(30):
			d.rules[s] = slices.Delete(rules, at, at+1)
		case g.chance(30) && at > 0:
			rules[at], rules[at-1] = rules[at-1], rules[at]
		case g.chance(60):
			rules[at] = g.edited(rules[at])
		default:
			rules[at] = g.rule(s)
		}
	}
	return d
}

// edited changes a word of a rule.
func (g generator) edited(rule string) string {
	words := [][2]string{
		{"==1", "==2"}, {"==2", "==1"}, {"==", "!="}, {">=", ">"}, {"<", "<="}, {`"x"`, `"y"`}, {`"y"`, `"x"`},
		{"![", "["}, {".value", ".type"}, {"permit", "deny"}, {"issue(", "add("}, {"value=1", "value=2"}, {", value", ", issuer"},
	}
	w := words[g.IntN(len(words))]
	return strings.Replace(rule, w[0], w[1], 1)
}

func (g generator) rule(section int) string {
	var conds []string
	var bound []string
	n := []int{0, 1, 1, 1, 2, 2, 3}[g.IntN(7)]
	for i := range n {
		if g.chance(20) {
			conds = append(conds, "!["+g.tests(bound)+"]")
			continue
		}
		name := fmt.Sprintf("c%d", i)
		conds = append(conds, name+":["+g.tests(bound)+"]")
		bound = append(bound, name)
	}
	text := strings.Join(conds, " && ")
	return text + " => " + g.action(section, bound) + ";"
}

func (g generator) tests(bound []string) string {
	var all []string
	if g.typed || g.chance(80) {
		all = append(all, "type=="+g.pick(`"x"`, `"x"`, `"y"`, `"t"`, `"pcrs"`))
	} else if g.chance(40) {
		all = append(all, "type!="+g.pick(`"x"`, `"y"`))
	}
	if len(bound) > 0 && g.chance(15) {
		all = append(all, "type"+g.pick("==", "!=")+g.pick(bound...)+"."+g.pick("type", "value", "type"))
	}
	for range g.IntN(3) {
		all = append(all, g.valueTest(bound))
	}
	if g.chance(12) {
		all = append(all, "issuer"+g.pick("==", "==", "!=")+g.pick(`"AttestationPolicy"`, `"AttestationService"`, `"CustomClaim"`))
	}
	if len(all) == 0 {
		all = append(all, g.valueTest(nil))
	}
	return strings.Join(all, ", ")
}

func (g generator) valueTest(bound []string) string {
	op := g.pick("==", "==", "==", "!=", "<", ">", ">=")
	if len(bound) > 0 && g.chance(60) {
		return "value" + op + g.pick(bound...) + ".value"
	}
	if g.functions && len(bound) > 0 && g.chance(40) {
		return "value" + g.pick("==", "!=") + g.boolean(bound)
	}
	if g.chance(5) {
		return "valueType==" + g.pick(`"Integer"`, `"String"`)
	}
	if op == "==" || op == "!=" {
		return "value" + op + g.literal()
	}
	return "value" + op + g.pick("1", "2", "4")
}

func (g generator) literal() string { return g.pick("1", "1", "2", "4", `"a"`, "true") }

func (g generator) action(section int, bound []string) string {
	verbs := [][]string{{"issueproperty"}, {"permit", "permit", "deny", "add", "add", "add"}, {"issue", "issue", "issue", "issueproperty", "add"}}[section]
	verb := g.pick(verbs...)
	if verb == "permit" || verb == "deny" {
		return verb + "()"
	}
	if len(bound) > 0 && g.chance(25) {
		return verb + "(claim=" + g.pick(bound...) + ")"
	}
	typ := g.pick(`"x"`, `"y"`, `"t"`, `"t"`, `"p"`)
	if len(bound) > 0 && g.chance(12) {
		typ = g.pick(bound...) + "." + g.pick("type", "value", "valueType")
	}
	value := g.literal()
	if len(bound) > 0 && g.chance(60) {
		value = g.pick(bound...) + "." + g.pick("value", "value", "value", "value", "type", "issuer")
	}
	if g.functions && len(bound) > 0 && g.chance(40) {
		value = g.boolean(bound)
	}
	return verb + "(type=" + typ + ", value=" + value + ")"
}

// boolean draws a call, mostly one that is read exactly (T5.6).
func (g generator) boolean(bound []string) string {
	if g.chance(20) {
		return strings.ReplaceAll(g.pick(
			"JsonToClaimValue($)", `AppendString($, "x")`, `JmesPath($, "a")`, `JsonToClaimValue(JmesPath($, "a"))`,
			"ContainsOnlyValue(JsonToClaimValue($), 1)", `AppendString("a", "x")`, `JsonToClaimValue("[2,1]")`,
		), "$", g.pick(bound...)+".value")
	}
	arg := func() string {
		if g.chance(30) {
			return g.literal()
		}
		return g.pick(bound...) + ".value"
	}
	switch g.IntN(4) {
	case 0:
		return "NegateBool(" + arg() + ")"
	case 1:
		return "ContainsOnlyValue(" + arg() + ", " + arg() + ")"
	}
	return "IsSubsetOf(" + arg() + ", " + arg() + ")"
}
