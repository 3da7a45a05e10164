package lint

import (
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/jmespath"
)

// knownQuery is a literal query of a rule: what it was compiled to, and what was
// concluded of it the last time.
type knownQuery struct {
	at    ast.Pos         // in the rule
	query *jmespath.Query // nil if it has an error
	in    *documents      // the documents that it was looked at for

	inferred bool
	document *jmespath.Shape
	result   *jmespath.Shape
	uses     jmespath.Uses
}

// query returns what is known of a literal query. Rules with the same text share a
// memo, but not what is concluded: that is another shape for each of them.
func (r *rule) query(d *documents, lit *ast.StringLit) *knownQuery {
	at := lit.From - r.Rule.From
	for _, q := range r.remembers().queries {
		if q.at != at {
			continue
		}
		if q.in == d {
			return &knownQuery{query: q.query}
		}
		q.in = d
		return q
	}
	q := &knownQuery{at: at, in: d}
	// A copy of the text, since a part of it would keep the whole policy alive.
	if compiled, err := jmespath.Compile(strings.Clone(lit.Value)); err == nil {
		q.query = compiled
	}
	r.memo.queries = append(r.memo.queries, q)
	return q
}

// infer is Infer, or what it gave for the same document the last time.
func (q *knownQuery) infer(document *jmespath.Shape) (*jmespath.Shape, jmespath.Uses) {
	if !q.inferred || q.document != document {
		q.inferred, q.document = true, document
		q.result, q.uses = q.query.Infer(document)
	}
	return q.result, q.uses
}
