// Package vscode_test holds the parts of the VS Code extension that need no editor
// against what they are about: snippets against the checker, the problem matcher
// against what is printed, the page against the manifest.
package vscode_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/claim/catalog"
)

// manifest is what these tests read of package.json.
type manifest struct {
	Icon            string            `json:"icon"`
	Dependencies    map[string]string `json:"dependencies"`
	DevDependencies map[string]string `json:"devDependencies"`
	Contributes     struct {
		Languages []struct {
			FirstLine     string            `json:"firstLine"`
			Configuration string            `json:"configuration"`
			Icon          map[string]string `json:"icon"`
		} `json:"languages"`
		Grammars []struct{ Path string } `json:"grammars"`
		Snippets []struct{ Path string } `json:"snippets"`
		Commands []struct {
			Command string `json:"command"`
			Title   string `json:"title"`
		} `json:"commands"`
		Configuration struct {
			Properties map[string]setting `json:"properties"`
		} `json:"configuration"`
		ConfigurationDefaults map[string]map[string]any `json:"configurationDefaults"`
		JSONValidation        []struct{ URL string }    `json:"jsonValidation"`
		YAMLValidation        []struct{ URL string }    `json:"yamlValidation"`
		ProblemMatchers       []struct {
			Pattern struct {
				Regexp                                      string `json:"regexp"`
				File, Line, Column, Severity, Message, Code int
			} `json:"pattern"`
		} `json:"problemMatchers"`
	} `json:"contributes"`
}

type setting struct {
	Scope               string          `json:"scope"`
	Enum                []string        `json:"enum"`
	Default             json.RawMessage `json:"default"`
	Description         string          `json:"description"`
	MarkdownDescription string          `json:"markdownDescription"`
}

// read returns a file of this folder.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readJSON[T any](t *testing.T, name string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(read(t, name)), &value); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

// V1.33: the commands of the server, and the one of the extension's own.
func TestCommands(t *testing.T) {
	t.Parallel()
	var commands []string
	readme := read(t, "README.md")
	for _, c := range readJSON[manifest](t, "package.json").Contributes.Commands {
		commands = append(commands, strings.TrimPrefix(c.Command, "assay."))
		if !strings.Contains(readme, "\n| "+c.Title+" | ") {
			t.Errorf("README.md has no row for %q", c.Title)
		}
	}
	slices.Sort(commands)
	want := []string{"createTest", "evaluate", "explain", "fixAll", "hash", "restart", "runTests", "selectClaims", "showCommandLine"}
	if !slices.Equal(commands, want) {
		t.Errorf("got commands %q, want %q", commands, want)
	}
}

// V1.52: the settings, as the manifest and the page have them.
func TestSettings(t *testing.T) {
	t.Parallel()
	settings := readJSON[manifest](t, "package.json").Contributes.Configuration.Properties
	readme := read(t, "README.md")
	var names []string
	for name, s := range settings {
		names = append(names, strings.TrimPrefix(name, "assay."))
		row := "| `" + name + "` | `" + string(s.Default) + "` | " + s.Description + s.MarkdownDescription + " |\n"
		if !strings.Contains(readme, row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	}
	slices.Sort(names)
	want := []string{
		"attestationType", "claims",
		"codeLens.evaluate", "codeLens.hash", "codeLens.tests", "codeLens.uses",
		"inlayHints.issuers", "inlayHints.matches", "inlayHints.types",
		"server.path", "severity", "trace.server",
	}
	if !slices.Equal(names, want) {
		t.Errorf("got settings %q, want %q", names, want)
	}
	if rows := strings.Count(readme, "\n| `assay."); rows != len(want) {
		t.Errorf("README.md has %d rows of settings, want %d", rows, len(want))
	}
	// V3.1: a workspace can't choose the program that runs.
	if got := settings["assay.server.path"].Scope; got != "machine" {
		t.Errorf("server.path has scope %q, want %q", got, "machine")
	}
}

// V1.5: the types to choose from are those of the catalogue.
func TestAttestationTypes(t *testing.T) {
	t.Parallel()
	got := readJSON[manifest](t, "package.json").Contributes.Configuration.Properties["assay.attestationType"].Enum
	want := []string{"auto"}
	for _, row := range catalog.AttestationTypes() {
		want = append(want, string(row.Type))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got types %q, want %q", got, want)
	}
}

// V1.1: the bytes are the policy, so nothing edits it unasked.
func TestNothingEditsUnasked(t *testing.T) {
	t.Parallel()
	defaults := readJSON[manifest](t, "package.json").Contributes.ConfigurationDefaults["[maa-policy]"]
	for _, name := range []string{"editor.formatOnSave", "files.trimTrailingWhitespace", "files.trimFinalNewlines", "files.insertFinalNewline"} {
		if on, ok := defaults[name].(bool); on || !ok {
			t.Errorf("%s is %v, want false", name, defaults[name])
		}
	}
}

// V3.2: a policy in a file with another ending is known by its first line.
func TestFirstLine(t *testing.T) {
	t.Parallel()
	first := regexp.MustCompile(readJSON[manifest](t, "package.json").Contributes.Languages[0].FirstLine)
	for text, want := range map[string]bool{
		"version=1.0;":                                 true,
		" version = 1.2 ; // release":                  true,
		"version=1.0;authorizationrules{=>permit();};": true,
		"version: 1":                                   false,
		"conversion=1.0;":                              false,
	} {
		if got := first.MatchString(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

// V3.2: the problem matcher takes what `assay check` prints apart.
func TestProblemMatcher(t *testing.T) {
	t.Parallel()
	src := ast.NewSource("sgx/a policy.maa", "version=1.0;\nauthorizationrules {\n[type=\"a]\", value==1] => permit();\n};\n")
	_, found := check.Source(src, check.Options{})
	var printed strings.Builder
	if err := diag.Render(&printed, diag.Text, []diag.File{{Source: src, Findings: found}}, diag.Options{}); err != nil {
		t.Fatal(err)
	}
	p := readJSON[manifest](t, "package.json").Contributes.ProblemMatchers[0].Pattern
	var got [][]string
	for line := range strings.Lines(printed.String()) {
		if m := regexp.MustCompile(p.Regexp).FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			got = append(got, []string{m[p.File], m[p.Line], m[p.Column], m[p.Severity], m[p.Message], m[p.Code]})
		}
	}
	want := []string{"sgx/a policy.maa", "3", "6", "error", `found "=" in a condition, expected "=="`, "MAA1003"}
	if len(got) != len(found) || len(got) == 0 || !slices.Equal(got[0], want) {
		t.Errorf("got %q, want %d findings with first %q, in\n%s", got, len(found), want, printed.String())
	}
}
