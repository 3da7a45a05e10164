package lsp

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/eval/explain/brief"
	"github.com/assay-policy/assay/internal/glob"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// evaluation is what a version of a policy makes of a claims file (V1.7).
type evaluation struct {
	policy string // the text
	claims claimsFile
	brief.Explanation
	err error
	// outdated says that the claims have changed since.
	outdated bool
}

// claimsFile is a claims file with its text.
type claimsFile struct {
	uri  string
	text string
	// unreadable says that the user named this one, but it can't be read (V2.13).
	unreadable bool
}

func (c claimsFile) name() string { return path.Base(keyOf(c.uri)) }

// evaluationOf returns the evaluation of a version of a policy, nil if there is none:
// that of an older text has vanished.
func (s *server) evaluationOf(d *document) *evaluation {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.evaluations[keyOf(d.uri)]; e != nil && e.policy == d.Text && !e.outdated {
		return e
	}
	return nil
}

// claimsOf finds the claims file of a policy (V1.7): the one that was chosen, the one
// of the settings, NAME.claims.json beside the policy, or claims.json in its folder or
// the nearest one above that the workspace has.
func (s *server) claimsOf(snap *snapshot, d *document) (claimsFile, bool) {
	s.mu.Lock()
	chosen := s.chosen[keyOf(d.uri)]
	s.mu.Unlock()
	named, candidates := snap.claimsCandidates(d)
	if named = cmp.Or(chosen, named); named != "" {
		text, ok := snap.textOf(named)
		return claimsFile{uri: named, text: text, unreadable: !ok}, true
	}
	for _, uri := range candidates {
		if text, ok := snap.textOf(uri); ok {
			return claimsFile{uri: uri, text: text}, true
		}
	}
	return claimsFile{}, false
}

// textOf returns what is in a document: of one that is open, else of the disk.
func (s *snapshot) textOf(uri string) (string, bool) {
	if d := s.docs[keyOf(uri)]; d != nil {
		return d.Text, true
	}
	p := pathOf(uri)
	if p == "" {
		return "", false
	}
	data, err := readFile(p, mostFile)
	return string(data), err == nil
}

// claimsCandidates returns the claims file that the settings name for a policy, "" for
// none, and where there may be one else: the first that is there counts.
func (s *snapshot) claimsCandidates(d *document) (named string, out []string) {
	root := ""
	if f := s.folderOf(d.uri); f != nil {
		root = strings.TrimSuffix(keyOf(f.uri), "/")
		if name := s.claimsSetting(d, root); name != "" {
			named = strings.TrimSuffix(f.uri, "/") + "/" + (&url.URL{Path: name}).EscapedPath()
		}
	}
	dir, name := path.Split(d.uri)
	out = append(out, dir+strings.TrimSuffix(name, ".maa")+claimsSuffix)
	for {
		out = append(out, dir+claimsName)
		dir = strings.TrimSuffix(dir, "/")
		if root == "" || !strings.HasPrefix(keyOf(dir), root+"/") {
			return named, out
		}
		dir, _ = path.Split(dir)
	}
}

// claimsSetting is the claims file that the settings name for a policy: the one of the
// most particular pattern.
func (s *snapshot) claimsSetting(d *document, root string) string {
	rel := strings.TrimPrefix(keyOf(d.uri), keyOf(root)+"/")
	best, file := "", ""
	for pattern, name := range s.settingsOf(d.uri).Claims {
		g, err := glob.Compile(pattern)
		if err == nil && g.Match(rel) && (best == "" || len(pattern) > len(best) || len(pattern) == len(best) && pattern < best) {
			best, file = pattern, filepath.ToSlash(name)
		}
	}
	return file
}

// evaluate evaluates a policy, and keeps what came of it. There is none without claims.
func (s *server) evaluate(ctx context.Context, snap *snapshot, d *document) (*evaluation, error) {
	if s.opts.Evaluate == nil {
		return nil, rpcError(codeFailed, "this server evaluates nothing")
	}
	claims, ok := s.claimsOf(snap, d)
	if !ok {
		s.keepEvaluation(ctx, snap, d, nil)
		return nil, nil
	}
	if e := s.evaluationOf(d); e != nil && e.claims == claims {
		return e, nil // neither changed, and nothing else counts
	}
	e := &evaluation{policy: d.Text, claims: claims}
	switch {
	case claims.unreadable:
		e.err = errors.New("the claims file can't be read")
	default:
		e.Explanation, e.err = s.explained(ctx, d, claims)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.keepEvaluation(ctx, snap, d, e)
	return e, nil
}

// explained evaluates a policy that has no errors.
func (s *server) explained(ctx context.Context, d *document, claims claimsFile) (brief.Explanation, error) {
	in := &d.policy().in
	if in.Checked == nil {
		return brief.Explanation{}, firstError(in.Found)
	}
	x, err := s.opts.Evaluate(ctx, in.Checked, []byte(claims.text))
	if err != nil {
		return brief.Explanation{}, err
	}
	return *x, nil
}

// firstError says why a policy can't be evaluated.
func firstError(found diag.List) error {
	for _, d := range found.Sorted() {
		if d.Severity == diag.Error {
			return errors.New(d.String())
		}
	}
	return errors.New("the policy can't be read")
}

// keepEvaluation keeps what came of an evaluation, nil for nothing: then what is shown
// of an earlier one vanishes.
func (s *server) keepEvaluation(ctx context.Context, snap *snapshot, d *document, e *evaluation) {
	s.mu.Lock()
	was := s.evaluations[keyOf(d.uri)]
	if e != nil {
		s.evaluations[keyOf(d.uri)] = e
	} else {
		delete(s.evaluations, keyOf(d.uri))
	}
	s.mu.Unlock()
	if was == nil && e == nil {
		return
	}
	if !snap.client.pulls && (was.failed() || e.failed()) {
		s.publish(ctx, snap, d, append(snap.diagnostics(d, d.policy().shown().Findings), s.problems(snap, d)...))
	}
	s.refresh(snap)
}

// failed reports whether an evaluation came to no decision.
func (e *evaluation) failed() bool { return e != nil && (e.err != nil || e.Error != nil) }

// evaluationProblems say why the last evaluation of a policy came to no decision: its
// claims can't be read, or a limit was passed (V2.13).
func (s *server) evaluationProblems(d *document) []protocol.Diagnostic {
	e := s.evaluationOf(d)
	if !e.failed() {
		return nil
	}
	if e.err != nil {
		return []protocol.Diagnostic{d.problem(d.heading(), e.claims.name()+": "+e.decisionText())}
	}
	out := d.problem(d.heading(), e.claims.name()+": "+e.Error.Message)
	if e.Error.Line > 0 {
		out.Range = d.rangeOf(d.word(ast.Place{Line: e.Error.Line, Column: e.Error.Column}))
	}
	out.Code = e.Error.Code
	return []protocol.Diagnostic{out}
}

// heading is what findings about a policy as a whole are shown at: its version, else
// its start.
func (d *document) heading() ast.Span {
	if v := d.policy().tree().Version; v != nil {
		return v.Span
	}
	return d.word(ast.Place{Line: 1, Column: 1})
}

// evaluateAgain evaluates a policy some time after the last change, if it was evaluated
// before.
func (s *server) evaluateAgain(ctx context.Context, d *document) {
	s.mu.Lock()
	was := s.evaluations[keyOf(d.uri)]
	s.mu.Unlock()
	if was == nil {
		return
	}
	select {
	case <-ctx.Done():
		return
	case <-time.After(s.opts.Searches):
	}
	if _, err := s.evaluate(ctx, s.snap.Load(), d); err != nil && ctx.Err() == nil {
		s.logf("%s: %v", d.uri, err)
	}
}

// claimsChanged evaluates the policies again that were evaluated over a claims file.
func (s *server) claimsChanged(uri string) {
	snap := s.snap.Load()
	for _, d := range snap.policies() {
		s.mu.Lock()
		e := s.evaluations[keyOf(d.uri)]
		s.mu.Unlock()
		if e == nil || keyOf(e.claims.uri) != keyOf(uri) {
			continue
		}
		s.mu.Lock()
		e.outdated = true // until it was evaluated again
		s.mu.Unlock()
		s.changed(d)
	}
}

// decisionText is a decision in words.
func (e *evaluation) decisionText() string {
	switch {
	case e.err != nil:
		return "not evaluated: " + e.err.Error()
	case e.Error != nil:
		return e.Decision + ", error (" + e.Error.Code + ")"
	}
	return e.Decision + because[e.Reason]
}

// because are the reasons of a decision in words, after the decision (L6.2).
var because = map[string]string{
	"no-permit": ", no permit rule ran",
	"denied":    ", a deny rule ran",
}

// severity of a message about a decision.
func (e *evaluation) severity() protocol.MessageType {
	if e.err != nil || e.Error != nil {
		return protocol.WarningMessage
	}
	return protocol.InfoMessage
}
