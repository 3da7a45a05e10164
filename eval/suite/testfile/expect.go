package testfile

// expectKeys are what a case can expect (T3.3).
var expectKeys = []string{
	"decision", "reason", "rule", "nearest", "ran", "notRan", "error",
	"claims", "claimsExactly", "properties", "propertiesExactly",
}

// evaluationCode is the code of an error of evaluation.
var evaluationCode = pattern(`^MAA5[0-9]{3}$`)

// expect reads what a case expects. Members that it lacks are those of the defaults
// (T3.3).
func (r *reader) expect(own, defaults *node, by *row) Expect {
	var m members
	m.byName = map[string]member{}
	var e Expect
	for _, from := range []*node{defaults, own} {
		if from == nil {
			continue
		}
		e.Span = from.Span
		for name, x := range r.closed(r.fill(from, by), "an expectation", expectKeys...).byName {
			m.byName[name] = x
		}
	}
	e.Decision = r.choice(m.get("decision"), "permit", "deny")
	e.Reason = r.choice(m.get("reason"), "permitted", "denied", "no-permit", "error")
	e.Rule = r.selector(m.get("rule"))
	e.Nearest = r.selector(m.get("nearest"))
	for _, x := range r.items(m.get("ran"), "rules") {
		e.Ran = append(e.Ran, r.selector(x))
	}
	for _, x := range r.items(m.get("notRan"), "rules") {
		e.NotRan = append(e.NotRan, r.selector(x))
	}
	if e.Error = r.text(m.get("error"), "the code of an error"); e.Error.Given() && !evaluationCode().MatchString(e.Error.Text) {
		r.report(e.Error.Span, "found %s, expected the code of an error of evaluation, such as MAA5008", quote(e.Error.Text))
	}
	e.Claims, e.ClaimsExactly = r.shape(m.get("claims")), r.shape(m.get("claimsExactly"))
	e.Properties, e.PropertiesExactly = r.shape(m.get("properties")), r.shape(m.get("propertiesExactly"))
	return e
}

// Empty reports whether nothing is expected.
func (e *Expect) Empty() bool {
	for _, t := range []Text{e.Decision, e.Reason, e.Error, e.Rule, e.Nearest} {
		if t.Given() {
			return false
		}
	}
	for _, m := range []*Members{e.Claims, e.ClaimsExactly, e.Properties, e.PropertiesExactly} {
		if m != nil {
			return false
		}
	}
	return len(e.Ran)+len(e.NotRan) == 0
}

// selector reads a selector of a rule (T0.1). An integer is a line.
func (r *reader) selector(n *node) Text {
	if n != nil && n.kind == scalar && n.plain && yamlDecimal().MatchString(n.text) {
		return Text{n.Span, n.text}
	}
	return r.text(n, "a rule, such as permit#1")
}

// shape reads members that are expected.
func (r *reader) shape(n *node) *Members {
	if n == nil {
		return nil
	}
	out := &Members{Span: n.Span}
	for _, m := range r.list(n, "the claims or properties that are expected") {
		out.List = append(out.List, Member{Text{m.key.Span, m.key.text}, m.value.Span, r.expected(m.value)})
	}
	return out
}
