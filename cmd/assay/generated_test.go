package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-policy/assay/ast/diag"
	"github.com/assay-policy/assay/check/config"
	"github.com/assay-policy/assay/eval/explain"
	"github.com/assay-policy/assay/eval/proof"
	"github.com/assay-policy/assay/eval/replay"
	"github.com/assay-policy/assay/eval/suite"
	"github.com/assay-policy/assay/internal/forms"
	"github.com/assay-policy/assay/internal/gen"
)

// evaluated is the answer of eval: a result, and with --explain or --trace the lines of
// that.
type evaluated struct {
	proof.ResultDocument
	Explanation []string `json:"explanation,omitempty"`
}

//go:generate go test -run ^TestGenerated$ . -update

// TestGenerated: the generated documents are what the code says now. With -update
// it writes them.
func TestGenerated(t *testing.T) {
	t.Parallel()
	root := os.DirFS(filepath.Join("..", ".."))
	var rooms []fs.FS
	for _, room := range []string{"ast/diag", "check/config", "eval/explain", "eval/explain/brief", "eval/proof", "eval/suite", "eval/replay", "internal/forms"} {
		sub, err := fs.Sub(root, room)
		if err != nil {
			t.Fatal(err)
		}
		rooms = append(rooms, sub)
	}
	comments, err := gen.ReadComments(rooms...)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"assay.1":     gen.Man(system().parser().Model),
		"checks.md":   gen.Checks(pages()),
		"claims.md":   gen.Claims(),
		"cli.md":      gen.CLI(system().parser().Model),
		"codes.md":    gen.Codes(pages()),
		"evidence.md": evidencePage(t),

		// JSON Schema, from the types (T7.4).
		"schema/claims-file.json": gen.Schema("Claims file of assay", reflect.TypeFor[forms.ClaimsFile](), comments),
		"schema/check.json":       gen.Schema("Answer of assay check", reflect.TypeFor[diag.Document](), comments),
		"schema/eval.json":        gen.Schema("Answer of assay eval", reflect.TypeFor[evaluated](), comments),
		"schema/config.json":      gen.Schema("Configuration of assay, .assay.yaml", reflect.TypeFor[config.File](), comments),
		"schema/diff.json":        gen.Schema("Answer of assay diff", reflect.TypeFor[proof.DifferenceDocument](), comments),
		"schema/explain.json":     gen.Schema("Answer of assay explain", reflect.TypeFor[explain.Document](), comments),
		"schema/proof.json":       gen.Schema("Answer of assay check --implies and --never-permits", reflect.TypeFor[proof.AnswerDocument](), comments),
		"schema/replay.json":      gen.Schema("Answer of assay replay", reflect.TypeFor[replay.Report](), comments),
		"schema/test-file.json":   gen.Schema("Test file of assay, *_test.yaml", reflect.TypeFor[forms.TestFile](), comments),
		"schema/test.json":        gen.Schema("Report of assay test", reflect.TypeFor[suite.Report](), comments),
	} {
		path := filepath.Join("..", "..", "docs", name)
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("docs/%s is out of date, run make generate: %s", name, diff)
		}
	}
}

// evidencePage is the page of the kinds of evidence, with what the command prints.
func evidencePage(t *testing.T) string {
	t.Helper()
	var list []gen.EvidenceKind
	for _, k := range kinds {
		list = append(list, gen.EvidenceKind{Name: k.name, Steps: k.steps()})
	}
	page, err := gen.Evidence(list, func(line string) (string, error) {
		words := strings.Fields(line)
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = filepath.Join("..", "..")
		out, err := cmd.Output()
		if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
			return "", fmt.Errorf("%s: %s", line, failed.Stderr)
		}
		return string(out), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page
}
