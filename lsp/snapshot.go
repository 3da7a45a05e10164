package lsp

import (
	"maps"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/assay-policy/assay/lsp/internal/protocol"
)

// snapshot is what the client has at one time: its documents, folders and settings. It
// is immutable, and replaced as a whole (V2.5).
type snapshot struct {
	client   *client
	folders  []folder
	settings settings             // of documents in no folder
	docs     map[string]*document // those that are open, by key
	closed   map[string]*document // policies of the workspace, as they are on the disk
	disk     *disk                // what was read of files that are not open
	now      func() time.Time
}

// folder is a root of the workspace.
type folder struct {
	uri      string
	path     string // "" if it isn't on this disk
	settings settings
}

// with returns a snapshot in which a document is another one, or is gone.
func (s *snapshot) with(key string, d *document) *snapshot {
	next := *s
	next.docs = maps.Clone(s.docs)
	if d == nil {
		delete(next.docs, key)
	} else {
		next.docs[key] = d
	}
	return &next
}

// document returns an open document. The error says that there is none: it was closed
// while the request was under way.
func (s *snapshot) document(id protocol.TextDocumentIdentifier) (*document, error) {
	if d := s.docs[keyOf(id.URI)]; d != nil {
		return d, nil
	}
	return nil, rpcError(codeModified, "%s is not open", id.URI)
}

// documents are the open documents, in the order of their names.
func (s *snapshot) documents() []*document {
	var out []*document
	for _, key := range slices.Sorted(maps.Keys(s.docs)) {
		out = append(out, s.docs[key])
	}
	return out
}

// settingsOf returns the settings that count for a document: those of the innermost
// folder that it is in.
func (s *snapshot) settingsOf(uri string) settings {
	if f := s.folderOf(uri); f != nil {
		return f.settings
	}
	return s.settings
}

func (s *snapshot) folderOf(uri string) *folder {
	var best *folder
	key := keyOf(uri)
	for i := range s.folders {
		f := &s.folders[i]
		root := strings.TrimSuffix(keyOf(f.uri), "/") + "/"
		if strings.HasPrefix(key, root) && (best == nil || len(root) > len(keyOf(best.uri))) {
			best = f
		}
	}
	return best
}

// keyOf is what URIs of one document have in common, however they are escaped (V2.12).
func keyOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return uri
	}
	if u.Opaque != "" {
		return u.Scheme + ":" + u.Opaque
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.ToLower(path)
	}
	return u.Scheme + "://" + u.Host + path
}

// pathOf is where a document is on this disk; "" if it isn't (V2.12).
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}

// uriOf is the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
