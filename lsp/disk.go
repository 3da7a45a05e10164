package lsp

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
)

// disk remembers what was read of files that the client doesn't have open. The client
// tells when one changes; then it is forgotten.
type disk struct {
	mu      sync.Mutex
	configs map[string]configFile // by folder
}

// configFile is the configuration that counts in a folder.
type configFile struct {
	*config.Config
	err error
}

func newDisk() *disk { return &disk{configs: map[string]configFile{}} }

// mostFile is the largest file that is read.
const mostFile = 64 << 20

// readFile reads a file of at most a number of bytes.
func readFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = errors.New("the file is too large")
	}
	return data, err
}

// configOf returns the configuration that counts for a document (T2.9), the zero one if
// there is none or it can't be read: what is wrong in it is found where it is open.
func (s *snapshot) configOf(d *document) configFile {
	dir, _ := path.Split(keyOf(d.uri))
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	if c, ok := s.disk.configs[dir]; ok {
		return c
	}
	c := s.readConfig(d, dir)
	if c.Config == nil {
		c.Config = new(config.Config)
	}
	s.disk.configs[dir] = c
	return c
}

// readConfig reads the nearest configuration: one that is open, or one on the disk. A
// client in a browser has no disk, but opens all that matters.
func (s *snapshot) readConfig(d *document, dir string) configFile {
	onDisk := ""
	var err error
	if d.path != "" {
		onDisk, err = config.Find(filepath.Dir(d.path))
	}
	nearest := s.openConfig(dir)
	switch {
	case nearest != nil && (onDisk == "" || len(keyOf(nearest.uri)) >= len(keyOf(uriOf(onDisk)))):
		c, err := config.Parse(nameOf(nearest.uri), []byte(nearest.Text), pages())
		return configFile{c, err}
	case err != nil || onDisk == "":
		return configFile{err: err}
	}
	data, err := readFile(onDisk, config.MaxBytes)
	if err != nil {
		return configFile{err: err}
	}
	c, err := config.Parse(onDisk, data, pages())
	return configFile{c, err}
}

// openConfig is the nearest configuration that is open, in a folder or one above it.
func (s *snapshot) openConfig(dir string) *document {
	var best *document
	for key, d := range s.docs {
		if d.kind != configurationDocument {
			continue
		}
		if in, _ := path.Split(key); strings.HasPrefix(dir, in) && (best == nil || len(key) > len(keyOf(best.uri))) {
			best = d
		}
	}
	return best
}

// reviewOf returns how a policy is looked at, and what applies severities and
// acceptances to its findings. Settings of the editor are stronger than the
// configuration (V1.5).
func (s *snapshot) reviewOf(d *document) (func(diag.List) diag.File, config.Policy) {
	settings := s.settingsOf(d.uri)
	review := s.configOf(d).NewReview(s.now(), settings.severities())
	name := nameOf(d.uri)
	as := review.For(name)
	if typ := settings.typ(); typ != "" {
		as.Type = typ
	}
	return func(found diag.List) diag.File { return review.File(name, d.Source, found) }, as
}
