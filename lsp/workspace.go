package lsp

import (
	"context"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-policy/assay/lsp/internal/position"
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
	if len(paths) == 0 && len(snap.closed) == 0 {
		return
	}
	ctx, end := s.progress(ctx, "Reading policies")
	defer end()
	found := map[string]*document{}
	for _, p := range paths {
		if ctx.Err() != nil {
			return
		}
		if d := snap.onDisk(uriOf(p)); d != nil {
			found[keyOf(d.uri)] = d
		}
	}
	next := s.change(func(old *snapshot) *snapshot {
		next := *old
		next.closed = make(map[string]*document, len(found))
		for key, d := range found {
			if next.folderOf(d.uri) != nil { // else the folder has gone since
				next.closed[key] = d.in(&next)
			}
		}
		return &next
	})
	for _, d := range next.documents() {
		if d.kind == configurationDocument { // what it accepts can be judged now
			s.changed(d)
		}
	}
	s.refresh(next)
}

// onDisk reads a policy that isn't open; nil if that can't be done.
func (s *snapshot) onDisk(uri string) *document {
	text, err := readFile(pathOf(uri), mostPolicy)
	if err != nil {
		return nil
	}
	d := &document{uri: uri, path: pathOf(uri), kind: policyDocument, saved: string(text), shop: new(workshop)}
	return d.withText(s, position.NewFile(string(text), s.client.encoding))
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

// indexAgain reads the policies of the workspace again that changed on the disk, or
// forgets them.
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
			if d := next.onDisk(e.URI); d != nil && next.folderOf(e.URI) != nil {
				next.closed[key] = d
			}
		}
		return &next
	})
}
