package config

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/internal/glob"
)

// complete reports whether all policies that an acceptance is about were reviewed.
// If there is none any more, they were.
func (r *Review) complete(a *accepting) bool {
	ending := path.Ext(a.Policy.text)
	if ending == "" || glob.Is(ending) {
		ending = ".maa"
	}
	there, all := r.there()
	for _, file := range there {
		if strings.HasSuffix(file, ending) && a.Policy.pattern.Match(file) && !r.seen[file] {
			return false
		}
	}
	return all
}

// mostEntries bounds the search for policies.
const mostEntries = 100_000

// below returns the files below the folder of the configuration, as directories are
// searched: no folders that begin with a dot, no links. It reports whether all could
// be found.
func (c *Config) below() (paths []string, all bool) {
	entries := 0
	root := c.dir + string(filepath.Separator) // which may be a link itself
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		entries++
		switch {
		case err != nil:
			return err
		case entries > mostEntries:
			return fs.SkipAll
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular():
			rel, _ := c.relative(path)
			paths = append(paths, rel)
		}
		return nil
	})
	return paths, err == nil && entries <= mostEntries
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
