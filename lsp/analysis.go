package lsp

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/check/lint"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

// analysis is what is found out about a version of a policy at each keystroke. Of it,
// only what a search finds comes later.
type analysis struct {
	doc     *document
	in      lint.Input
	opts    lint.Options
	review  func(diag.List) diag.File
	typ     catalog.Type // "" if it isn't known
	lineage *check.Lineage
	found   diag.List // all but what takes a search, before the review

	searched atomic.Pointer[searched] // once a search was made
}

// searched are all findings of a version, with those that take a search: what a check of
// the same bytes reports.
type searched struct {
	all  diag.List // before severities and acceptances count
	file diag.File // after
}

// tooLong reports whether the text is beyond the limit of the language (L9). Nothing is
// read of it then, and what would be said of each of its tokens is left out.
func (a *analysis) tooLong() bool { return len(a.doc.Text) > grammar.DefaultMaxText }

// tree is the policy, with ast.Bad where the text can't be read.
func (a *analysis) tree() *ast.Policy { return a.in.Tree }

// workshop keeps from one version of a policy to the next what an edit leaves as it
// was (V2.6). The versions of a document share it.
type workshop struct {
	turn sync.Mutex // held while a version is looked at that nobody asked about

	mu     sync.Mutex
	cache  grammar.Cache
	memory *lint.Memory
	as     config.Policy // how the memory lints
	// proved are findings of a search in the last version that was searched.
	proved provedFindings
	sent   sentTokens
}

// analyse finds out about a version of a policy.
func (w *workshop) analyse(s *snapshot, d *document) *analysis {
	w.mu.Lock()
	defer w.mu.Unlock()
	long := yields(context.Background()) // between the phases others may run
	review, as := s.reviewOf(d)
	opts := lint.Options{
		Check: check.Options{AttestationType: as.Type}, ClientClaims: lint.ClientClaimsOf(as.ClientClaims),
		Severities: as.Severities, NoProofs: true,
	}
	if w.memory == nil || !sameSettings(w.as, as) {
		w.memory, w.as = lint.NewMemory(opts), as
	}
	tree, parsed := w.cache.Parse(d.Source, grammar.Options{})
	_ = long.Err()
	checked, found := check.Policy(d.Source, tree, opts.Check)
	_ = long.Err()
	a := &analysis{doc: d, opts: opts, review: review}
	a.in = lint.Input{Source: d.Source, Tree: tree, Checked: checked, Found: append(parsed[:len(parsed):len(parsed)], found...)}
	if a.in.Found.HasErrors() {
		a.in.Checked = nil
	}
	a.lineage = lint.Lineage(a.in)
	a.in.Lineage = a.lineage
	a.found = w.memory.Policy(a.in)
	if a.typ = as.Type; a.typ == "" {
		a.typ = check.DetectType(a.lineage).Type
	}
	return a
}

// shown are the findings as they are known by now: with what a search found, in this
// version or in an earlier one where it still stands in the text.
func (a *analysis) shown() diag.File {
	w := a.doc.shop
	w.mu.Lock()
	defer w.mu.Unlock()
	return a.review(w.proved.with(a.found, a.doc))
}

// search returns all findings of a version. There is one search at a time: each takes a
// core, and tens of megabytes in a large policy.
func (s *server) search(ctx context.Context, a *analysis) (*searched, error) {
	if done := a.searched.Load(); done != nil {
		return done, nil
	}
	select {
	case s.searching <- struct{}{}:
		defer func() { <-s.searching }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if done := a.searched.Load(); done != nil {
		return done, nil
	}
	with := a.opts
	with.NoProofs, with.Evaluate = false, s.opts.Evaluator
	found, err := lint.Prove(yieldsToAll(ctx), a.in, with)
	if err != nil {
		return nil, err
	}
	a.doc.shop.learn(a, found)
	done := &searched{all: found, file: a.review(found)}
	a.searched.Store(done)
	return done, nil
}

// sameSettings reports whether policies are looked at in the same way.
func sameSettings(a, b config.Policy) bool {
	return a.Type == b.Type && maps.Equal(a.Severities, b.Severities) &&
		lint.ClientClaimsOf(a.ClientClaims) == lint.ClientClaimsOf(b.ClientClaims)
}
