package lsp

import (
	"context"
	"maps"
	"sync"

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

	searching sync.Mutex
	complete  *diag.File // with what a search found, once one was made
	all       diag.List  // that before the review
}

// tooLong reports whether the text is beyond the limit of the language (L9). Nothing is
// read of it then, and what would be said of each of its tokens is left out.
func (a *analysis) tooLong() bool { return len(a.doc.Text) > grammar.DefaultMaxText }

// tree is the policy, with ast.Bad where the text can't be read.
func (a *analysis) tree() *ast.Policy { return a.in.Tree }

// workshop keeps from one version of a policy to the next what an edit leaves as it
// was (V2.6). The versions of a document share it.
type workshop struct {
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

// prove returns all findings, with those that take a search. They are what a check of
// the same bytes reports.
func (a *analysis) prove(ctx context.Context, opts Options) (diag.File, error) {
	a.searching.Lock()
	defer a.searching.Unlock()
	if a.complete != nil {
		return *a.complete, nil
	}
	with := a.opts
	with.NoProofs, with.Evaluate = false, opts.Evaluator
	found, err := lint.Prove(yields(ctx), a.in, with)
	if err != nil {
		return diag.File{}, err
	}
	a.doc.shop.learn(a, found)
	file := a.review(found)
	a.complete, a.all = &file, found
	return file, nil
}

// proved are all findings, before severities and acceptances count.
func (a *analysis) proved(ctx context.Context, opts Options) (diag.List, error) {
	_, err := a.prove(ctx, opts)
	return a.all, err
}

// sameSettings reports whether policies are looked at in the same way.
func sameSettings(a, b config.Policy) bool {
	return a.Type == b.Type && maps.Equal(a.Severities, b.Severities) &&
		lint.ClientClaimsOf(a.ClientClaims) == lint.ClientClaimsOf(b.ClientClaims)
}
