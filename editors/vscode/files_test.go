package vscode_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// V3.2: what the manifest names is here, or is a schema that build.mjs copies. (It also
// copies the grammars, and fails if one is missing.)
func TestFilesExist(t *testing.T) {
	t.Parallel()
	m := readJSON[manifest](t, "package.json")
	c := m.Contributes
	here := []string{m.Icon, c.Languages[0].Configuration, c.Languages[0].Icon["light"], c.Languages[0].Icon["dark"]}
	for _, s := range c.Snippets {
		here = append(here, s.Path)
	}
	for _, v := range slices.Concat(c.JSONValidation, c.YAMLValidation) {
		here = append(here, filepath.Join("..", "..", "docs", "schema", filepath.Base(v.URL)))
	}
	for _, name := range here {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	for _, image := range regexp.MustCompile(`!\[.*\]\((.*)\)`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		if _, err := os.Stat(image[1]); err != nil {
			t.Error(err)
		}
	}
}
