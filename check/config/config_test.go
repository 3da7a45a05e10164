package config_test

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sebdah/goldie/v2"

	"github.com/assay-policy/assay/ast"
	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/claim/catalog"
	"github.com/assay-policy/assay/grammar"
)

// checks are the pages that the configurations of these tests may name: those of the
// language, and two checks as lint has them.
var checks = diag.NewRegistry(grammar.Pages(), check.Pages(), config.Pages(), []*diag.Page{
	{Code: "MAA3028", Name: "UnconditionalPermit", Severity: diag.Info},
	{Code: "MAA3031", Name: "DebugRequired", Severity: diag.Warning},
	{Code: "MAA3041", Name: "UnusedBinder", Severity: diag.Info},
})

// sample is the configuration of T2.8.
//
//go:embed testdata/sample.yaml
var sample string

// in parses a configuration of a folder.
func in(t *testing.T, dir, text string) *config.Config {
	t.Helper()
	c, err := config.Parse(filepath.Join(dir, config.Name), []byte(text), checks)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// T2.8: the first entry that fits a file counts; patterns are relative to the folder
// of the configuration, wherever the command runs.
func TestPolicies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := in(t, dir, sample)
	yes := true
	lint := map[diag.Code]diag.Severity{"MAA3041": diag.NoSeverity, "MAA3031": diag.Error}
	tpm := map[diag.Code]diag.Severity{"MAA3041": diag.NoSeverity, "MAA3031": diag.Error, "MAA3028": diag.NoSeverity}
	for path, want := range map[string]config.Policy{
		filepath.Join(dir, "sgx", "a.maa"):           {Type: catalog.SgxEnclave, Severities: lint},
		filepath.Join(dir, "sgx", "x", "y", "a.maa"): {Type: catalog.SgxEnclave, Severities: lint},
		filepath.Join(dir, "sgx", "a.txt"):           {Severities: lint},
		filepath.Join(dir, "tpm", "a.maa"):           {Type: catalog.Tpm, ClientClaims: &yes, Severities: tpm},
		filepath.Join(dir, "a.maa"):                  {Severities: lint},
		filepath.Join(dir, "..", "tpm", "a.maa"):     {Severities: lint},
		"-":                                          {Severities: lint},
	} {
		if diff := cmp.Diff(want, c.For(path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if got := c.FailOn(); got != diag.Warning {
		t.Errorf("fails on %s, want warning", got)
	}
	if got := c.File.Test; got != (config.Test{Coverage: 90, Mutation: 80}) {
		t.Errorf("got the thresholds %+v", got)
	}
}

// T2.8: what is excluded, by all verbs and by fmt alone.
func TestExcluded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := in(t, dir, sample)
	for path, want := range map[string][2]bool{
		"vendor/a.maa":     {true, true},
		"vendor/x/a.maa":   {true, true},
		"sgx/uploaded.maa": {false, true},
		"sgx/other.maa":    {false, false},
		"x/vendor/a.maa":   {false, false},
	} {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if got := [2]bool{c.Excluded(full), c.FmtExcluded(full)}; got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

// The zero Config sets nothing.
func TestZero(t *testing.T) {
	t.Parallel()
	c := new(config.Config)
	if diff := cmp.Diff(config.Policy{Severities: map[diag.Code]diag.Severity{}}, c.For("a.maa")); diff != "" {
		t.Error(diff)
	}
	if c.Excluded("a.maa") || c.FmtExcluded("a.maa") || c.FailOn() != diag.NoSeverity {
		t.Error("the zero Config excludes something, or fails")
	}
	src, found := lint(`version=1.0; authorizationrules { => permit() };`)
	r := c.NewReview(time.Now(), nil)
	if got := r.File("a.maa", src, found); len(got.Findings) != len(found) || len(got.Accepted) != 0 {
		t.Errorf("got %v, want what was found", got)
	}
	if got := r.Stale().Findings; len(got) != 0 {
		t.Errorf("got %v, want none", got)
	}
}

// TestErrors: each error of T2.9 has a golden, with its place and what was meant.
func TestErrors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "errors", "*.yaml"))
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d cases (%v), want all", len(files), err)
	}
	g := goldie.New(t, goldie.WithFixtureDir(filepath.Join("testdata", "errors")), goldie.WithNameSuffix(".txt"))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = config.Parse(config.Name, data, checks)
			if err == nil {
				t.Fatal("got no error")
			}
			g.Assert(t, strings.TrimSuffix(filepath.Base(file), ".yaml"), []byte(err.Error()+"\n"))
		})
	}
}

// T2.9: at most 1 MiB, and no few aliases for much.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"version: 1\n#" + strings.Repeat("x", config.MaxBytes), ".assay.yaml:1:1: found more than 1048576 bytes, the limit"},
		{"version: 1\nexclude: [" + strings.Repeat("x", 1001) + "]", ".assay.yaml:2:11: found a pattern of more than 1000 bytes, the limit"},
		{"version: 1\nexclude: " + strings.Repeat("[", 20_000), ".assay.yaml:2:"},
	} {
		_, err := config.Parse(config.Name, []byte(tt.text), checks)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.30q: got %.200v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestParseSetting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"MAA3041=off":          "MAA3041 none",
		"unused-binder=error":  "MAA3041 error",
		"MAA1003=error":        "MAA1003 error",
		"MAA1003=warning":      "MAA1003 is an error of the language, which can't be lowered",
		"MAA3041":              `found "MAA3041", expected CODE=LEVEL`,
		"MAA3041=of":           `unknown level "of"; did you mean "off"?`,
		"unused-bindre=off":    `unknown check "unused-bindre"; did you mean "unused-binder"?`,
		"maa3041=off":          `unknown check "maa3041"; did you mean "MAA3041"?`,
		"something else=error": `unknown check "something else"`,
	} {
		code, level, err := config.ParseSetting(text, checks)
		got := string(code) + " " + level.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// lint returns a policy with findings in each rule: MAA3031 at the first condition,
// and what the check finds.
func lint(text string) (*ast.Source, diag.List) {
	src := ast.NewSource("x.maa", text)
	_, found := check.Source(src, check.Options{})
	page, _ := checks.Lookup("MAA3031")
	tree, _ := grammar.Parse(src, grammar.Options{})
	for rule := range tree.Rules(ast.Authorization) {
		if len(rule.Conditions) > 0 {
			found = append(found, page.At(rule.Conditions[0].Span, "found debug enclaves only"))
		}
	}
	return src, found.In(src)
}

// T2.9: the nearest configuration counts, no further up than the folder with .git.
func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/a/b/c", "repo/sub/.git", "repo/sub/x", "other/y"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write := func(path, text string) {
		if err := os.WriteFile(filepath.Join(root, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(config.Name, "version: 1")
	write("repo/a/.assay.yaml", "version: 1")
	write("file", "")
	for dir, want := range map[string]string{
		"repo/a/b/c":    "repo/a/.assay.yaml",
		"repo/a":        "repo/a/.assay.yaml",
		"repo":          "",
		"repo/sub/x":    "",
		"other/y":       ".assay.yaml",
		"other/new/dir": ".assay.yaml",
		"file/x":        ".assay.yaml",
	} {
		got, err := config.Find(filepath.Join(root, dir))
		if want != "" {
			want = filepath.Join(root, want)
		}
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", dir, got, err, want)
		}
	}
}

// FuzzParse: no text makes Parse panic, and what it accepts can be asked.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("version: 1\nlint: &a {accept: [*a]}\n")
	f.Add("version: 1\nexclude: ['" + strings.Repeat("{a,b,**/c}", 20) + "']\n")
	f.Add("? [a]\n: *b\n")
	files, _ := filepath.Glob(filepath.Join("testdata", "errors", "*.yaml"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	src, found := lint("version=1.0;\nauthorizationrules {\n [type==\"a\"] => permit();\n [type==\"b\"] => permit();\n};")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := config.Parse("/nowhere/.assay.yaml", []byte(text), checks)
		if err != nil {
			return
		}
		r := c.NewReview(time.Unix(0, 0), nil)
		file := r.File("/nowhere/sgx/dev.maa", src, found)
		if n := len(file.Findings) + len(file.Accepted); n > len(found) {
			t.Errorf("got %d findings of %d", n, len(found))
		}
		c.Excluded("/nowhere/vendor/a.maa")
		for _, d := range r.Stale().Findings {
			if d.To.Offset() > len(text) || d.From > d.To {
				t.Errorf("got a finding at %v outside the text", d.Span)
			}
		}
	})
}
