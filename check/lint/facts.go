package lint

import (
	"context"
	"iter"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim"
	"github.com/assay-policy/assay/claim/catalog"
)

// policy is what is known of the policy being linted: each fact is found out once,
// for all checks that need it.
type policy struct {
	Input
	opts    Options
	ctx     context.Context // of the proofs
	lineage *check.Lineage
	// detected is what the names say of the attestation type. typ is the one given
	// or, without, detected; "" if neither is known.
	detected check.Detection
	typ      catalog.Type
	clients  bool    // send claims (T2.5)
	rules    []*rule // in the order in which they run: that of a step is rules[step.At]
	// earlier are the findings of the phases before, sorted; found are those that lie
	// in no rule, and what checks of the whole find.
	earlier, found  diag.List
	names, anyNames []string   // incoming ones, once they are needed
	docs            *documents // what is known of JSON texts, once it is needed
	tables          tables     // for docs, those of the last version if it is known
}

// newPolicy finds out what all checks need.
func newPolicy(in Input, opts Options) *policy {
	p := &policy{Input: in, opts: opts, ctx: context.Background(), earlier: in.Found.Sorted()}
	if p.lineage = in.Lineage; p.lineage == nil {
		p.lineage = check.NewLineage(in.Tree, p.broken)
	}
	p.detected = check.DetectType(p.lineage)
	if p.typ = opts.Check.AttestationType; p.typ == "" {
		p.typ = p.detected.Type
	}
	p.clients = opts.ClientClaims.of(p.typ)
	rules := make([]rule, len(p.lineage.Rules))
	p.rules = make([]*rule, len(rules))
	for i, step := range p.lineage.Rules {
		rules[i] = p.rule(step)
		p.rules[i] = &rules[i]
	}
	if len(p.earlier) > 0 {
		p.found = p.outside()
	}
	return p
}

// of returns the rules without error that have an action.
func (p *policy) of(action ast.ActionKind) (out []*rule) {
	for _, r := range p.rules {
		if !r.broken && r.Rule.Action.Kind == action {
			out = append(out, r)
		}
	}
	return out
}

// each yields rules until the context ends: what is found then is not used.
func (p *policy) each(rules []*rule) iter.Seq[*rule] {
	return func(yield func(*rule) bool) {
		for _, r := range rules {
			if p.ctx.Err() != nil || !yield(r) {
				return
			}
		}
	}
}

// outside returns the earlier findings that lie in no rule.
func (p *policy) outside() diag.List {
	inRules := map[int]bool{}
	for _, r := range p.rules {
		from, to := p.within(r.Rule)
		for i := from; i < to; i++ {
			inRules[i] = true
		}
	}
	var out diag.List
	for i, d := range p.earlier {
		if !inRules[i] {
			out = append(out, d)
		}
	}
	return out
}

// within returns the bounds of the earlier findings that begin in a rule.
func (p *policy) within(rule *ast.Rule) (from, to int) {
	begins := func(d diag.Diagnostic, at ast.Pos) int { return int(d.From - at) }
	from, _ = slices.BinarySearchFunc(p.earlier, rule.From, begins)
	to, _ = slices.BinarySearchFunc(p.earlier, rule.To, begins)
	return from, to
}

// broken reports whether a rule has an error. What it lacks at its end belongs to it.
func (p *policy) broken(rule *ast.Rule) bool {
	for from, _ := p.within(rule); from < len(p.earlier) && p.earlier[from].From <= rule.To; from++ {
		if p.earlier[from].Severity == diag.Error {
			return true
		}
	}
	return false
}

// report adds a finding with its fixes.
func (p *policy) report(d diag.Diagnostic, fixes ...diag.Fix) {
	d.Fixes = append(d.Fixes, fixes...)
	p.found = append(p.found, d)
}

// all returns the findings of all rules and of the whole.
func (p *policy) all() diag.List {
	n := len(p.found)
	for _, r := range p.rules {
		n += len(r.found)
	}
	out := slices.Grow(p.found, n-len(p.found))
	for _, r := range p.rules {
		out = append(out, r.found...)
	}
	return out
}

// incoming returns the names that evidence of the attestation type gives; of any
// type, if that isn't known.
func (p *policy) incoming() []string {
	if p.names == nil {
		p.names = catalog.Names(p.typ, catalog.Incoming)
	}
	return p.names
}

// everyIncoming returns the names that evidence of any type gives.
func (p *policy) everyIncoming() []string {
	if p.anyNames == nil {
		p.anyNames = catalog.Names("", catalog.Incoming)
	}
	return p.anyNames
}

// rule is what is known of a rule. Checks of rules see this, the attestation type and
// what rules make, and nothing else of the policy: Memory keeps their findings by that.
type rule struct {
	*policy
	*check.Step
	// broken says that the rule has an error: it isn't linted.
	broken bool
	conds  []*condition // once they are needed
	memo   *memo        // what depends on the text alone
	// linted says that the checks of rules need not run: their findings are
	// remembered, in known. context is what they depend on beside the text.
	linted  bool
	known   *remembered
	context uint64
	// advice are the findings of the checks of rules, if there were none before.
	advice diag.List
	// found are the findings in the rule, those of the phases before among them.
	found diag.List
	// unmet are the conditions that can't hold, with the findings that say so.
	unmet map[*condition]diag.List
}

func (p *policy) rule(step *check.Step) rule {
	from, to := p.within(step.Rule)
	return rule{policy: p, Step: step, broken: p.broken(step.Rule), found: slices.Clone(p.earlier[from:to])}
}

// conditions returns what is known of the rule's conditions.
func (r *rule) conditions() []*condition {
	if r.conds == nil && len(r.Rule.Conditions) > 0 {
		all := make([]condition, len(r.Rule.Conditions))
		for i, cond := range r.Rule.Conditions {
			all[i] = newCondition(r, cond)
			r.conds = append(r.conds, &all[i])
		}
	}
	return r.conds
}

// report adds a finding in the rule with its fixes.
func (r *rule) report(d diag.Diagnostic, fixes ...diag.Fix) {
	d.Fixes = append(d.Fixes, fixes...)
	r.found = append(r.found, d)
}

// has reports whether one of some codes was found in the rule.
func (r *rule) has(codes ...diag.Code) bool { return hasIn(r.found, r.Rule.Span, codes) }

// hasIn reports whether findings have one of some codes in a place.
func hasIn(found diag.List, at ast.Span, codes []diag.Code) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool {
		return at.From <= d.From && d.To <= at.To && slices.Contains(codes, d.Code)
	})
}

// condition is what is known of a condition.
type condition struct {
	*ast.Condition
	// name is the first literal that the type must equal, nil without.
	name *ast.StringLit
	// entry is what the catalogue has for the name; known says whether it has.
	entry catalog.Entry
	known bool
	// service, made and client say whether the tests of the issuer admit claims from
	// evidence, from rules and from clients.
	service, made, client bool
	// reached says that a rule before may make claims that the condition sees.
	reached bool
	// guess is what the name may have been meant to be, once that was guessed.
	guess   string
	guessed bool
}

func newCondition(r *rule, cond *ast.Condition) condition {
	c := condition{
		Condition: cond,
		name:      check.TypeLiteral(cond),
		service:   check.Admits(cond, claim.AttestationService),
		made:      check.Admits(cond, claim.AttestationPolicy),
		client:    check.Admits(cond, claim.CustomClaim),
		reached:   r.lineage.Reached(r.Step, cond),
	}
	if c.name != nil {
		c.entry, c.known = catalog.Lookup(c.name.Value)
	}
	return c
}

// incoming reports whether evidence gives claims of that type, of the attestation
// type being linted for.
func (c *condition) incoming(typ catalog.Type) bool {
	return c.known && c.entry.Use.Has(catalog.Incoming) && c.entry.Types.Has(typ)
}
