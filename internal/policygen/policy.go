package policygen

import (
	"strconv"

	"pgregory.net/rapid"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/lang"
)

// Policy draws the text of a policy that passes the check: of any version, with
// all constructs of the language, in any layout.
func Policy(t *rapid.T) string { return policies.Draw(t, "policy") }

// policies is a generator of its own, which keeps its many small decisions out
// of the log of a failed test.
var policies = rapid.Custom(func(t *rapid.T) string { return draw{t}.policy() })

// policy draws a policy.
func (d draw) policy() string {
	p := &policy{draw: d}
	p.minor = 2 - p.weighted(12, 2, 2)
	p.emit("version", "=", "1", ".", strconv.Itoa(p.minor), ";") // L2.4
	kinds := []ast.SectionKind{ast.Authorization}
	if p.chance(13) {
		kinds = append(kinds, ast.Issuance)
	}
	if p.minor > 0 && p.chance(8) {
		kinds = append([]ast.SectionKind{ast.Configuration}, kinds...)
	}
	if p.chance(2) {
		shuffle(p.draw, kinds)
	}
	for _, kind := range kinds {
		p.section(kind)
	}
	return p.layout(p.tokens)
}

// policy collects the tokens of a text.
type policy struct {
	draw
	minor  int // of the version
	tokens []string
}

func (p *policy) emit(tokens ...string) { p.tokens = append(p.tokens, tokens...) }

// section draws a section. Most policies permit at the end of authorization,
// or no issuance would ever run.
func (p *policy) section(kind ast.SectionKind) {
	p.emit(kind.String(), "{")
	most := map[ast.SectionKind]int{ast.Configuration: 3, ast.Authorization: 4, ast.Issuance: 5}[kind]
	for range p.below(most + 1) {
		p.rule(kind)
	}
	if kind == ast.Authorization && p.chance(11) {
		p.emit("=>", "permit", "(", ")", ";")
	}
	p.emit("}", ";")
}

// rule draws a rule. One that could deny has a condition, or nothing would ever
// be permitted.
func (p *policy) rule(section ast.SectionKind) {
	r := &rule{policy: p, section: section}
	r.action = r.drawAction()
	n := r.weighted(4, 7, 5, 3)
	if r.action == ast.Deny {
		n = max(n, 1)
	}
	for i := range n {
		if i > 0 {
			r.emit("&&")
		}
		r.condition()
	}
	r.emit("=>")
	r.drawArguments(n > 0)
	r.emit(";")
}

// rule is a rule while it is drawn.
type rule struct {
	*policy
	section ast.SectionKind
	action  ast.ActionKind
	// scope holds the binders defined so far (L4.8).
	scope []binder
	// issuing is set while an expression is drawn whose value is issued or names a
	// claim: the check refuses values that are certain to be read-only (L5.4).
	issuing bool
}

// binder is a name for a set of claims, with what is certain of them.
type binder struct {
	name     string
	kinds    lang.Kinds // of their values
	readOnly bool
	theme    theme
	single   bool // usually one claim
}

// drawAction draws an action that the section allows (L5).
func (r *rule) drawAction() ast.ActionKind {
	switch r.section {
	case ast.Configuration:
		return ast.IssueProperty
	case ast.Authorization:
		return []ast.ActionKind{ast.Permit, ast.Add, ast.Deny, ast.Issue, ast.IssueProperty}[r.weighted(4, 6, 2, 2, 1)]
	case ast.Issuance, ast.UnknownSection:
	}
	return []ast.ActionKind{ast.Issue, ast.IssueProperty, ast.Add}[r.weighted(9, 3, 3)]
}

// drawArguments draws the action's arguments (L5.1, L5.3).
func (r *rule) drawArguments(conditional bool) {
	r.emit(r.action.String(), "(")
	defer r.emit(")")
	if r.action == ast.Permit || r.action == ast.Deny {
		return
	}
	r.issuing = r.action == ast.IssueProperty || r.action == ast.Issue && r.section == ast.Issuance
	if b, ok := r.binder(func(b binder) bool { return !r.issuing || !b.readOnly }); ok && r.chance(5) {
		r.emit("claim", "=", b.name)
		return
	}
	args := []func(){func() { r.typeArgument(conditional) }, r.valueArgument}
	if r.chance(4) {
		args[0], args[1] = args[1], args[0]
	}
	args[0]()
	r.emit(",")
	args[1]()
}

func (r *rule) typeArgument(conditional bool) {
	r.emit("type", "=")
	issuing := r.issuing
	r.issuing = true // a read-only value must not become a name (L5.4)
	defer func() { r.issuing = issuing }()
	if conditional && r.minor == 2 && r.section == ast.Configuration && r.chance(4) {
		steering := pick(r.draw, steeringTypes) // an error when it runs (L5.6)
		r.emit("AppendString", "(", quoted(steering[:9]), ",", quoted(steering[9:]), ")")
		return
	}
	switch r.weighted(10, 3, 2) {
	case 0:
		r.emit(quoted(r.madeType(conditional)))
	case 1:
		if b, ok := r.binder(func(binder) bool { return true }); ok {
			r.emit(b.name, ".", "type")
			return
		}
		r.emit(quoted(r.madeType(conditional)))
	case 2:
		r.expr(lang.Strings, names, 1)
	}
}

// madeType draws the type of a claim that an action makes. Properties that
// steer verification must not have a condition (L5.6).
func (r *rule) madeType(conditional bool) string {
	switch {
	case r.section == ast.Configuration && !conditional && r.chance(6):
		return pick(r.draw, steeringTypes)
	case r.chance(5):
		return pick(r.draw, claimTypes).name
	}
	return pick(r.draw, madeTypes)
}

func (r *rule) valueArgument() {
	r.emit("value", "=")
	r.expr(lang.Any, anything, 0)
}

// binder draws one of the binders in scope that fit.
func (r *rule) binder(fits func(binder) bool) (binder, bool) {
	var found []binder
	for _, b := range r.scope {
		if fits(b) {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return binder{}, false
	}
	return pick(r.draw, found), true
}
