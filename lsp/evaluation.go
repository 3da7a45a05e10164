package lsp

import (
	"context"
	"encoding/json"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/internal/glob"
	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// evaluation is what a version of a policy makes of a claims file (V1.7).
type evaluation struct {
	policy string // the text
	claims claimsFile
	explained
	raw json.RawMessage
	err error
}

// claimsFile is a claims file with its text.
type claimsFile struct {
	uri  string
	text string
}

func (c claimsFile) name() string { return path.Base(keyOf(c.uri)) }

// explained is what the server reads of an explanation (T4.6).
type explained struct {
	Decision string          `json:"decision"`
	Reason   string          `json:"reason"`
	Error    *explainedError `json:"error"`
	Rules    []explainedRule `json:"rules"`
}

type explainedError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

type explainedRule struct {
	Section    string               `json:"section"`
	Index      int                  `json:"index"`
	Ran        bool                 `json:"ran"`
	Conditions []explainedCondition `json:"conditions"`
}

type explainedCondition struct {
	Text    string           `json:"text"`
	Holds   bool             `json:"holds"`
	Matched []explainedClaim `json:"matched"`
	Tests   []struct {
		Text  string `json:"text"`
		Holds bool   `json:"holds"`
	} `json:"tests"`
}

type explainedClaim struct {
	Type   string          `json:"type"`
	Value  json.RawMessage `json:"value"`
	Issuer string          `json:"issuer"`
}

// evaluationOf returns the evaluation of a version of a policy, nil if there is none:
// that of an older text has vanished.
func (s *server) evaluationOf(d *document) *evaluation {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.evaluations[keyOf(d.uri)]; e != nil && e.policy == d.Text {
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
	for _, uri := range slices.Concat([]string{chosen}, snap.claimsCandidates(d)) {
		if uri == "" {
			continue
		}
		if text, ok := snap.textOf(uri); ok {
			return claimsFile{uri, text}, true
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

// claimsCandidates are where the claims file of a policy may be, the first that is
// there counts.
func (s *snapshot) claimsCandidates(d *document) []string {
	var out []string
	root := ""
	if f := s.folderOf(d.uri); f != nil {
		root = strings.TrimSuffix(f.uri, "/")
		if name := s.claimsSetting(d, root); name != "" {
			out = append(out, root+"/"+name)
		}
	}
	dir, name := path.Split(d.uri)
	out = append(out, dir+strings.TrimSuffix(name, ".maa")+claimsSuffix)
	for {
		out = append(out, dir+claimsName)
		dir = strings.TrimSuffix(dir, "/")
		if root == "" || !strings.HasPrefix(dir, root+"/") {
			return out
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
		return nil, nil
	}
	e := &evaluation{policy: d.Text, claims: claims}
	if e.raw, e.err = s.opts.Evaluate(ctx, d.Source, []byte(claims.text)); e.err == nil {
		e.err = json.Unmarshal(e.raw, &e.explained)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.mu.Lock()
	s.evaluations[keyOf(d.uri)] = e
	s.mu.Unlock()
	s.refresh(snap)
	return e, nil
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
		ctx := s.newest(d)
		s.work(func(context.Context) { s.evaluateAgain(ctx, d) })
	}
}

// decisionText is a decision in words.
func (e *evaluation) decisionText() string {
	switch {
	case e.err != nil:
		return "not evaluated: " + e.err.Error()
	case e.Error != nil:
		return e.Decision + " (" + e.Error.Code + ")"
	}
	return e.Decision + " (" + e.Reason + ")"
}

// severity of a message about a decision.
func (e *evaluation) severity() protocol.MessageType {
	if e.err != nil || e.Error != nil {
		return protocol.WarningMessage
	}
	return protocol.InfoMessage
}
