package replay

import (
	"iter"
	"strconv"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/compile"
)

// subject is what is replayed: one policy, or an old and a new one.
type subject struct {
	programs []*compile.Program
	rules    map[*ast.Rule]*Rule
}

func newSubject(policy, next *compile.Program) *subject {
	s := &subject{programs: []*compile.Program{policy}, rules: make(map[*ast.Rule]*Rule)}
	if next != nil {
		s.programs = append(s.programs, next)
	}
	for _, p := range s.programs {
		source := p.Source()
		for section, rule := range rulesOf(p.Checked().Policy) {
			at := source.Place(rule.Pos())
			s.rules[rule] = &Rule{Section: section.Kind.String(), Line: at.Line, Column: at.Column,
				File: source.Name, Action: rule.Action.Kind.String()}
		}
	}
	return s
}

// rulesOf goes through the rules of a policy, each with its section.
func rulesOf(p *ast.Policy) iter.Seq2[*ast.Section, *ast.Rule] {
	return func(yield func(*ast.Section, *ast.Rule) bool) {
		for _, item := range p.Items {
			section, ok := item.(*ast.Section)
			if !ok {
				continue
			}
			for _, statement := range section.Statements {
				if rule, ok := statement.(*ast.Rule); ok && !yield(section, rule) {
					return
				}
			}
		}
	}
}

// compares reports whether there are two policies.
func (s *subject) compares() bool { return len(s.programs) == 2 }

// Rule is a rule of a policy by its place.
type Rule struct {
	Section string `json:"section"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`

	File   string `json:"-"`
	Action string `json:"-"`
}

// String returns the place as messages have it.
func (r *Rule) String() string {
	return r.File + ":" + strconv.Itoa(r.Line) + ":" + strconv.Itoa(r.Column)
}
