package lint

import (
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
)

// Memory lints the versions of one policy, as an editor has them: after an edit only
// the rules are looked at again that changed, or that see a change elsewhere: of the
// attestation type, or of what other rules make. It finds what the function Policy
// finds. It belongs to one goroutine.
type Memory struct {
	opts   Options
	rules  map[ruleKey]*remembered
	room   map[ruleKey]*remembered // empty, for those of the next version
	tables tables
}

// NewMemory returns a Memory that lints with some options.
func NewMemory(opts Options) *Memory { return &Memory{opts: opts, tables: tables{}} }

// Policy is the function Policy, with what is remembered of the last version.
func (m *Memory) Policy(in Input) diag.List {
	p := newPolicy(in, m.opts)
	p.tables = m.tables
	m.recall(p)
	found := run(p)
	m.learn(p)
	return found
}

// ruleKey is a rule as it is written.
type ruleKey struct {
	section ast.SectionKind
	text    string
}

// remembered is what was found out about a rule.
type remembered struct {
	memo *memo
	// found are the findings of the checks of rules, with places from the start of the
	// rule, if they are kept; context is what they depend on beside the text.
	found   diag.List
	kept    bool
	context uint64
}

func (p *policy) key(r *rule) ruleKey { return ruleKey{r.Section, p.Source.Slice(r.Rule.Span)} }

// recall gives the rules of a version what is remembered of them.
func (m *Memory) recall(p *policy) {
	p.contexts()
	for _, r := range p.rules {
		known := m.rules[p.key(r)]
		if known == nil {
			continue
		}
		r.memo = known.memo
		if known.kept && known.context == r.context && !r.broken && len(r.found) == 0 {
			r.linted, r.known = true, known
			r.found = moved(known.found, r.Rule.From)
			r.advice = r.found
		}
	}
}

// learn remembers the rules of a version, and forgets those of the last.
func (m *Memory) learn(p *policy) {
	rules := m.room
	if rules == nil {
		rules = make(map[ruleKey]*remembered, len(p.rules))
	}
	for _, r := range p.rules {
		known := r.known
		if known == nil {
			known = &remembered{memo: r.memo, context: r.context}
			if known.kept = !r.broken && r.keepable(); known.kept {
				known.found = moved(r.advice, -r.Rule.From)
			}
		}
		rules[p.key(r)] = known
	}
	clear(m.rules)
	m.rules, m.room = rules, m.rules
}

// keepable reports whether the findings of a rule can be moved with it: there were none
// of the phases before, and all that they show lies in the rule.
func (r *rule) keepable() bool {
	if from, to := r.within(r.Rule); from < to {
		return false
	}
	for _, d := range r.advice {
		for _, rel := range d.Related {
			if rel.From < r.Rule.From || rel.To > r.Rule.To {
				return false
			}
		}
	}
	return true
}

// moved returns findings at places that are greater by a number of bytes.
func moved(found diag.List, by ast.Pos) diag.List {
	if len(found) == 0 {
		return nil
	}
	out := slices.Clone(found)
	for i := range out {
		d := &out[i]
		d.Span = shifted(d.Span, by)
		d.Related = slices.Clone(d.Related)
		for j := range d.Related {
			d.Related[j].Span = shifted(d.Related[j].Span, by)
		}
		d.Fixes = slices.Clone(d.Fixes)
		for j := range d.Fixes {
			edits := slices.Clone(d.Fixes[j].Edits)
			for k := range edits {
				edits[k].Span = shifted(edits[k].Span, by)
			}
			d.Fixes[j].Edits = edits
		}
	}
	return out
}

func shifted(s ast.Span, by ast.Pos) ast.Span { return ast.Span{From: s.From + by, To: s.To + by} }

var seed = maphash.MakeSeed()

// contexts notes of each rule what its checks see beside its text: the attestation type,
// what rules before it and all rules make, and whether it is what leaves no type.
func (p *policy) contexts() {
	all := digest(0, string(p.typ), int(p.detected.Before))
	for _, s := range p.lineage.Rules {
		all = digestMade(all, s)
	}
	before := uint64(0)
	for _, r := range p.rules {
		flags := 0
		if p.lineage.UnreadBefore(r.At) {
			flags |= 1
		}
		if c := p.detected.Conflict; c != nil && r.Rule.From <= c.From && c.To <= r.Rule.To {
			flags |= 2
		}
		r.context = digest(all^before, "", flags)
		before = digestMade(before, r.Step)
	}
}

// digestMade adds to a digest what a rule makes, if anything.
func digestMade(so uint64, s *check.Step) uint64 {
	if !s.Makes {
		return so
	}
	return digest(so, s.Type, int(s.Kinds))
}

func digest(so uint64, text string, n int) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], so)
	binary.LittleEndian.PutUint64(b[8:], uint64(n))
	h.Write(b[:])
	h.WriteString(text)
	return h.Sum64()
}
