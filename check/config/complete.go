package config

import (
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-policy/assay/ast"
)

// complete reports whether all policies that an acceptance is about were reviewed.
// If there is none any more, they were.
func (r *Review) complete(a *accepting) bool {
	if a.Policy.literal() {
		_, err := fs.Stat(os.DirFS(r.config.dir), path.Clean(string(a.Policy)))
		return err != nil || r.seen[path.Clean(string(a.Policy))]
	}
	// A folder of links may be searched for long: none is followed.
	fits, err := doublestar.Glob(os.DirFS(r.config.dir), string(a.Policy), doublestar.WithFilesOnly(), doublestar.WithNoFollow())
	if err != nil {
		return false
	}
	for _, path := range fits {
		if !r.seen[path] && strings.HasSuffix(path, ".maa") {
			return false
		}
	}
	return true
}

// at returns the place of the code of an acceptance, for the finding about it.
func (c Check) at(src *ast.Source, entry ast.Span) ast.Span {
	rest := src.Text[entry.From.Offset():]
	if i := strings.Index(rest, string(c)); i >= 0 {
		from := entry.From + ast.Pos(i)
		return ast.Span{From: from, To: from + ast.Pos(len(c))}
	}
	return entry
}
