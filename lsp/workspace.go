package lsp

import (
	"context"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// mostIndexed is how many policies of a workspace are looked at that are not open, and
// mostWalked how many files are passed on the way.
const (
	mostIndexed = 10_000
	mostWalked  = 200_000
)

// index reads the policies of the workspace's folders, so that symbols and findings of
// those that are not open are known, too (V6.8). Requests are served meanwhile.
func (s *server) index(ctx context.Context) {
	snap := s.snap.Load()
	var paths []string
	for _, f := range snap.folders {
		if f.path != "" {
			paths = append(paths, policiesBelow(ctx, f.path, mostIndexed-len(paths))...)
		}
	}
	if len(paths) == 0 {
		return
	}
	ctx, end := s.progress(ctx, "Reading policies")
	defer end()
	found := map[string]*document{}
	for _, p := range paths {
		if ctx.Err() != nil {
			return
		}
		if text, err := readFile(p, mostPolicy); err == nil {
			d := snap.opened(protocol.TextDocumentItem{URI: uriOf(p), LanguageID: "maa-policy", Text: string(text)})
			found[keyOf(d.uri)] = d
		}
	}
	s.change(func(old *snapshot) *snapshot {
		next := *old
		next.closed = make(map[string]*document, len(found))
		for key, d := range found {
			next.closed[key] = d.in(&next)
		}
		return &next
	})
}

// mostPolicy is the largest policy that is read, well beyond the limit of the language.
const mostPolicy = 4 << 20

// policiesBelow are the policies in a folder and those below, as a check of the folder
// finds them (T2.10): no folders whose names begin with a dot, no links.
func policiesBelow(ctx context.Context, root string, most int) (out []string) {
	walked := 0
	_ = filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if walked++; walked > mostWalked || len(out) >= most || ctx.Err() != nil {
			return fs.SkipAll
		}
		switch {
		case err != nil:
			return nil // what can't be read is not there
		case e.IsDir() && p != root && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules"):
			return fs.SkipDir
		case e.Type().IsRegular() && strings.HasSuffix(e.Name(), ".maa"):
			out = append(out, p)
		}
		return nil
	})
	return out
}

// policies are all policies that are known: those that are open, and those of the
// workspace that are not, in the order of their names.
func (s *snapshot) policies() []*document {
	all := maps.Clone(s.closed)
	if all == nil {
		all = map[string]*document{}
	}
	maps.Copy(all, s.docs)
	var out []*document
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if d := all[key]; d.kind == policyDocument {
			out = append(out, d)
		}
	}
	return out
}

// everything are the policies that are known, and what else is open.
func (s *snapshot) everything() []*document {
	out := s.policies()
	for _, d := range s.documents() {
		if d.kind != policyDocument {
			out = append(out, d)
		}
	}
	return out
}

// versionOf is the version of a document that is open, nil of one that is not.
func (s *snapshot) versionOf(d *document) *int32 {
	if s.docs[keyOf(d.uri)] == nil {
		return nil
	}
	return &d.version
}

// indexAgain reads a policy again that changed on the disk, or forgets it.
func (s *server) indexAgain(events []protocol.FileEvent) {
	s.change(func(old *snapshot) *snapshot {
		next := *old
		next.closed = maps.Clone(old.closed)
		for _, e := range events {
			key, p := keyOf(e.URI), pathOf(e.URI)
			if !strings.HasSuffix(p, ".maa") || next.closed == nil {
				continue
			}
			delete(next.closed, key)
			if text, err := readFile(p, mostPolicy); err == nil && e.Type != protocol.FileDeleted {
				next.closed[key] = next.opened(protocol.TextDocumentItem{URI: e.URI, LanguageID: "maa-policy", Text: string(text)})
			}
		}
		return &next
	})
}
